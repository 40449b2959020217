import CertificateAuthority
import ExchangeModel
import Foundation
import NIOSSL
import OutboundHTTP
import RevocationListSources
import RevocationLists
import Testing

@Suite struct `Revocation lists are had from files and servers` {
    private let group: CertificateGroup
    private let list: [UInt8]

    init() throws {
        group = try CertificateGroup()
        list = try #require(try group.revocationLists().last)
    }

    private func reading(
        proxy: String? = nil,
        allowsLoopback: Bool = true,
        trust: WebTrust? = nil,
        _ use: (RevocationListReader) async throws -> Void
    ) async throws {
        var configuration = OutboundConfiguration()
        configuration.proxy = proxy
        let ranges = allowsLoopback ? ["127.0.0.0/8"] : ["10.0.0.0/8"]
        configuration.webAddresses = AddressRules(allowed: ranges.compactMap { AddressRange($0) })
        let client = OutboundClient(configuration)
        do {
            try await use(RevocationListReader(client: client, trust: trust))
        } catch {
            await client.shutDown()
            throw error
        }
        await client.shutDown()
    }

    private func fault(
        _ reader: RevocationListReader,
        _ url: String
    ) async -> RevocationListFault? {
        do throws(RevocationListFault) {
            _ = try await reader.fetch(url)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a list is fetched over http, with the server's clock`() async throws {
        try await ListServer.with { server in
            let date = "Mon, 30 Nov 2026 12:00:00 GMT"
            server["/list"] = .init(fields: [("Date", date)], body: list)
            server["/cached"] = .init(fields: [("Date", date), ("Age", "9")], body: list)
            try await reading { reader in
                let url = "http://127.0.0.1:\(server.port)"
                let answer = try await reader.fetch(url + "/list")
                #expect(answer.bytes == list)
                #expect(answer.date == date)
                let cached = try await reader.fetch(url + "/cached")
                #expect(cached.date == nil)
                #expect(await fault(reader, url + "/none") == .status(404))
            }
        }
    }

    @Test func `three redirects are followed, relative ones too, a fourth is not`() async throws {
        try await ListServer.with { server in
            let url = "http://127.0.0.1:\(server.port)"
            server["/1"] = .init(status: 301, fields: [("Location", url + "/2")])
            server["/2"] = .init(status: 302, fields: [("Location", "/3")])
            server["/3"] = .init(status: 307, fields: [("Location", "list#part")])
            server["/0"] = .init(status: 308, fields: [("Location", "1")])
            server["/list"] = .init(body: list)
            try await reading { reader in
                let got = try await reader.fetch(url + "/1")
                #expect(got.bytes == list)
                #expect(server.asked == ["/1", "/2", "/3", "/list"])
                #expect(await fault(reader, url + "/0") == .tooManyRedirects)
            }
        }
    }

    @Test(arguments: ["ftp://127.0.0.1/list", "file:///etc/passwd", "", "http://"])
    func `a redirect to what is no URL of a list is not followed`(location: String) async throws {
        try await ListServer.with { server in
            server["/list"] = .init(status: 302, fields: [("Location", location)])
            server["/silent"] = .init(status: 302)
            try await reading { reader in
                let url = "http://127.0.0.1:\(server.port)"
                #expect(await fault(reader, url + "/list") == .redirectMalformed)
                #expect(await fault(reader, url + "/silent") == .redirectMalformed)
            }
        }
    }

    @Test func `each address on the way is judged`() async throws {
        try await ListServer.with { server in
            let url = "http://127.0.0.1:\(server.port)/list"
            server["/list"] = .init(status: 302, fields: [("Location", "http://10.0.0.1:9/x")])
            try await reading { reader in
                #expect(
                    await fault(reader, url) == .call(.addressDenied(host: "10.0.0.1"))
                )
            }
            try await reading(allowsLoopback: false) { reader in
                #expect(
                    await fault(reader, url) == .call(.addressDenied(host: "127.0.0.1"))
                )
            }
        }
    }

    private func tls() throws -> (NIOSSLContext, WebTrust) {
        let issued = try group.issue(
            organization: "Lists",
            serialNumber: nil,
            dnsNames: ["localhost"]
        )
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(issued.chainPEM.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(issued.privateKeyPEM.utf8), format: .pem)
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        return (
            try NIOSSLContext(configuration: configuration), try WebTrust(anchors: group.anchorsPEM)
        )
    }

    @Test func `https is spoken with whom the anchors trust, and never left for http`() async throws
    {
        let (context, trust) = try tls()
        try await ListServer.with(tls: context) { server in
            let url = "https://localhost:\(server.port)"
            server["/list"] = .init(body: list)
            server["/away"] = .init(
                status: 302,
                fields: [("Location", "http://localhost:\(server.port)/list")]
            )
            try await reading(trust: trust) { reader in
                let got = try await reader.fetch(url + "/list")
                #expect(got.bytes == list)
                #expect(await fault(reader, url + "/away") == .redirectToPlain)
            }
            let other = try WebTrust(anchors: CertificateGroup(named: "Foreign").anchorsPEM)
            try await reading(trust: other) { reader in
                guard case .call(.webUntrusted) = await fault(reader, url + "/list") else {
                    Issue.record("a foreign server was trusted")
                    return
                }
            }
        }
    }

    @Test func `a proxy gets the call, and the name is left to it`() async throws {
        try await ListServer.with { proxy in
            proxy["http://lists.example/list"] = .init(body: list)
            try await reading(proxy: "http://127.0.0.1:\(proxy.port)") { reader in
                let got = try await reader.fetch("http://lists.example/list")
                #expect(got.bytes == list)
                #expect(
                    await fault(reader, "http://192.168.1.1/list")
                        == .call(.addressDenied(host: "192.168.1.1"))
                )
            }
            #expect(proxy.asked == ["http://lists.example/list"])
        }
    }

    @Test func `a file is read within its bound`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "lists-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "list").path(percentEncoded: false)
        try Data(list).write(to: URL(filePath: file))
        #expect(try RevocationListReader.read(file: file).bytes == list)
        #expect(throws: RevocationListFault.fileUnreadable) {
            try RevocationListReader.read(file: file + ".none")
        }
        try Data(count: RevocationListReader.maximumBytes + 1).write(to: URL(filePath: file))
        #expect(throws: RevocationListFault.fileTooLarge) {
            try RevocationListReader.read(file: file)
        }
    }
}

