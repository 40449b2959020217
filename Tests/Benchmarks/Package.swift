// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

/// A module of the product, compiled as it is there: `Product` leads to its sources.
func product(_ folder: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: String(folder.split(separator: "/")[1]),
        dependencies: dependencies,
        path: "Product/\(folder)",
        swiftSettings: strict
    )
}

// A package of its own: what loads the gateway shares no code with it, and what measures its engine
// of payloads compiles just that engine.
let package = Package(
    name: "sluis-benchmarks",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        .executableTarget(
            name: "load",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "schema-engine",
            dependencies: [
                "ExchangeModel", "JSONSchema", "JSONTape", "OpenAPI", "PayloadPolicy",
                "YAMLDocument",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        product("Formats/JSONTape"),
        product("Formats/JSONSchema", ["JSONTape"]),
        product("Formats/YAMLDocument", ["JSONTape", .product(name: "Yams", package: "Yams")]),
        product("Formats/OpenAPI", ["JSONTape", "JSONSchema", "YAMLDocument"]),
        product(
            "Formats/SignedJSON",
            ["JSONTape", crypto, .product(name: "CryptoExtras", package: "swift-crypto")]
        ),
        product("Rules/ExchangeModel", ["SignedJSON"]),
        product(
            "Rules/PayloadPolicy",
            ["ExchangeModel", "JSONTape", "JSONSchema", "OpenAPI", crypto]
        ),
    ]
)
