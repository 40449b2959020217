/// One thing that was looked at to tell whether the gateway can take work.
public struct HealthCheck: Hashable, Sendable {
    /// The verdict of a check.
    public enum State: String, CaseIterable, Sendable {
        /// It holds.
        case pass
        /// The gateway serves, but somebody should act: a partner is kept out, or time runs out.
        case warn
        /// The gateway cannot serve.
        case fail
    }

    /// What is looked at, in words of lower-case letters.
    public let name: String
    /// The verdict.
    public let state: State
    /// Why it does not hold, or what was found.
    public let detail: String

    /// Whether the gateway can serve as far as this goes.
    public var passes: Bool { state != .fail }

    /// States a check's outcome.
    public init(name: String, _ state: State, detail: String) {
        self.name = name
        self.state = state
        self.detail = detail
    }
}
