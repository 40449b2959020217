// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled alike: Swift 6 mode, no warning let through, imports internal by default.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

/// The layers of the architecture; a module may import only from its own layer's lower neighbours and below.
enum Layer: String {
    case formats = "Formats"
    case rules = "Rules"
    case edges = "Edges"
    case components = "Components"
    case programs = "Programs"
}

/// The package of each outside library.
let packages = [
    "GRDB": "GRDB.swift",
    "Hummingbird": "hummingbird",
    "HummingbirdCore": "hummingbird",
    "ArgumentParser": "swift-argument-parser",
    "Crypto": "swift-crypto",
    "CryptoExtras": "swift-crypto",
    "Logging": "swift-log",
    "Metrics": "swift-metrics",
    "NIOCore": "swift-nio",
    "NIOEmbedded": "swift-nio",
    "NIOHTTP1": "swift-nio",
    "NIOPosix": "swift-nio",
    "NIOTLS": "swift-nio",
    "NIOHPACK": "swift-nio-http2",
    "NIOHTTP2": "swift-nio-http2",
    "NIOSSL": "swift-nio-ssl",
    "ServiceLifecycle": "swift-service-lifecycle",
    "UnixSignals": "swift-service-lifecycle",
    "Yams": "Yams",
]

/// Reads a table of targets: in each line a name, a colon, and what it needs: modules and outside libraries.
func rows(_ table: String) -> [(name: String, needs: [Target.Dependency])] {
    table.split(separator: "\n").map { line in
        let words = line.split { $0 == " " || $0 == ":" }.map(String.init)
        let needs = words.dropFirst().map { name -> Target.Dependency in
            packages[name].map { .product(name: name, package: $0) } ?? .byName(name: name)
        }
        return (words[0], needs)
    }
}

/// The modules of a layer.
func modules(_ layer: Layer, _ table: String) -> [Target] {
    rows(table).map { name, needs in
        .target(
            name: name,
            dependencies: needs,
            path: "Sources/\(layer.rawValue)/\(name)",
            swiftSettings: strict
        )
    }
}

func programs(_ table: String) -> [Target] {
    rows(table).map { name, needs in
        .executableTarget(
            name: name,
            dependencies: needs,
            path: "Sources/Programs/\(name)",
            swiftSettings: strict
        )
    }
}

/// Tests of a layer's modules, or of the whole.
func tests(_ layer: Layer?, _ table: String) -> [Target] {
    rows(table).map { name, needs in
        .testTarget(
            name: name,
            dependencies: needs + ["RequirementTrait"],
            path: "Tests/" + (layer.map { $0.rawValue + "/" } ?? "") + name,
            swiftSettings: strict
        )
    }
}

/// What pkg-config knows, and the Debian packages that bring it.
func system(_ name: String, _ library: String, _ debian: [String]) -> Target {
    .systemLibrary(
        name: name,
        path: "Sources/Edges/\(name)",
        pkgConfig: library,
        providers: [.apt(debian)]
    )
}

