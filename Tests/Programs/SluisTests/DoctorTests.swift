import ArgumentParser
import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import OutboundHTTP
import PeerIdentity
import Testing

@testable import sluis

@Suite struct DoctorTests {
    private static let now = SystemClock.now()

    /// Settings over certificates that are made for a test; nothing else of them matters.
    private struct Setting {
        let folder: URL
        let settings: GatewaySettings

        init(
            certificateEnds: Timestamp = DoctorTests.now.advanced(bySeconds: 366 * 86_400),
            host: String = "gateway.example",
            lists: [RevocationSource]? = nil
        ) throws {
            folder = FileManager.default.temporaryDirectory.appending(
                path: "doctor-\(UUID().uuidString)"
            )
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let folder = folder
            func path(_ name: String) -> String { folder.appending(path: name).path }
            let root = try Authority(root: "Root", at: DoctorTests.now)
            var request = CertificateRequest(
                organization: "Org",
                serialNumber: "00000099000000002000",
                dnsNames: ["gateway.example"],
                notBefore: DoctorTests.now.advanced(bySeconds: -400 * 86_400),
                notAfter: certificateEnds
            )
            request.addresses = []
            let issued = try root.issue(request)
            try Data(issued.chainPEM.utf8).write(to: URL(filePath: path("own.pem")))
            try Data(issued.privateKeyPEM.utf8).write(to: URL(filePath: path("own.key")))
            try Data(root.certificatePEM.utf8).write(to: URL(filePath: path("anchors.pem")))
            let list = try root.revocationList(
                thisUpdate: DoctorTests.now.advanced(bySeconds: -60),
                nextUpdate: DoctorTests.now.advanced(bySeconds: 86_400)
            )
            try Data(list).write(to: URL(filePath: path("root.crl")))
            let text = """
                organisation: {name: Org, peerID: "00000099000000002000"}
                dataFolder: data
                roles: [manager]
                group: {id: test, trustAnchors: anchors.pem, revocationLists: [root.crl], test: true,
                  anyAdvertisedPort: true}
                identity: {certificate: own.pem, privateKey: own.key}
                manager: {listen: "127.0.0.1:0", address: "https://\(host):9"}
                log: {pseudonymKey: keys/p, checkpointKey: keys/c}
                """
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600],
                ofItemAtPath: path("own.key")
            )
            var settings = try GatewaySettings(Array(text.utf8), file: path("sluis.yaml"))
            settings.group.allowPrivateAddresses = true
            if let lists { settings.group.revocationLists = lists }
            self.settings = settings
        }

        func remove() { try? FileManager.default.removeItem(at: folder) }
    }

    private static func faults(_ setting: Setting) async -> [DoctorFinding] {
        defer { setting.remove() }
        return await Doctor(setting.settings).findings(peer: nil).filter { $0.verdict == .fault }
    }

    @Test func `the configuration of a data folder is found in it or beside it, and no other`()
        throws
    {
        let setting = try Setting()
        defer { setting.remove() }
        let beside = setting.folder.appending(path: "data")
        try FileManager.default.createDirectory(at: beside, withIntermediateDirectories: true)
        let file = setting.folder.appending(path: "sluis.yaml")
        try Data("dataFolder: data\n".utf8).write(to: file)
        let found = try GatewayPlace.configuration(ofData: beside.path)
        #expect(
            URL(filePath: found).resolvingSymlinksInPath().path
                == file.resolvingSymlinksInPath().path
        )
        try Data("dataFolder: .\n".utf8).write(to: file)
        _ = try GatewayPlace.configuration(ofData: setting.folder.path + "/")
        for other in [beside.path, "/"] {
            #expect(throws: (any Error).self) { try GatewayPlace.configuration(ofData: other) }
        }
        #expect(throws: (any Error).self) {
            try GatewayCommand.parseAsRoot(["doctor", "--data", "d", "--config", "c"])
        }
    }

    @Test func `a sound set-up has no fault`() async throws {
        #expect(await Self.faults(try Setting()) == [])
    }

    @Test func `an expired certificate is named, with the mend`() async throws {
        let ended = Self.now.advanced(bySeconds: -3_600)
        let faults = await Self.faults(try Setting(certificateEnds: ended))
        let fault = try #require(faults.first { $0.check == "certificate" })
        #expect(fault.found.contains("expired"))
        #expect(fault.mend?.contains("sluis csr") == true)
        #expect(faults.contains { $0.check == "chain" })
    }

    @Test func `a name that is not in the certificate is named, with those that are`() async throws
    {
        let faults = await Self.faults(try Setting(host: "other.example"))
        let fault = try #require(faults.first)
        #expect(faults.count == 1)
        #expect(fault.check == "manager.address")
        #expect(fault.found.contains("other.example is not in the certificate's names (SAN)"))
        #expect(fault.found.contains("gateway.example"))
        #expect(fault.mend?.contains("sluis csr --host other.example") == true)
    }

    @Test func `a revocation list that cannot be had is named`() async throws {
        let list = "http://127.0.0.1:9/root.crl"
        let faults = await Self.faults(try Setting(lists: [.url(list)]))
        let fault = try #require(faults.first)
        #expect(fault.check == "revocation list")
        #expect(fault.found.contains("\(list) (CRL) cannot be had"))
        #expect(fault.mend?.contains("group.revocationLists") == true)
    }

    @Test func `a list that the configuration leaves out is named in the mend`() async throws {
        let faults = await Self.faults(try Setting(lists: []))
        let fault = try #require(faults.first { $0.check == "chain" })
        #expect(fault.found.contains("revocation list of an issuer is not there"))
        #expect(fault.mend?.contains("group.revocationLists") == true)
    }

    @Test func `where a list cannot be had nobody is told that nothing was revoked`() async throws {
        let setting = try Setting(lists: [.url("http://127.0.0.1:9/root.crl")])
        defer { setting.remove() }
        let findings = await Doctor(setting.settings).findings(peer: nil)
        let chain = try #require(findings.first { $0.check == "chain" })
        #expect(chain.verdict == .good)
        #expect(chain.found.contains("whether one was revoked could not be looked at"))
    }

    @Test func `a closed port is named`() async throws {
        let setting = try Setting()
        defer { setting.remove() }
        let findings = await Doctor(setting.settings).findings(peer: "https://127.0.0.1:9")
        let fault = try #require(findings.first { $0.verdict == .fault })
        #expect(fault.found == "port 9 of 127.0.0.1 is closed")
        #expect(fault.mend?.contains("firewall") == true)
    }

    @Test(arguments: [
        ("ERROR_CODE_RECEIVING_PEER_NOT_PART_OF_CONTRACT", DoctorFinding.Verdict.good, "FSC 2.0.0"),
        ("ERROR_CODE_INCORRECT_GROUP_ID", .fault, "another Group"),
        ("ERROR_CODE_UNKNOWN_FSC_VERSION", .fault, "does not speak FSC 2.0.0"),
        ("MALFORMED_REQUEST", .fault, "does not understand"), ("", .warning, "trial contract"),
    ])
    func `the refusal of a trial contract tells version and Group`(
        code: String,
        verdict: DoctorFinding.Verdict,
        says: String
    ) throws {
        let finding = PeerProbe.verdict(
            status: 422,
            code: code,
            message: "why",
            group: try GroupID("test"),
            name: "peer"
        )
        #expect(finding.verdict == verdict)
        #expect(finding.found.contains(says))
        #expect((finding.mend == nil) == (verdict == .good))
    }

    @Test(
        arguments: [
            (0, nil), (5, nil), (-5, nil), (60, "60 seconds behind"), (-60, "60 seconds ahead of"),
        ] as [(Int64, String?)]
    )
    func `a clock that is off by a minute is named, and a few seconds are not`(
        theirs: Int64,
        says: String?
    ) throws {
        let moment = Timestamp(seconds: 784_111_777)
        let ours = moment.advanced(bySeconds: -theirs)
        let findings = PeerProbe.clock(
            date: "Sun, 06 Nov 1994 08:49:37 GMT",
            asked: ours,
            answered: ours,
            name: "peer"
        )
        let finding = try #require(findings.first)
        if let says {
            #expect(finding.verdict == .fault)
            #expect(finding.found.contains(says))
        } else {
            #expect(finding.verdict == .good)
        }
    }

    @Test(arguments: [
        (OutboundError.nameUnknown, "does not resolve"), (.refused, "is closed"),
        (.wrongHost, "not in the names (SAN)"), (.untrusted(.expired), "has ended"),
        (.certificateRefused(alert: 45), "our certificate has expired"),
        (.handshakeFailed, "speaks no TLS"), (.timedOut(requestSent: false), "firewall"),
    ])
    func `every way in which a call fails has its mend`(error: OutboundError, says: String) {
        let finding = PeerFault.finding(error, name: "peer", address: "https://a.example:8443")
        #expect(finding.verdict == .fault)
        #expect(finding.found.contains(says))
        #expect(finding.mend?.isEmpty == false)
    }

    @Test(arguments: ["", "Sun", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT"])
    func `what is no date is none`(text: String) {
        #expect(HTTPDate.seconds(text) == nil)
    }
}
