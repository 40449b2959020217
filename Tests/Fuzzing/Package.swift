// swift-tools-version: 6.2
import PackageDescription

/// Counts edges and comparisons for libFuzzer, and checks every access to memory.
let watched: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer,address"])]

let strict: [SwiftSetting] =
    watched + [
        .swiftLanguageMode(.v6),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableExperimentalFeature("Lifetimes"),
    ]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

/// A module of the product, compiled as it is there but watched: `Product` leads to its sources.
func product(_ folder: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: String(folder.split(separator: "/")[1]),
        dependencies: dependencies,
        path: "Product/\(folder)",
        swiftSettings: strict
    )
}

let package = Package(
    name: "sluis-fuzzing",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        .target(name: "CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CFuzzer", "ExchangeModel", "JSONSchema", "JSONTape", "OpenAPI", "PayloadPolicy",
                "YAMLDocument",
            ],
            swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-sanitize=address"]), .linkedLibrary("stdc++")]
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
