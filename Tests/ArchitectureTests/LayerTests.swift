import Testing

@Suite struct LayerTests {
    static let order = ["Formats", "Rules", "Edges", "Components", "Programs"]
    static let sources = Checkout.files(below: "Sources")
    static let layerOfModule = Dictionary(
        sources.map { ($0.module, $0.layer) },
        uniquingKeysWith: { first, _ in first }
    )

    @Test func `the tests see the whole tree`() {
        #expect(Self.sources.count > 50)
        #expect(Set(Self.sources.map(\.layer)).isSubset(of: Self.order))
    }

    @Test func `imports go down or stay in the layer, and no component imports a component`() {
        var breaches: [String] = []
        for source in Self.sources {
            for name in source.imports {
                guard let target = Self.layerOfModule[name], name != source.module,
                    let from = Self.order.firstIndex(of: source.layer),
                    let to = Self.order.firstIndex(of: target)
                else { continue }
                if to > from || (source.layer == "Components" && target == "Components") {
                    breaches.append("\(source.path) imports \(name)")
                }
            }
        }
        #expect(breaches.isEmpty, "\(breaches)")
    }

    /// The modules that speak to the event loops.
    static let networked: Set<String> = [
        "PeerTransport", "ManagerAPI", "AdministrationAPI", "Inway", "Outway",
    ]

    /// Which modules may import a third-party or system module; a module not named here is free.
    static let owners: [String: Set<String>] = [
        "NIOCore": networked.union(["sluis"]),
        "NIOPosix": networked.union(["sluis"]),
        "NIOSSL": ["PeerTransport", "Inway", "Outway"],
        "Hummingbird": ["ManagerAPI", "AdministrationAPI", "sluis-demo"],
        "HummingbirdCore": ["ManagerAPI", "AdministrationAPI", "sluis-demo"],
        "CLibcurl": ["OutboundHTTP"],
        "CLibCrypto": [
            "RevocationLists", "PeerIdentity", "CertificateAuthority", "OutboundHTTP",
        ],
        "GRDB": ["SQLiteStorage", "sluis-demo"],
        "Yams": ["YAMLDocument"],
        "ArgumentParser": ["sluis", "sluis-demo"],
    ]

    @Test func `each outside library is imported only where the architecture says`() {
        var breaches: [String] = []
        for source in Self.sources {
            for name in source.imports {
                if let allowed = Self.owners[name], !allowed.contains(source.module) {
                    breaches.append("\(source.path) imports \(name)")
                }
            }
        }
        #expect(breaches.isEmpty, "\(breaches)")
    }

    @Test func `formats and rules read no clock, no randomness, no file and no environment`() {
        let words = [
            "import Foundation", "import Glibc", "import Logging", "ContinuousClock",
            "SuspendingClock",
            "SystemRandomNumberGenerator", ".random(in", "Date()", "getenv", "fopen(",
        ]
        let pure = Self.sources.filter { ["Formats", "Rules"].contains($0.layer) }
        var breaches: [String] = []
        for source in pure {
            for word in words where source.text.contains(word) {
                breaches.append("\(source.path): \(word)")
            }
        }
        #expect(breaches.isEmpty, "\(breaches)")
    }
}
