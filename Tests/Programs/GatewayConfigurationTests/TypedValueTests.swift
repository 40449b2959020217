import Contracts
import Foundation
import GatewayConfiguration
import Testing

/// Values of a configuration are what they stand for from the decoder on, not texts that are read at use.
@Suite struct TypedValueTests {
    private let folder: ExampleFolder

    init() throws { folder = try ExampleFolder() }

    private func settings(_ changes: [String: String]) throws -> GatewaySettings {
        defer { folder.remove() }
        var text = try folder.text("provider.yaml")
        for (old, new) in changes {
            #expect(text.contains(old))
            text = text.replacingOccurrences(of: old, with: new)
        }
        return try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
    }

    @Test(arguments: [
        ("https://Manager.Gemeente.example.nl:8443", "https://manager.gemeente.example.nl:8443"),
        ("\"https://[2001:db8::1]:443\"", "https://[2001:db8::1]:443"),
    ])
    func `an address that is told to peers has one form however it is written`(
        written: String,
        told: String
    ) throws {
        let settings = try settings(["https://manager.gemeente.example.nl:8443": written])
        #expect(try settings.manager?.address == PeerAddress(told))
        #expect(settings.manager?.address.description == told)
    }

    @Test func `a fixed address is found for its name in whatever case it is written`() throws {
        let settings = try settings([
            "revocationRefresh: 10m": "test: true\n  resolve: [\"Peer.Example:443:127.0.0.1:1443\"]"
        ])
        let entry = try #require(settings.group.resolve.first)
        let address = try PeerAddress("https://PEER.example:443")
        #expect((entry.host, entry.port) == (address.host, address.port))
        #expect((entry.address, entry.addressPort) == ("127.0.0.1", 1_443))
    }

    @Test func `a text in a language that the catalogue has not is refused, not dropped`() throws {
        let title = "title: {en: Personal records, nl: Persoonsgegevens"
        let refused = #expect(throws: ConfigurationRefused.self) {
            try settings([title: title + ", de: Personendaten"])
        }
        #expect(refused?.problems.map(\.key) == ["services[0].dataset.title.de"])
        #expect(refused?.problems.allSatisfy { $0.line > 0 } == true)
        #expect(refused?.description.contains("nl and en") == true)
    }

    @Test func `two aliases that differ in capitals only are refused, not made one`() throws {
        defer { folder.remove() }
        let hash = "\"$1$3$\(String(repeating: "A", count: 86))\""
        let text = try folder.text("consumer.yaml").replacingOccurrences(
            of: "  clients:",
            with: "  aliases: {persons: \(hash), Persons: \(hash)}\n  clients:"
        )
        let refused = #expect(throws: ConfigurationRefused.self) {
            try GatewaySettings(Array(text.utf8), file: folder.path("consumer.yaml"))
        }
        #expect(refused?.problems.map(\.key) == ["outway.aliases.Persons"])
        #expect(refused?.description.contains("more than once") == true)
    }
}
