/// What an entry of the access log tells.
public enum EntryKind: UInt8, CaseIterable, Sendable, CustomStringConvertible {
    /// A request for a Service, recorded before it is forwarded. FSC Logging 1.1.0's log record.
    case request = 1
    /// The persons found in an answer, recorded before its first byte leaves.
    case disclosure = 2
    /// How a request ended; it names the request's entry.
    case completion = 3
    /// A refusal after the handshake.
    case denial = 4
    /// What a person did in management, and every reading of the log.
    case audit = 5
    /// Entries or personal sections that were removed by rule, and legal holds.
    case retention = 6
    /// A key that was introduced, retired or destroyed.
    case key = 7
    /// The configuration that is in force from here.
    case configuration = 8
    /// What a policy decision point was asked and what it said.
    case decision = 9
    /// Entries that stood unsigned when the log was opened.
    case recovery = 10
    /// The clock of the machine was set.
    case clock = 11

    /// The version of the encoding that brought the kind.
    var since: UInt8 {
        switch self {
        case .request, .disclosure, .completion, .denial, .audit, .retention, .key, .configuration:
            1
        case .decision, .recovery, .clock: 2
        }
    }

    /// Whether entries of the kind may have a personal section.
    func holdsPersons(in version: UInt8) -> Bool {
        switch self {
        case .request, .disclosure, .completion: true
        case .denial, .audit, .decision: version >= 2
        case .retention, .key, .configuration, .recovery, .clock: false
        }
    }

    /// The short name that operators read.
    public var description: String {
        switch self {
        case .request: "REQ"
        case .disclosure: "DISCLOSED"
        case .completion: "FIN"
        case .denial: "DENIAL"
        case .audit: "AUDIT"
        case .retention: "RETENTION"
        case .key: "KEY"
        case .configuration: "CONFIG"
        case .decision: "DECISION"
        case .recovery: "RECOVERY"
        case .clock: "CLOCK"
        }
    }
}

/// Whether a request was received or sent.
///
/// FSC Logging 1.1.0, *direction*.
public enum Direction: UInt8, CaseIterable, Sendable {
    /// Received by our Inway.
    case incoming = 0
    /// Sent by our Outway.
    case outgoing = 1
}

/// The place of an entry in its log, counted from zero: its leaf in the Merkle tree.
public struct LogPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The index of the leaf.
    public let index: UInt64

    /// Takes the index of a leaf.
    public init(index: UInt64) {
        self.index = index
    }

    /// The text as people and files see it.
    public var description: String { String(index) }

    /// Whether one comes before the other.
    public static func < (left: LogPosition, right: LogPosition) -> Bool {
        left.index < right.index
    }
}
