import CertificateAuthority
import ExchangeModel
import PeerIdentity
import RequirementTrait
import Testing

@Suite struct `Domain names are compared by RFC 6125` {
    @Test(
        .requirement("FSC Core 2.0.0: T-13"),
        arguments: [
            ("outway.utrecht.example", "outway.utrecht.example"),
            ("Outway.Utrecht.Example", "outway.utrecht.EXAMPLE"),
            ("outway.utrecht.example", "*.utrecht.example"),
            ("localhost", "localhost"),
            ("_fsc.utrecht.example", "*.UTRECHT.example"),
        ]
    )
    func `a name is covered by itself and by a wildcard for one label`(
        _ name: String,
        _ presented: String
    ) throws {
        #expect(try DomainName(name).isCovered(by: presented))
    }

    @Test(
        .requirement("FSC Core 2.0.0: T-13"),
        arguments: [
            ("utrecht.example", "*.utrecht.example"),
            ("a.b.utrecht.example", "*.utrecht.example"),
            ("outway.utrecht.example", "*.example"),
            ("utrecht.example", "*.example"),
            ("outway.utrecht.example", "out*.utrecht.example"),
            ("outway.utrecht.example", "*way.utrecht.example"),
            ("outway.utrecht.example", "outway.*.example"),
            ("outway.utrecht.example", "*.*.example"),
            ("outway.utrecht.example", "*"),
            ("outway.utrecht.example", "*."),
            ("outway.utrecht.example", ""),
            ("outway.utrecht.example", "outway.utrecht.example."),
            ("outway.utrecht.example", "utrecht.example"),
            ("outwayxutrecht.example", "*.utrecht.example"),
            ("outway.utrecht.example", "*.utrecht.example\0.evil.example"),
        ]
    )
    func `a name is not covered by other names or wilder wildcards`(
        _ name: String,
        _ presented: String
    ) throws {
        #expect(try !DomainName(name).isCovered(by: presented))
    }

    @Test(arguments: [
        "", ".", "a..b", ".a", "a.", "-a.example", "a-.example", "*.example", "a b",
        "bücher.example",
        "127.0.0.1", "10.1", String(repeating: "a", count: 64) + ".example",
        String(repeating: "abcdefg.", count: 32) + "example", "a\0.example", "[::1]", "a:443",
    ])
    func `a text that is no plain domain name is refused`(_ text: String) {
        #expect(throws: Malformed.self) { try DomainName(text) }
    }

    @Test(.requirement("FSC Core 2.0.0: T-12"))
    func `a peer is named by its alternative names only`() throws {
        let trial = try TrialGroup()
        let issued = try trial.certificate {
            $0.dnsNames = ["Inway.Utrecht.Example", "*.data.utrecht.example"]
            $0.commonName = "common.utrecht.example"
            $0.addresses = ["127.0.0.1", "::1"]
        }
        let peer = try trial.judge(issued.chainDER).get().peer
        for host in [
            "inway.utrecht.example", "a.data.utrecht.example", "127.0.0.1", "::1", "[::1]",
            "INWAY.utrecht.example",
        ] {
            #expect(peer.isNamed(host: host), "\(host)")
        }
        for host in [
            "common.utrecht.example", "utrecht.example", "a.b.data.utrecht.example", "127.0.0.2",
            "::2",
            "", "[]", "0", "127.1", "localhost",
        ] {
            #expect(!peer.isNamed(host: host), "\(host)")
        }
    }
}
