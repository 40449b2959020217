/// One thing that must hold for the gateway to take work.
public struct HealthCheck: Hashable, Sendable {
    /// What is looked at, in one word of lower-case letters and hyphens.
    public let name: String
    /// Whether it holds.
    public let passes: Bool
    /// Why it does not, or what was found.
    public let detail: String

    /// States a check's outcome.
    public init(name: String, passes: Bool, detail: String) {
        self.name = name
        self.passes = passes
        self.detail = detail
    }
}
