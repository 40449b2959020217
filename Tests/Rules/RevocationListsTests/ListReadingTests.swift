import CertificateAuthority
import ExchangeModel
import Foundation
import RevocationLists
import Testing

/// Lists of one authority, made for a test.
struct ListMaker {
    static let now = Timestamp(seconds: 1_800_000_000)
    static let day: Int64 = 86_400

    let group: CertificateGroup

    init() throws { group = try CertificateGroup(at: Self.now) }

    /// DER of a list from days before now to days after it.
    func der(
        of authority: Authority? = nil,
        from: Int64 = -1,
        until: Int64? = 30,
        number: Int64? = nil,
        _ extensions: RevocationListExtension...
    ) throws -> [UInt8] {
        try (authority ?? group.intermediate).revocationList(
            thisUpdate: Self.now.advanced(bySeconds: from * Self.day),
            nextUpdate: until.map { Self.now.advanced(bySeconds: $0 * Self.day) },
            number: number,
            extensions: extensions
        )
    }

    func list(
        of authority: Authority? = nil,
        from: Int64 = -1,
        until: Int64? = 30,
        number: Int64? = nil
    ) throws -> RevocationList {
        let bytes = try der(of: authority, from: from, until: until, number: number)
        return try #require(RevocationListFile(bytes).lists.first)
    }

    static func pem(_ der: [UInt8]) -> String {
        let text = Data(der).base64EncodedString(
            options: [.lineLength64Characters, .endLineWithLineFeed]
        )
        return "-----BEGIN X509 CRL-----\n\(text)\n-----END X509 CRL-----\n"
    }
}

@Suite struct `A file of revocation lists is read whole` {
    let maker: ListMaker

    init() throws { maker = try ListMaker() }

    @Test func `every list of a file is read, in DER and in PEM, whatever stands between`() throws {
        let (root, issuer) = (try maker.der(of: maker.group.root), try maker.der())
        let texts = [root, issuer].map(ListMaker.pem)
        let certificate = maker.group.intermediate.certificatePEM
        let forms: [[UInt8]] = [
            root + issuer, Array(texts.joined().utf8),
            Array("lists of today\n\(texts[0])text\n\(certificate)\n\(texts[1])end\n".utf8),
            Array(texts.joined().replacing("\n", with: "\r\n").utf8),
            Array("0 a text that begins like DER\n\(texts.joined())".utf8),
        ]
        for bytes in forms {
            let file = RevocationListFile(bytes)
            #expect(file.problems == [])
            #expect(file.lists.map(\.der) == [root, issuer])
        }
    }

    @Test func `a list tells whose it is and how long it holds`() throws {
        let bytes = try maker.der(from: -2, until: 3, number: 0x1234)
        let list = try #require(RevocationListFile(bytes).lists.first)
        #expect(list.issuer.contains("CN=Test Group Issuing"))
        #expect(list.thisUpdate == ListMaker.now.advanced(bySeconds: -2 * ListMaker.day))
        #expect(list.nextUpdate == ListMaker.now.advanced(bySeconds: 3 * ListMaker.day))
        #expect(list.number == [0x12, 0x34])
        #expect(list.label.hasPrefix("number 0x1234, of "))
        #expect(list.holds(at: ListMaker.now))
        #expect(!list.holds(at: list.nextUpdate))
        #expect(!list.holds(at: list.thisUpdate.advanced(bySeconds: -1)))
    }

