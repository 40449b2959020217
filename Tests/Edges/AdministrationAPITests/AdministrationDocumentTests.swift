import AdministrationAPI
import Foundation
import JSONTape
import Testing
import YAMLDocument

@Suite struct AdministrationDocumentTests {
    private static let checkout = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func published() throws -> JSONValue {
        let file = checkout.appending(path: "schemas/administration.openapi.yaml")
        return try YAMLNode.json(parsing: [UInt8](Data(contentsOf: file)))
    }

    @Test func `the document that is served is the published one`() throws {
        let published = try Self.published()
        if ProcessInfo.processInfo.environment["SLUIS_WRITE_DOCUMENT"] != nil {
            try Self.write(published)
        }
        #expect(AdministrationDocument.json == published)
    }

    @Test func `every reference in the document leads somewhere`() throws {
        let document = try Self.published()
        var dangling: [String] = []
        func look(_ value: JSONValue) {
            if let target = value["$ref"]?.string {
                let pointer = try? JSONPointer(parsing: String(target.dropFirst()))
                if pointer.flatMap({ document[$0] }) == nil { dangling.append(target) }
            }
            for (_, member) in value.object?.members ?? [] { look(member) }
            for element in value.array ?? [] { look(element) }
        }
        look(document)
        #expect(dangling == [])
    }

    @Test func `no text has become a member of its own by a comma`() throws {
        var strange: [String] = []
        func look(_ value: JSONValue) {
            for (name, member) in value.object?.members ?? [] {
                if member == .null, name.contains(" ") { strange.append(name) }
                look(member)
            }
            for element in value.array ?? [] { look(element) }
        }
        look(try Self.published())
        #expect(strange == [])
    }

    /// Writes the parts of the document as Swift literals, in pieces of 86 characters.
    private static func write(_ document: JSONValue) throws {
        let folder = checkout.appending(path: "Sources/Edges/AdministrationAPI")
        var head = try #require(document.object)
        let paths = try #require(head["paths"])
        var components = try #require(head["components"]?.object)
        let schemas = try #require(components["schemas"]?.object).members
        (head["paths"], head["components"], components["schemas"]) = (nil, nil, nil)
        let half = schemas.count / 2
        let parts: [(name: String, value: JSONValue)] = [
            ("paths", paths), ("components", .object(components)),
            ("schemas", .object(JSONObject(Array(schemas.prefix(half))))),
            ("laterSchemas", .object(JSONObject(Array(schemas.dropFirst(half))))),
        ]
        for (part, value) in parts {
            let name = part.prefix(1).uppercased() + part.dropFirst()
            let text =
                "extension AdministrationDocument {\n    static let \(part) = "
                + literal(value) + "\n}\n"
            let file = folder.appending(path: "AdministrationDocument+\(name).swift")
            try Data(text.utf8).write(to: file)
        }
        let file = folder.appending(path: "AdministrationDocument.swift")
        let source = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(source.range(of: "    static let head = "))
        let text = source[..<start.upperBound] + literal(.object(head)) + "\n}\n"
        try Data(text.utf8).write(to: file)
    }

    private static func literal(_ value: JSONValue) -> String {
        var rest = Substring(String(decoding: value.serialized(), as: UTF8.self))
        var pieces: [Substring] = []
        while !rest.isEmpty {
            var piece = rest.prefix(86)
            // A piece must not end with what the literal would read or drop.
            while piece.count < rest.count, let last = piece.last, last == "\\" || last == " " {
                piece = piece.dropLast()
            }
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        return "#\"\"\"\n        " + pieces.joined(separator: "\\#\n        ")
            + "\n        \"\"\"#"
    }
}
