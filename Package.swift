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

func module(_ name: String, _ layer: Layer, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(layer.rawValue)/\(name)",
        swiftSettings: strict
    )
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        path: "Sources/Programs/\(name)",
        swiftSettings: strict
    )
}

func tests(_ name: String, _ path: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["RequirementTrait"],
        path: "Tests/\(path)/\(name)",
        swiftSettings: strict
    )
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle"
)
let nio: [Target.Dependency] = ["NIOCore", "NIOPosix"].map {
    .product(name: $0, package: "swift-nio")
}
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTP2: [Target.Dependency] = ["NIOHPACK", "NIOHTTP2"].map {
    .product(name: $0, package: "swift-nio-http2")
}
let unixSignals: Target.Dependency = .product(
    name: "UnixSignals",
    package: "swift-service-lifecycle"
)
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
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
    targets: [
        // Formats
        module("JSONTape", .formats),
        module("JSONSchema", .formats, ["JSONTape"]),
        module("YAMLDocument", .formats, ["JSONTape", yams]),
        module("OpenAPI", .formats, ["JSONTape", "JSONSchema", "YAMLDocument"]),
        module("SignedJSON", .formats, ["JSONTape", crypto, cryptoExtras]),
        module("HTTPWire", .formats),
        module("MerkleLog", .formats, [crypto]),

        // Rules
        module("ExchangeModel", .rules, ["SignedJSON"]),
        module("PeerIdentity", .rules, ["ExchangeModel", "CLibCrypto"]),
        module(
            "Contracts",
            .rules,
            ["ExchangeModel", "PeerIdentity", "JSONTape", "SignedJSON", crypto]
        ),
        module(
            "AccessTokens",
            .rules,
            ["ExchangeModel", "PeerIdentity", "JSONTape", "SignedJSON", "Contracts", crypto]
        ),
        module(
            "AccessControl",
            .rules,
            ["ExchangeModel", "PeerIdentity", "JSONTape", "AccessTokens", "Contracts"]
        ),
        module(
            "PayloadPolicy",
            .rules,
            ["ExchangeModel", "JSONTape", "JSONSchema", "OpenAPI", crypto]
        ),
        module(
            "AccessLog",
            .rules,
            ["ExchangeModel", "JSONTape", "MerkleLog", "SignedJSON", crypto]
        ),
        module("DatasetCatalog", .rules, ["ExchangeModel", "JSONTape", crypto]),

        // Edges
        .systemLibrary(
            name: "CLibCrypto",
            path: "Sources/Edges/CLibCrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CLibcurl",
            path: "Sources/Edges/CLibcurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev", "libssl-dev"])]
        ),
        module(
            "PeerTransport",
            .edges,
            ["ExchangeModel", "PeerIdentity", "HTTPWire", logging, nioSSL] + nio + nioHTTP2
        ),
        module(
            "OutboundHTTP",
            .edges,
            ["ExchangeModel", "PeerIdentity", "CLibcurl"]
        ),
        module("CertificateAuthority", .edges, ["ExchangeModel", "CLibCrypto"]),
        module("LogStorage", .edges, ["ExchangeModel", "AccessLog", "MerkleLog", logging, crypto]),
        module(
            "SQLiteStorage",
            .edges,
            ["ExchangeModel", "PeerIdentity", "Contracts", "JSONTape", grdb]
        ),
        module(
            "ManagerAPI",
            .edges,
            [
                "ExchangeModel", "PeerIdentity", "Contracts", "AccessTokens", "AccessLog",
                "JSONTape",
                "SignedJSON",
                "PeerTransport", logging, hummingbird, hummingbirdCore,
            ] + nio
        ),
        module(
            "AdministrationAPI",
            .edges,
            [
                "ExchangeModel", "JSONTape", logging, metrics, lifecycle, hummingbird,
                hummingbirdCore,
            ]
                + nio
        ),

        // Components
        module(
            "Inway",
            .components,
            [
                "ExchangeModel", "PeerIdentity", "Contracts", "OpenAPI", "AccessTokens",
                "AccessControl", "PayloadPolicy",
                "AccessLog", "LogStorage", "HTTPWire", "JSONTape", "PeerTransport", logging,
                metrics,
                lifecycle, nioSSL,
            ] + nio
        ),
        module(
            "Outway",
            .components,
            [
                "ExchangeModel", "PeerIdentity", "Contracts", "OpenAPI", "AccessTokens",
                "AccessControl", "PayloadPolicy",
                "AccessLog", "LogStorage", "HTTPWire", "JSONTape", "PeerTransport", logging,
                metrics,
                lifecycle, nioSSL,
            ] + nio
        ),
        module(
            "Manager",
            .components,
            [
                "ExchangeModel", "PeerIdentity", "Contracts", "AccessTokens", "AccessLog",
                "LogStorage",
                "JSONTape", "SignedJSON", "OutboundHTTP", "ManagerAPI", logging, metrics, lifecycle,
            ]
        ),

        // Programs
        module("GatewayConfiguration", .programs, ["ExchangeModel", "JSONTape", "YAMLDocument"]),
        module(
            "GatewayTesting",
            .programs,
            [
                "CertificateAuthority", "Contracts", "ExchangeModel", "PeerIdentity", "JSONTape",
                "SignedJSON",
            ]
        ),
        program(
            "sluis",
            [
                "AccessControl", "AccessLog", "AccessTokens", "AdministrationAPI",
                "CertificateAuthority", "Contracts", "DatasetCatalog", "ExchangeModel",
                "GatewayConfiguration", "HTTPWire", "Inway", "JSONSchema", "JSONTape", "LogStorage",
                "Manager", "ManagerAPI", "MerkleLog", "OpenAPI", "OutboundHTTP", "Outway",
                "PayloadPolicy", "PeerIdentity", "PeerTransport", "SQLiteStorage", "SignedJSON",
                "YAMLDocument", crypto, logging, metrics, lifecycle, unixSignals, argumentParser,
            ] + nio
        ),
        program(
            "sluis-demo",
            [
                "CertificateAuthority", "ExchangeModel", "GatewayTesting", "OutboundHTTP",
                "JSONTape",
                "PeerIdentity", logging, grdb, hummingbird, lifecycle, argumentParser,
            ]
        ),

        // Tests
        .target(name: "RequirementTrait", path: "Tests/RequirementTrait", swiftSettings: strict),
        tests("JSONTapeTests", "Formats", ["JSONTape"]),
        tests("JSONSchemaTests", "Formats", ["JSONSchema", "JSONTape"]),
        tests("YAMLDocumentTests", "Formats", ["YAMLDocument", "JSONTape"]),
        tests("OpenAPITests", "Formats", ["OpenAPI", "JSONSchema", "JSONTape", "YAMLDocument"]),
        tests("SignedJSONTests", "Formats", ["SignedJSON", "JSONTape", crypto, cryptoExtras]),
        tests("HTTPWireTests", "Formats", ["HTTPWire"]),
        tests("MerkleLogTests", "Formats", ["MerkleLog", crypto]),
        tests("ExchangeModelTests", "Rules", ["ExchangeModel"]),
        tests(
            "PeerIdentityTests",
            "Rules",
            ["PeerIdentity", "ExchangeModel", "CertificateAuthority"]
        ),
        tests(
            "ContractsTests",
            "Rules",
            [
                "Contracts", "ExchangeModel", "PeerIdentity", "JSONTape", "SignedJSON",
                "GatewayTesting",
                "CertificateAuthority", crypto,
            ]
        ),
        tests(
            "AccessTokensTests",
            "Rules",
            [
                "AccessTokens", "Contracts", "ExchangeModel", "PeerIdentity", "JSONTape",
                "SignedJSON", "CertificateAuthority",
                crypto,
            ]
        ),
        tests(
            "AccessControlTests",
            "Rules",
            [
                "AccessControl", "AccessTokens", "Contracts", "ExchangeModel", "PeerIdentity",
                "JSONTape", "SignedJSON",
                "CertificateAuthority", crypto,
            ]
        ),
        tests(
            "PayloadPolicyTests",
            "Rules",
            [
                "PayloadPolicy", "ExchangeModel", "JSONTape", "JSONSchema", "OpenAPI",
                "YAMLDocument",
            ]
        ),
        tests(
            "AccessLogTests",
            "Rules",
            ["AccessLog", "ExchangeModel", "JSONTape", "MerkleLog", "SignedJSON", crypto]
        ),
        tests("DatasetCatalogTests", "Rules", ["DatasetCatalog", "ExchangeModel", "JSONTape"]),
        tests(
            "PeerTransportTests",
            "Edges",
            [
                "PeerTransport", "PeerIdentity", "ExchangeModel", "HTTPWire",
                "CertificateAuthority", nioSSL,
            ] + nio + nioHTTP2
        ),
        tests(
            "OutboundHTTPTests",
            "Edges",
            [
                "OutboundHTTP", "PeerIdentity", "ExchangeModel", "CertificateAuthority", nioSSL,
                .product(name: "NIOTLS", package: "swift-nio"),
            ] + nio
        ),
        tests(
            "CertificateAuthorityTests",
            "Edges",
            ["CertificateAuthority", "PeerIdentity", "ExchangeModel"]
        ),
        tests(
            "LogStorageTests",
            "Edges",
            ["LogStorage", "AccessLog", "MerkleLog", "ExchangeModel", crypto]
        ),
        tests(
            "SQLiteStorageTests",
            "Edges",
            [
                "SQLiteStorage", "GatewayTesting", "Contracts", "ExchangeModel", "PeerIdentity",
                "JSONTape", "CertificateAuthority", grdb,
            ]
        ),
        tests(
            "AdministrationAPITests",
            "Edges",
            [
                "AdministrationAPI", "OutboundHTTP", "ExchangeModel", "JSONTape", "YAMLDocument",
                logging, metrics, lifecycle,
            ]
        ),
        tests(
            "InwayTests",
            "Components",
            [
                "Inway", "ExchangeModel", "PeerIdentity", "Contracts", "OpenAPI", "AccessTokens",
                "AccessControl", "PayloadPolicy", "AccessLog", "LogStorage", "MerkleLog",
                "HTTPWire",
                "JSONTape", "SignedJSON", "PeerTransport", "CertificateAuthority", logging,
                lifecycle, nioSSL,
            ] + nio
        ),
        tests(
            "OutwayTests",
            "Components",
            [
                "Outway", "ExchangeModel", "PeerIdentity", "Contracts", "OpenAPI", "AccessTokens",
                "AccessControl", "PayloadPolicy", "AccessLog", "LogStorage", "MerkleLog",
                "HTTPWire",
                "JSONTape", "SignedJSON", "PeerTransport", "CertificateAuthority", logging,
                lifecycle, nioSSL,
            ] + nio
        ),
        tests(
            "ManagerTests",
            "Components",
            [
                "Manager", "ManagerAPI", "Contracts", "AccessTokens", "AccessLog", "ExchangeModel",
                "PeerIdentity", "JSONTape", "SignedJSON", "OutboundHTTP", "PeerTransport",
                "CertificateAuthority", "GatewayTesting", logging,
            ] + nio
        ),
        tests(
            "GatewayConfigurationTests",
            "Programs",
            ["GatewayConfiguration", "JSONSchema", "JSONTape", "YAMLDocument", "ExchangeModel"]
        ),
        tests(
            "GatewayTestingTests",
            "Programs",
            ["GatewayTesting", "CertificateAuthority", "ExchangeModel", "PeerIdentity"]
        ),
        tests(
            "SluisDemoTests",
            "Programs",
            ["sluis-demo", "CertificateAuthority", "ExchangeModel", "JSONTape"]
        ),
        tests(
            "SluisTests",
            "Programs",
            [
                "sluis", "AccessLog", "CertificateAuthority", "Contracts", "ExchangeModel",
                "GatewayConfiguration", "JSONTape", "OutboundHTTP", "PeerIdentity", "SignedJSON",
                argumentParser,
            ]
        ),
        .testTarget(
            name: "ArchitectureTests",
            dependencies: ["RequirementTrait"],
            path: "Tests/ArchitectureTests",
            swiftSettings: strict
        ),
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "RequirementTrait", "CertificateAuthority", "ExchangeModel", "JSONTape", crypto,
                cryptoExtras, nioSSL, .product(name: "NIOHTTP1", package: "swift-nio"),
            ] + nio,
            path: "Tests/ConformanceTests",
            swiftSettings: strict
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["RequirementTrait", "JSONTape"],
            path: "Tests/IntegrationTests",
            swiftSettings: strict
        ),
    ]
)