/// All targets, layer by layer, lowest first.
var targets: [Target] = [
    system("CLibCrypto", "libcrypto", ["libssl-dev"]),
    system("CLibcurl", "libcurl", ["libcurl4-openssl-dev", "libssl-dev"]),
    .target(name: "RequirementTrait", path: "Tests/RequirementTrait", swiftSettings: strict),
]
targets += modules(
    .formats,
    """
    JSONTape
    JSONSchema: JSONTape
    YAMLDocument: JSONTape Yams
    OpenAPI: JSONTape JSONSchema YAMLDocument
    SignedJSON: JSONTape Crypto CryptoExtras
    HTTPWire
    MerkleLog: Crypto
    """
)
targets += modules(
    .rules,
    """
    ExchangeModel: SignedJSON
    RevocationLists: ExchangeModel CLibCrypto
    PeerIdentity: ExchangeModel RevocationLists CLibCrypto
    Contracts: AccessLog ExchangeModel PeerIdentity JSONTape SignedJSON Crypto
    AccessTokens: ExchangeModel PeerIdentity JSONTape SignedJSON Contracts Crypto
    AccessControl: ExchangeModel PeerIdentity JSONTape AccessTokens Contracts
    PayloadPolicy: ExchangeModel JSONTape JSONSchema OpenAPI Crypto
    AccessLog: ExchangeModel JSONTape MerkleLog SignedJSON Crypto
    DatasetCatalog: ExchangeModel JSONTape Crypto
    """
)
targets += modules(
    .edges,
    """
    PeerTransport: ExchangeModel PeerIdentity HTTPWire Logging NIOSSL NIOCore NIOPosix NIOHPACK \
        NIOHTTP2
    OutboundHTTP: ExchangeModel PeerIdentity CLibcurl
    RevocationListSources: ExchangeModel PeerIdentity RevocationLists OutboundHTTP
    CertificateAuthority: ExchangeModel CLibCrypto
    LogStorage: ExchangeModel AccessLog MerkleLog Logging Crypto
    SQLiteStorage: AccessLog ExchangeModel PeerIdentity Contracts JSONTape GRDB
    ManagerAPI: ExchangeModel PeerIdentity Contracts AccessTokens AccessLog JSONTape SignedJSON \
        PeerTransport Logging Hummingbird HummingbirdCore NIOCore NIOPosix
    AdministrationAPI: ExchangeModel JSONTape Logging Metrics ServiceLifecycle Hummingbird \
        HummingbirdCore NIOCore NIOPosix
    """
)
targets += modules(
    .components,
    """
    Inway: ExchangeModel PeerIdentity Contracts OpenAPI AccessTokens AccessControl PayloadPolicy \
        AccessLog LogStorage HTTPWire JSONTape PeerTransport Logging Metrics ServiceLifecycle NIOSSL \
        NIOCore NIOPosix
    Outway: ExchangeModel PeerIdentity Contracts OpenAPI AccessTokens AccessControl PayloadPolicy \
        AccessLog LogStorage HTTPWire JSONTape PeerTransport Logging Metrics ServiceLifecycle NIOSSL \
        NIOCore NIOPosix
    Manager: ExchangeModel PeerIdentity Contracts AccessTokens AccessControl AccessLog LogStorage \
        JSONTape SignedJSON OutboundHTTP ManagerAPI Logging Metrics ServiceLifecycle
    """
)
targets += modules(
    .programs,
    """
    GatewayConfiguration: Contracts ExchangeModel HTTPWire JSONTape PeerIdentity YAMLDocument
    GatewayTesting: AccessLog AccessTokens CertificateAuthority Contracts ExchangeModel PeerIdentity JSONTape \
        SignedJSON
    """
)
targets += programs(
    """
    sluis: AccessControl AccessLog AccessTokens AdministrationAPI CertificateAuthority Contracts \
        DatasetCatalog ExchangeModel GatewayConfiguration HTTPWire Inway JSONSchema JSONTape \
        LogStorage Manager ManagerAPI MerkleLog OpenAPI OutboundHTTP Outway PayloadPolicy \
        PeerIdentity PeerTransport RevocationListSources RevocationLists SQLiteStorage SignedJSON \
        YAMLDocument Crypto Logging Metrics \
        ServiceLifecycle UnixSignals ArgumentParser NIOCore NIOPosix
    sluis-demo: CertificateAuthority ExchangeModel GatewayTesting OutboundHTTP JSONTape PeerIdentity \
        Logging GRDB Hummingbird ServiceLifecycle ArgumentParser
    """
)
targets += tests(
    .formats,
    """
    JSONTapeTests: JSONTape
    JSONSchemaTests: JSONSchema JSONTape
    YAMLDocumentTests: YAMLDocument JSONTape
    OpenAPITests: OpenAPI JSONSchema JSONTape YAMLDocument
    SignedJSONTests: SignedJSON JSONTape Crypto CryptoExtras
    HTTPWireTests: HTTPWire
    MerkleLogTests: MerkleLog Crypto
    """
)
targets += tests(
    .rules,
    """
    ExchangeModelTests: ExchangeModel
    RevocationListsTests: RevocationLists ExchangeModel CertificateAuthority
    PeerIdentityTests: PeerIdentity RevocationLists ExchangeModel CertificateAuthority
    ContractsTests: AccessLog Contracts ExchangeModel PeerIdentity JSONTape SignedJSON GatewayTesting \
        CertificateAuthority Crypto JSONSchema
    AccessTokensTests: GatewayTesting AccessTokens Contracts ExchangeModel PeerIdentity JSONTape \
        SignedJSON CertificateAuthority Crypto
    AccessControlTests: GatewayTesting AccessControl AccessTokens Contracts ExchangeModel \
        PeerIdentity JSONTape SignedJSON CertificateAuthority Crypto
    PayloadPolicyTests: PayloadPolicy ExchangeModel JSONTape JSONSchema OpenAPI YAMLDocument
    AccessLogTests: AccessLog ExchangeModel JSONTape MerkleLog SignedJSON Crypto
    DatasetCatalogTests: DatasetCatalog ExchangeModel JSONTape
    """
)
targets += tests(
    .edges,
    """
    PeerTransportTests: PeerTransport PeerIdentity ExchangeModel HTTPWire CertificateAuthority \
        NIOSSL NIOCore NIOEmbedded NIOPosix NIOHPACK NIOHTTP2
    OutboundHTTPTests: OutboundHTTP PeerIdentity ExchangeModel CertificateAuthority NIOSSL NIOTLS \
        NIOCore NIOPosix
    RevocationListSourcesTests: RevocationListSources RevocationLists OutboundHTTP PeerIdentity \
        ExchangeModel CertificateAuthority NIOSSL NIOCore NIOPosix
    CertificateAuthorityTests: CertificateAuthority PeerIdentity ExchangeModel
    LogStorageTests: LogStorage AccessLog MerkleLog ExchangeModel Crypto
    SQLiteStorageTests: SQLiteStorage AccessLog GatewayTesting Contracts ExchangeModel PeerIdentity JSONTape \
        CertificateAuthority GRDB
    AdministrationAPITests: AdministrationAPI OutboundHTTP ExchangeModel JSONTape YAMLDocument \
        Logging Metrics ServiceLifecycle
    """
)
targets += tests(
    .components,
    """
    InwayTests: Inway ExchangeModel PeerIdentity Contracts OpenAPI AccessTokens AccessControl \
        PayloadPolicy AccessLog LogStorage MerkleLog HTTPWire JSONTape SignedJSON PeerTransport \
        CertificateAuthority Logging ServiceLifecycle NIOSSL NIOCore NIOPosix
    OutwayTests: Outway ExchangeModel PeerIdentity Contracts OpenAPI AccessTokens AccessControl \
        PayloadPolicy AccessLog LogStorage MerkleLog HTTPWire JSONTape SignedJSON PeerTransport \
        CertificateAuthority Logging ServiceLifecycle NIOSSL NIOCore NIOPosix
    ManagerTests: Manager ManagerAPI Contracts AccessTokens AccessControl AccessLog ExchangeModel \
        PeerIdentity JSONTape SignedJSON OutboundHTTP PeerTransport CertificateAuthority GatewayTesting Logging \
        NIOCore NIOPosix
    """
)
targets += tests(
    .programs,
    """
    GatewayConfigurationTests: GatewayConfiguration Contracts HTTPWire JSONSchema JSONTape YAMLDocument ExchangeModel
    GatewayTestingTests: GatewayTesting CertificateAuthority ExchangeModel PeerIdentity
    SluisDemoTests: sluis-demo CertificateAuthority ExchangeModel JSONTape
    SluisTests: sluis AccessLog AdministrationAPI CertificateAuthority Contracts ExchangeModel \
        AccessControl GatewayConfiguration GatewayTesting Inway JSONTape LogStorage Logging Manager \
        ManagerAPI MerkleLog OpenAPI OutboundHTTP PayloadPolicy PeerIdentity PeerTransport \
        RevocationListSources RevocationLists SQLiteStorage SignedJSON ArgumentParser
    """
)
targets += tests(
    nil,
    """
    ArchitectureTests
    ConformanceTests: GatewayTesting CertificateAuthority ExchangeModel JSONTape Crypto CryptoExtras \
        NIOSSL NIOHTTP1 NIOCore NIOPosix
    IntegrationTests: GatewayTesting JSONTape
    """
)

let package = Package(
    name: "sluis",
    products: [
        .executable(name: "sluis", targets: ["sluis"]),
        .executable(name: "sluis-demo", targets: ["sluis-demo"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: targets
)
