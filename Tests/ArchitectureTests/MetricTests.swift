import Testing

/// What metrics are called, and that each is explained.
@Suite struct MetricTests {
    private static let catalog = "Sources/Programs/sluis/MetricCatalog.swift"

    /// The names of metrics in texts of a file.
    private static func names(_ source: Checkout.Source) -> [String] {
        source.text.matches(of: /"(sluis_[a-z0-9_]+)"/).map { String($0.1) }
    }

    private static func described() -> Set<String> {
        Set(StyleTests.sources.filter { $0.path == catalog }.flatMap(names))
    }

    @Test func `every metric that is made has its help text in the catalogue, and none else`() {
        let described = Self.described()
        let made = Set(
            StyleTests.sources.filter { $0.path != Self.catalog }.flatMap(Self.names)
        )
        #expect(described.count > 10)
        #expect(made.subtracting(described).isEmpty, "not described")
        #expect(described.subtracting(made).isEmpty, "not made")
    }

    @Test func `names of metrics have base units only`() {
        let other = [
            "days", "hours", "minutes", "milliseconds", "ms", "us", "kb", "kib", "mb", "mib",
            "kilobytes", "megabytes", "percent", "bits",
        ]
        for name in Self.described() {
            let words = name.split(separator: "_").map(String.init)
            #expect(!words.contains { other.contains($0) }, "\(name)")
            // A unit stands last, before what says that it adds up.
            let units = words.dropLast(words.last == "total" ? 2 : 1)
            #expect(!units.contains { ["seconds", "bytes", "total"].contains($0) }, "\(name)")
        }
    }
}