    @Test(arguments: ["", "<html>\n<body>", "-----BEGIN X509", "0", "no list"])
    func `what holds no list is told with how it begins`(text: String) {
        let file = RevocationListFile(Array(text.utf8))
        #expect(file.lists.isEmpty)
        #expect(file.problems.count == 1)
        let words = file.problems.first?.description ?? ""
        #expect(
            words == "is empty" || words.contains("no revocation list") || words.contains("damaged")
        )
    }

    @Test func `a damaged or cut list beside a good one is told with its place`() throws {
        let good = try maker.der()
        let pem = ListMaker.pem(good)
        let cut = Array((pem + pem.prefix(pem.count / 2)).utf8)
        let broken = Array((pem + pem.replacing("-----\nM", with: "-----\nA")).utf8)
        for bytes in [good + [0], good + good.dropLast(), cut, broken] {
            let file = RevocationListFile(bytes)
            #expect(file.lists.map(\.der) == [good])
            #expect(file.problems == [.damaged(place: 2)])
        }
        #expect(RevocationListFile(Array(good.dropLast())).lists.isEmpty)
    }

    @Test func `more lists than are looked at are told`() throws {
        let good = try maker.der()
        let many = [[UInt8]](repeating: good, count: RevocationListFile.maximumLists + 1)
        let file = RevocationListFile(many.flatMap(\.self))
        #expect(file.lists.count == RevocationListFile.maximumLists)
        #expect(file.problems == [.tooMany])
    }

    // MARK: - Lists that are not whole

    /// RFC 5280, *Issuing Distribution Point*: onlyContainsUserCerts, onlyContainsCACerts,
    /// onlySomeReasons, indirectCRL, onlyContainsAttributeCerts.
    private static let narrowing: [[UInt8]] = [
        [0x30, 3, 0x81, 1, 0xFF], [0x30, 3, 0x82, 1, 0xFF], [0x30, 4, 0x83, 2, 1, 0x40],
        [0x30, 3, 0x84, 1, 0xFF], [0x30, 3, 0x85, 1, 0xFF],
    ]
    private static let issuingPoint = "2.5.29.28"

    @Test func `a delta list is no list of its authority`() throws {
        for isCritical in [true, false] {
            let delta = RevocationListExtension(
                "2.5.29.27",
                isCritical: isCritical,
                value: [2, 1, 1]
            )
            let file = RevocationListFile(try maker.der(delta))
            #expect(file.lists.isEmpty)
            guard case .delta(let issuer) = file.problems.first else {
                Issue.record("not told as a delta: \(file.problems)")
                continue
            }
            #expect(issuer.contains("Issuing"))
        }
    }

    @Test func `a list for some certificates, reasons or issuers is none of its authority`() throws
    {
        for value in Self.narrowing {
            for isCritical in [true, false] {
                let narrow = RevocationListExtension(
                    Self.issuingPoint,
                    isCritical: isCritical,
                    value: value
                )
                let file = RevocationListFile(try maker.der(narrow))
                #expect(file.lists.isEmpty)
                guard case .narrowed = file.problems.first else {
                    Issue.record("taken or told otherwise: \(value) \(file.problems)")
                    continue
                }
            }
        }
    }

    @Test func `a list that only names where it is published is whole`() throws {
        let uri = Array("http://a/b".utf8)
        let value: [UInt8] = [0x30, 16, 0xA0, 14, 0xA0, 12, 0x86, 10] + uri
        let named = RevocationListExtension(Self.issuingPoint, isCritical: true, value: value)
        let file = RevocationListFile(try maker.der(named))
        #expect(file.problems == [] && file.lists.count == 1)
    }

    @Test func `an issuing distribution point that cannot be read spoils the list`() throws {
        let bad = RevocationListExtension(Self.issuingPoint, isCritical: true, value: [0x30, 9, 1])
        #expect(RevocationListFile(try maker.der(bad)).problems == [.damaged(place: 1)])
    }

    @Test func `a critical extension that is not understood spoils the list, another does not`()
        throws
    {
        let strange = RevocationListExtension("1.2.3.4", isCritical: true, value: [5, 0])
        let file = RevocationListFile(try maker.der(strange))
        #expect(file.lists.isEmpty)
        guard case .unknownCriticalExtension(let kind, _) = file.problems.first else {
            Issue.record("told otherwise: \(file.problems)")
            return
        }
        #expect(kind == "1.2.3.4")
        let harmless = RevocationListExtension("1.2.3.4", isCritical: false, value: [5, 0])
        #expect(RevocationListFile(try maker.der(harmless)).lists.count == 1)
    }

    @Test func `a list that never ends, or whose number is none, is not used`() throws {
        let endless = RevocationListFile(try maker.der(until: nil))
        guard case .withoutNextUpdate = endless.problems.first else {
            Issue.record("told otherwise: \(endless.problems)")
            return
        }
        let number = RevocationListExtension("2.5.29.20", isCritical: false, value: [2, 1, 0x80])
        #expect(
            RevocationListFile(try maker.der(number: -1, number)).problems == [.damaged(place: 1)]
        )
        let twice = RevocationListExtension("2.5.29.20", isCritical: false, value: [2, 1, 1])
        #expect(
            RevocationListFile(try maker.der(number: 1, twice)).problems == [.damaged(place: 1)]
        )
    }

    @Test func `one list that cannot be used leaves the others of the file`() throws {
        let delta = RevocationListExtension("2.5.29.27", isCritical: true, value: [2, 1, 1])
        let (good, bad) = (try maker.der(of: maker.group.root), try maker.der(delta))
        for bytes in [good + bad, bad + good] {
            let file = RevocationListFile(bytes)
            #expect(file.lists.map(\.der) == [good])
            #expect(file.problems.count == 1)
        }
    }
}
