import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import Testing
import YAMLDocument

@testable import sluis

/// The schema of the configuration is its one description: reader, reload and reference follow it.
@Suite struct ConfigurationReferenceTests {
    private let schema: ConfigurationSchema
    private let folder: GatewayFolder

    init() throws {
        schema = try ConfigurationSchema()
        folder = try GatewayFolder()
        for key in schema.all {
            guard let kind = key.schema["x-file"]?.string, ["read", "secret"].contains(kind) else {
                continue
            }
            for path in key.examples.compactMap(\.string) {
                try folder.write(Array("-".utf8), path, mode: kind == "secret" ? 0o600 : 0o644)
            }
        }
    }

    /// Keys that may stand only where another has some value.
    private static let dependent = [
        "group.resolve", "services[].publishIn", "services[].openapiRoot",
    ]

    private func settings(_ value: JSONValue) throws(ConfigurationRefused) -> GatewaySettings {
        try GatewaySettings(value.serialized(), file: folder.path("sluis.yaml"))
    }

    /// `SLUIS_WRITE_CONFIGURATION=1` in the environment writes it anew.
    @Test func `docs-configuration is made from the schema`() throws {
        let made = ConfigurationReference(schema).text
        let file = ConfigurationSchema.file.deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/configuration.md")
        if ProcessInfo.processInfo.environment["SLUIS_WRITE_CONFIGURATION"] == "1" {
            try made.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(
            try String(contentsOf: file, encoding: .utf8) == made,
            "docs/configuration.md is out of date: write it anew with SLUIS_WRITE_CONFIGURATION=1"
        )
    }

    @Test func `every key says what it means and has an example, those of the reference decode`()
        throws
    {
        for key in schema.all {
            #expect(key.schema["description"]?.string?.hasSuffix(".") == true, "\(key.path)")
            #expect(!key.keys.isEmpty || !key.examples.isEmpty, "\(key.path) has no example")
        }
        let text = BlockText.of(schema.example())
        #expect(try YAMLNode(parsing: text).json == schema.example())
        let read = try settings(schema.example())
        #expect(read.services.first?.purposes.count == 1)
        #expect(read.outway?.clients.count == 1)
    }

    /// The reader tells a key that nobody asked for, and all that it asks for: both must be the same.
    @Test func `the reader knows the keys of the schema and no others`() throws {
        let stranger = String(repeating: "z", count: 40)
        for (place, keys) in sections(schema.keys, at: "") {
            let document = adding(stranger, to: schema.example(), at: place)
            let refused = #expect(throws: ConfigurationRefused.self) { try settings(document) }
            let path = (place.isEmpty ? "" : readers(place) + ".") + stranger
            let problem = try #require(
                refused?.problems.first { $0.key == path },
                "no key is unknown in \(place)"
            )
            let known = problem.message.components(separatedBy: "keys here are ").last ?? ""
            #expect(
                known.components(separatedBy: ", ") == keys.map(\.name).sorted(),
                "keys of \(place.isEmpty ? "the file" : place)"
            )
        }
    }

    @Test func `a change of a key needs a restart exactly where the reference says so`() throws {
        // Keys with a default are left out at first, and those that need what another key says.
        let keys = schema.all.filter(\.keys.isEmpty)
        let optional = keys.filter {
            ($0.schema["default"] != nil && $0.path != "group.test")
                || Self.dependent.contains($0.path)
        }
        let plain: [String: JSONValue?] = optional.reduce(into: [:]) { $0[$1.path] = .some(nil) }
        let before = try settings(schema.example(plain))
        for key in keys {
            var changed = plain
            if key.path == "outway.clients[].from" {
                changed["outway.clients[].tokenFile"] = .some(nil)
            }
            changed[key.path] = .some(try #require(other(key), "\(key.path): another value"))
            let after = try settings(schema.example(changed))
            let restart = before.changed(to: after).needsRestart
            #expect(restart.isEmpty == !key.needsRestart, "\(key.path): \(restart)")
        }
    }

    /// Another value than the one that the example has, or the default; nil in it leaves the key out.
    private func other(_ key: ConfigurationSchema.Key) -> JSONValue?? {
        if key.path == "group.test" { return .some(false) }
        if Self.dependent.contains(key.path) { return .some(key.examples.first) }
        guard let fallback = key.schema["default"] else {
            if key.examples.count > 1 { return .some(key.examples[1]) }
            return key.isRequired ? nil : .some(nil)
        }
        if let flag = fallback.bool { return .some(.bool(!flag)) }
        if let number = fallback.integer { return .some(.number(JSONNumber(number + 1))) }
        let choices = (key.schema["enum"]?.array ?? []) + key.examples
        if let choice = choices.first(where: { $0 != fallback }) { return .some(choice) }
        let units = ["duration": "7s", "size": "7MiB"]
        return key.schema["x-definition"]?.string.flatMap { units[$0] }.map { .some(.string($0)) }
    }

    /// The places of all sections, with their keys.
    private func sections(
        _ keys: [ConfigurationSchema.Key],
        at place: String
    ) -> [(place: String, keys: [ConfigurationSchema.Key])] {
        [(place, keys)]
            + keys.filter { !$0.keys.isEmpty }.flatMap { key in
                sections(key.keys, at: key.path + (key.isList ? "[]" : ""))
            }
    }

    /// A place as the reader names it: the first of each list.
    private func readers(_ place: String) -> String { place.replacing("[]", with: "[0]") }

    private func adding(_ name: String, to value: JSONValue, at place: String) -> JSONValue {
        guard let step = place.split(separator: ".").first.map(String.init) else {
            var object = value.object ?? [:]
            object[name] = "x"
            return .object(object)
        }
        let rest = String(place.dropFirst(step.count + 1))
        let key = step.replacing("[]", with: "")
        var object = value.object ?? [:]
        if step.hasSuffix("[]"), let first = value[key]?[0] {
            object[key] = [adding(name, to: first, at: rest)]
        } else {
            object[key] = adding(name, to: value[key] ?? [:], at: rest)
        }
        return .object(object)
    }
}