@Suite struct `Lists are kept on disk` {
    private let group: CertificateGroup
    private let root = FileManager.default.temporaryDirectory
        .appending(path: "kept-\(UUID().uuidString)")

    init() throws { group = try CertificateGroup() }

    private func remove() { try? FileManager.default.removeItem(at: root) }

    private func inForce() throws -> ListsInForce {
        var lists = ListsInForce()
        let known = [group.root, group.intermediate].compactMap {
            AuthorityCertificate(leadingToAnchor: $0.certificateDER)
        }
        for bytes in try group.revocationLists() {
            for list in RevocationListFile(bytes).lists {
                _ = lists.take(list, knowing: known, at: CertificateGroup.wallClock)
            }
        }
        return lists
    }

    @Test func `what was kept is there again, a later list in the place of an earlier one`() throws
    {
        defer { remove() }
        let folder = RevocationListFolder(root.path(percentEncoded: false))
        #expect(folder.contents() == RevocationListFolder.Contents())
        let lists = try inForce()
        #expect(lists.entries.count == 2)
        for (authority, entry) in lists.entries {
            try folder.keep(entry.list, of: authority)
            try folder.keep(entry.list, of: authority)
        }
        try folder.keep(authority: group.intermediate.certificateDER)
        let found = folder.contents()
        #expect(Set(found.lists) == Set(lists.entries.values.map(\.list)))
        #expect(found.authorities == [group.intermediate.certificateDER])
        #expect(found.unusable == [])
        let authority = try #require(lists.entries.keys.min())
        folder.forget(authority)
        #expect(folder.contents().lists.count == 1)
    }

    @Test func `a damaged file is told, and a folder that cannot be written too`() throws {
        defer { remove() }
        let folder = RevocationListFolder(root.path(percentEncoded: false))
        let (authority, entry) = try #require(try inForce().entries.first)
        try folder.keep(entry.list, of: authority)
        try Data("junk".utf8).write(to: root.appending(path: "0.crl"))
        let found = folder.contents()
        #expect(found.lists == [entry.list])
        #expect(found.unusable.map { $0.hasSuffix("/0.crl") } == [true])
        let blocked = RevocationListFolder(
            root.appending(path: "0.crl/x").path(percentEncoded: false)
        )
        #expect(throws: RevocationListFolder.Problem.self) {
            try blocked.keep(entry.list, of: authority)
        }
    }
}
