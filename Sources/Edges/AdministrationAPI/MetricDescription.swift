/// What a metric tells, as its help text says, and which of its labels others choose.
public struct MetricDescription: Sendable {
    /// What its values are.
    public enum Kind: Sendable {
        /// Counts up; the name ends in `_total`.
        case counter
        /// Goes up and down; the name ends in its base unit, where it has one.
        case gauge
        /// Durations by bounds; the name ends in `_seconds`.
        case durations
    }

    /// The name in the exposition.
    public let name: String
    /// The sentence that explains it.
    public let help: String
    /// What its values are.
    public let kind: Kind
    /// The labels whose values peers, clients and sources choose: these are bounded.
    public let foreignLabels: Set<String>
    /// The sets of labels that are shown from the start, before anything was counted.
    public let known: [[(String, String)]]

    /// Describes a metric.
    public init(
        _ name: String,
        _ kind: Kind,
        help: String,
        foreignLabels: Set<String> = [],
        known: [[(String, String)]] = []
    ) {
        self.name = name
        self.kind = kind
        self.help = help
        self.foreignLabels = foreignLabels
        self.known = known
    }
}
