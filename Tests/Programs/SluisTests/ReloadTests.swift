import Contracts
import ExchangeModel
import Foundation
import GatewayConfiguration
import Inway
import JSONTape
import Manager
import PayloadPolicy
import Synchronization
import Testing

@testable import sluis

/// What a running gateway takes over of a changed configuration: all of it, or nothing.
@Suite struct ReloadTests {
    private let folder: GatewayFolder
    private let start: GatewayConfigurationInForce

    init() throws {
        folder = try GatewayFolder()
        try folder.write([UInt8](GatewayFolder.text().utf8), "sluis.yaml")
        start = try GatewayConfigurationInForce(starting: folder.path("sluis.yaml"))
    }

    private func next(
        _ changes: [String: String] = [:],
        kept: KeptPolicies = KeptPolicies()
    ) throws(ConfigurationRefused) -> GatewayConfigurationInForce {
        try? folder.write([UInt8](GatewayFolder.text(changes).utf8), "sluis.yaml")
        return try GatewayConfigurationInForce(following: start, kept: kept)
    }

    private func names(_ configuration: GatewayConfigurationInForce) -> [String] {
        configuration.parts.services.map(\.settings.name.rawValue)
    }

    @Test func `services are added, changed, renamed and removed`() throws {
        let more = """
            services:
              - name: cars
                upstream: {url: http://127.0.0.1:10}
                purposeRequired: false

            """
        #expect(try names(next(["services:\n": more])) == ["cars", "persons"])
        #expect(try names(next(["- name: persons": "- name: people"])) == ["people"])
        let moved = try next(["http://127.0.0.1:9": "http://127.0.0.1:11"])
        #expect(moved.parts.services[0].settings.upstream.url.description == "http://127.0.0.1:11")
        #expect(moved.needsRestart == [])
    }

    @Test func `a service whose settings and files are the same is the very same one`() throws {
        let same = try next().parts.services[0]
        #expect(same.offered.rules === start.parts.services[0].offered.rules)
        #expect(same.offered.source === start.parts.services[0].offered.source)
        try folder.write(Array("second secret\n".utf8), "secret", mode: 0o600)
        let rotated = try next().parts.services[0]
        #expect(rotated.offered.source !== start.parts.services[0].offered.source)
        #expect(!rotated.isSame(as: start.parts.services[0]))
    }

    @Test func `directories, rules, clients and limits are taken over`() throws {
        let changed = try next([
            "directory.example:8443": "other.example:8443",
            "address: https://gateway.example:8443":
                "address: https://gateway.example:8443\n  tokenLifetime: 10m\n"
                + "  autoSign: [{grantType: serviceConnection, peers: ['00000099000000009000'], longestValidity: 30d}]\n"
                + "  proposals: {open: 5}",
            "name: desk": "name: counter",
        ])
        let settings = changed.parts.settings
        #expect(changed.needsRestart == [])
        let other = try PeerAddress("https://other.example:8443")
        #expect(settings.group.directories.first?.address == other)
        #expect(settings.outway?.clients.map(\.name) == ["counter"])
        let managed = changed.parts.managerSettings(try #require(settings.manager))
        #expect(managed.directories.map(\.address) == [other])
        #expect(managed.tokenLifetimeSeconds == 600)
        #expect(managed.autoSign.count == 1)
        #expect(managed.proposals.open == 5)
        #expect(changed.parts.clients != start.parts.clients)
    }

    @Test func `a client's new token is taken over`() throws {
        try folder.write(Array("another-token-of-enough-characters\n".utf8), "token", mode: 0o600)
        #expect(try next().parts.clients != start.parts.clients)
    }

    @Test(arguments: [
        ("dataFolder: data", "dataFolder: other", "dataFolder"),
        ("roles: [manager, inway, outway]", "roles: [manager, inway, outway, directory]", "roles"),
        ("id: trial", "id: other", "group.id"),
        ("pseudonym.key", "other.key", "log"),
        (
            "address: https://gateway.example:443\n", "address: https://other.example:443\n",
            "inway.address"
        ),
        ("https://gateway.example:8443", "https://gateway.example:443", "manager.address"),
    ])
    func `what needs a restart is named and stays as it was, the rest is taken over`(
        old: String,
        new: String,
        name: String
    ) throws {
        let changed = try next([old: new, "name: desk": "name: counter"])
        #expect(changed.needsRestart == [name])
        let settings = changed.parts.settings
        let before = start.parts.settings
        #expect(settings.dataFolder == before.dataFolder)
        #expect(settings.roles == before.roles)
        #expect(settings.group.id == before.group.id)
        #expect(settings.log == before.log)
        #expect(settings.inway?.address == before.inway?.address)
        #expect(settings.manager?.address == before.manager?.address)
        #expect(settings.outway?.clients.map(\.name) == ["counter"])
    }

    @Test(arguments: [
        ("name: desk", "nome: desk", "outway.clients[0].nome"),
        ("file: secret}", "file: missing}", "services[0].upstream.secretFields[0].file"),
        ("http://127.0.0.1:9", "ftp://127.0.0.1:9", "services[0].upstream.url"),
        ("https://directory.example:8443", "directory", "group.directories[0].address"),
    ])
    func `a configuration with a problem is refused with its place`(
        old: String,
        new: String,
        key: String
    ) throws {
        do {
            _ = try next([old: new, "- name: persons": "- name: people"])
            Issue.record("it was taken")
        } catch {
            #expect(error.problems.map(\.key).contains(key), "\(error.problems)")
        }
    }

    @Test func `a configuration file that is gone or no YAML is refused`() throws {
        try FileManager.default.removeItem(atPath: folder.path("sluis.yaml"))
        #expect(throws: ConfigurationRefused.self) {
            try GatewayConfigurationInForce(following: start, kept: KeptPolicies())
        }
        try folder.write(Array("roles: [".utf8), "sluis.yaml")
        #expect(throws: ConfigurationRefused.self) {
            try GatewayConfigurationInForce(following: start, kept: KeptPolicies())
        }
    }

    @Test func `changes wait for one another, and too many are told to come again`() async throws {
        let queue = TurnQueue()
        let order = Order()
        let (gate, opened) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await queue.take {
                    order.note("first begins")
                    for await _ in gate { break }
                    order.note("first ends")
                }
            }
            while order.all.isEmpty { await Task.yield() }
            for _ in 0..<TurnQueue.maximumWaiting {
                group.addTask { try await queue.take { order.note("next") } }
            }
            while await queue.length < TurnQueue.maximumWaiting { await Task.yield() }
            await #expect(throws: (any Error).self) { try await queue.take { order.note("late") } }
            opened.yield()
            try await group.waitForAll()
        }
        #expect(order.all.prefix(2) == ["first begins", "first ends"])
        #expect(order.all.count == 2 + TurnQueue.maximumWaiting)
        try await queue.take { order.note("after") }
        #expect(order.all.last == "after")
    }
}

/// What happened, in its order.
private final class Order: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func note(_ line: String) { lines.withLock { $0.append(line) } }
}
