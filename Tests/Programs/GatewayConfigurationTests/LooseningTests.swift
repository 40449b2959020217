import Foundation
import GatewayConfiguration
import Testing

/// Rules of the Group that only a Group for tests may loosen.
@Suite struct LooseningTests {
    /// Keys of the Group that loosen a rule, and what is then said.
    static let loosenings: [(line: String, key: String, says: String)] = [
        ("clockSkew: 61s", "group.clockSkew", "60 seconds"),
        ("maximumGrantsPerContract: 11", "group.maximumGrantsPerContract", "10 grants"),
        ("peerIDForm: any", "group.peerIDForm", "twenty digits"),
        ("advertisedPorts: [443, 8443, 9000]", "group.advertisedPorts", "443 and 8443"),
        ("anyAdvertisedPort: true", "group.anyAdvertisedPort", "443 and 8443"),
        ("revocationRequired: false", "group.revocationRequired", "may be missing"),
    ]

    /// Rules that a Group in production may set otherwise.
    static let ofGroups = [
        "group.maximumGrantsPerContract", "group.peerIDForm", "group.advertisedPorts",
    ]

    @Test func `what a Group may decide is taken with a warning`() throws {
        for loosening in Self.loosenings where Self.ofGroups.contains(loosening.key) {
            let folder = try ExampleFolder()
            defer { folder.remove() }
            let text = try folder.text("provider.yaml")
                .replacingOccurrences(of: "revocationRefresh: 10m", with: loosening.line)
            let settings = try GatewaySettings(
                Array(text.utf8),
                file: folder.path("provider.yaml")
            )
            #expect(settings.warnings.map(\.key) == [loosening.key])
            #expect(settings.warnings.first?.message.contains("rules of the Group") == true)
        }
    }

    @Test(arguments: loosenings.indices)
    func `a rule of the Group is loosened in a test Group only, and warned of`(index: Int) throws {
        let loosening = Self.loosenings[index]
        let folder = try ExampleFolder()
        defer { folder.remove() }
        func settings(_ lines: String) throws -> GatewaySettings {
            let text = try folder.text("provider.yaml")
                .replacingOccurrences(of: "revocationRefresh: 10m", with: lines)
            return try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
        }
        for lines in [loosening.line, "test: false\n  " + loosening.line]
        where !Self.ofGroups.contains(loosening.key) {
            let refused = #expect(throws: ConfigurationRefused.self) { try settings(lines) }
            let problem = try #require(refused?.problems.first)
            #expect(refused?.problems.count == 1 && problem.key == loosening.key)
            #expect(problem.message.contains(loosening.says), "\(problem)")
            #expect(problem.message.contains("`test: true`") && problem.line > 0)
        }
        let taken = try settings("test: true\n  " + loosening.line)
        #expect(taken.warnings.map(\.key) == [loosening.key])
        #expect(taken.warnings.first?.message.contains(loosening.says) == true)
    }

    @Test(arguments: [
        "clockSkew: 60s", "maximumGrantsPerContract: 10", "peerIDForm: oin",
        "advertisedPorts: [443]", "revocationRequired: true",
    ])
    func `the rules of the profile loosen nothing`(line: String) throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let text = try folder.text("provider.yaml")
            .replacingOccurrences(of: "revocationRefresh: 10m", with: line)
            .replacingOccurrences(
                of: "https://manager.gemeente.example.nl:8443",
                with: "https://manager.gemeente.example.nl:443"
            )
        let settings = try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
        #expect(settings.warnings.isEmpty)
    }

    @Test(arguments: ["clockSkew: 61m", "clockSkew: 106751991167d"])
    func `not even a test Group may have clocks that differ by more than an hour`(
        line: String
    ) throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let text = try folder.text("provider.yaml")
            .replacingOccurrences(of: "revocationRefresh: 10m", with: "test: true\n  \(line)")
        let refused = #expect(throws: ConfigurationRefused.self) {
            try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
        }
        #expect(refused?.problems.map(\.key) == ["group.clockSkew"])
    }

    @Test(arguments: ["", "  test: false\n", "  test: true\n"])
    func `only a test Group may leave the revocation lists out`(line: String) throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        var lines: [Substring] = []
        var isList = false
        for part in try folder.text("provider.yaml")
            .split(separator: "\n", omittingEmptySubsequences: false)
        {
            if part.hasPrefix("  revocationLists:") {
                isList = !part.contains("]")
                continue
            }
            if isList, part.hasPrefix("    -") { continue }
            isList = false
            lines.append(part)
            if part.hasPrefix("group:") { lines.append(Substring(line)) }
        }
        let text = lines.joined(separator: "\n")
        #expect(!text.contains("revocationLists"))
        func read() throws -> GatewaySettings {
            try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
        }
        if line.contains("true") {
            #expect(try read().group.revocationLists.isEmpty)
        } else {
            let refused = #expect(throws: ConfigurationRefused.self) { try read() }
            #expect(refused?.problems.map(\.key) == ["group.revocationLists"])
        }
    }
}
