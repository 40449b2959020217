import Foundation
import Testing

/// The version is said in three places, which must agree.
@Suite struct VersionTests {
    private func text(_ path: String) throws -> String {
        try String(contentsOf: Checkout.root.appending(path: path), encoding: .utf8)
    }

    @Test func `program, publiccode and changelog name one version, and each version once`() throws
    {
        let changelog = try text("CHANGELOG.md")
        let versions = changelog.matches(of: /(?m)^## ([0-9]+\.[0-9]+\.[0-9]+)$/).map {
            String($0.1)
        }
        let newest = try #require(versions.first)
        #expect(Set(versions).count == versions.count)
        #expect(try text("publiccode.yml").contains("\nsoftwareVersion: \(newest)\n"))
        let program = try text("Sources/Programs/sluis/GatewayCommand.swift")
        #expect(program.contains("static let text = \"\(newest)\""))
    }
}
