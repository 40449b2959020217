import ExchangeModel
import GatewayConfiguration
import HTTPWire
import Testing

/// Where sources are, from the configuration on: one form however it is written, or a refusal.
@Suite struct SourceURLTests {
    @Test(arguments: [
        ("http://127.0.0.1:9000", "127.0.0.1", 9_000, "127.0.0.1:9000", ""),
        ("http://127.0.0.1:9000/", "127.0.0.1", 9_000, "127.0.0.1:9000", ""),
        (
            "https://Registry.example.nl/api/", "registry.example.nl", 443, "registry.example.nl",
            "/api"
        ),
        (
            "https://registry.example.nl:443/api", "registry.example.nl", 443,
            "registry.example.nl", "/api"
        ),
        ("http://registry_1:80/a/b", "registry_1", 80, "registry_1", "/a/b"),
        ("https://r.example:80", "r.example", 80, "r.example:80", ""),
        ("http://[::1]:8080", "::1", 8_080, "[::1]:8080", ""),
        ("https://[2001:DB8::1]/a%20b", "2001:db8::1", 443, "[2001:db8::1]", "/a%20b"),
        ("http://localhost", "localhost", 80, "localhost", ""),
    ])
    func `a source's address is read into its parts`(
        text: String,
        host: String,
        port: Int,
        authority: String,
        basePath: String
    ) throws {
        let url = try SourceURL(text)
        #expect(url.host == host && url.port == port)
        #expect(url.authority == authority && url.basePath == basePath)
        #expect(try SourceURL(url.description) == url)
    }

    @Test(arguments: [
        "", "http://", "ftp://a", "http:/a", "a.example", "http://user@a", "http://a:0",
        "http://a:",
        "http://a:65536", "http://a:+1", "http://a b", "http://[::1", "http://::1", "http://[a]",
        "http://[fe80::1%25eth0]", "http://1.2.3", "http://a..b", "http://-a",
        "http://a?b", "http://a/b?c", "http://a#b", "http://a/b#c", "http://a//", "http://a/b//c",
        "http://a/./b", "http://a/b/..", "http://a/%2e%2e/b", "http://a/b%2Fc", "http://a/b%zz",
        "http://a/b c", "http://a/b\\c", "http://a\\b", "http://r\u{e9}gistre.example", "HTTP ://a",
    ])
    func `what is none, or could be read in several ways, is refused`(text: String) {
        #expect(throws: Malformed.self) { try SourceURL(text) }
    }

    private func settings(_ upstream: String, _ rest: String = "") throws -> GatewaySettings {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let text = try folder.text("provider.yaml")
            .replacing("url: http://127.0.0.1:9000", with: upstream)
            .replacing("    protocol: HTTP_1_1", with: "\(rest)    protocol: HTTP_1_1")
        return try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
    }

    @Test(
        arguments: [
            ("Registry.Example.nl", "registry.example.nl"),
            ("[2001:db8::1]:8080", "[2001:db8::1]:8080"),
            ("a.example:80", "a.example:80"), ("http://a.example", nil), ("a b", nil),
            ("a.example/", nil),
            ("2001:db8::1", nil),
        ] as [(String, String?)]
    )
    func `what Host says may be configured`(text: String, host: String?) throws {
        let lines = "url: http://127.0.0.1:9000\n      host: \"\(text)\""
        guard let host else {
            let refused = #expect(throws: ConfigurationRefused.self) { try settings(lines) }
            #expect(refused?.problems.map(\.key) == ["services[0].upstream.host"])
            return
        }
        #expect(try settings(lines).services.first?.upstream.host == host)
    }

    @Test func `times and sizes of a service have defaults that follow each other`() throws {
        let plain = try #require(try settings("url: http://127.0.0.1:9000").services.first)
        #expect(plain.bodyLimit == 1 << 20 && plain.answerLimit == 10 << 20)
        #expect(plain.answerTimeout == 30 && plain.streamTimeout == 600)
        #expect(plain.upstream.connectTimeout == 5 && plain.passedFields.isEmpty)
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let text = try folder.text("provider.yaml")
            .replacing("bodyLimit: 1MiB", with: "bodyLimit: 64MiB")
        let large = try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
        #expect(large.services.first?.answerLimit == 64 << 20)
        let own = try settings(
            "url: http://127.0.0.1:9000\n      connectTimeout: 2s",
            "    answerLimit: 5MiB\n    streamTimeout: 24h\n    passedFields: [X-Forwarded-Host]\n"
        ).services.first
        #expect(own?.answerLimit == 5 << 20 && own?.streamTimeout == 86_400)
        #expect(own?.upstream.connectTimeout == 2)
        #expect(own?.passedFields.map(\.description) == ["x-forwarded-host"])
    }
}
