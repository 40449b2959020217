public import ExchangeModel
internal import Synchronization

/// One way in which payloads differ from their document; it holds nothing of a payload.
public struct Deviation: Hashable, Sendable {
    /// The id of the operation; empty when the request named none.
    public let operation: String
    /// Whether it was seen in an answer rather than a request.
    public let isAnswer: Bool
    /// The place, `*` for items; a parameter's name for parameters.
    public let path: String
    /// The schema keyword or rule.
    public let rule: String
    /// The kind of JSON value that was seen there, where the type is what is wrong.
    public let seen: String?
    /// The place of the keyword in the service's document, where there is one.
    public let schema: String?

    /// Names a deviation.
    public init(
        operation: String,
        isAnswer: Bool,
        path: String,
        rule: String,
        seen: String? = nil,
        schema: String? = nil
    ) {
        self.operation = operation
        self.isAnswer = isAnswer
        self.path = path
        self.rule = rule
        self.seen = seen
        self.schema = schema
    }
}

/// How often payloads differed from their document, by peer and by place.
///
/// An operator reads it before enforcing. Bounded: beyond ``maximumKinds`` new kinds are only
/// counted together.
public final class DeviationTally: Sendable {
    /// The most kinds that are counted apart.
    public static let maximumKinds = 10_000

    /// One kind of deviation of one peer.
    public struct Kind: Hashable, Sendable {
        /// The peer; nil when it is not known.
        public let peer: PeerID?
        /// The deviation.
        public let deviation: Deviation

        /// Names a kind.
        public init(peer: PeerID?, deviation: Deviation) {
            (self.peer, self.deviation) = (peer, deviation)
        }
    }

    private struct State {
        var counts: [Kind: Int] = [:]
        var others = 0
    }

    private let state = Mutex(State())

    /// Begins with nothing counted.
    public init() {}

    /// The counts by kind.
    public var counts: [Kind: Int] { state.withLock { $0.counts } }

    /// The number of deviations of kinds beyond the bound.
    public var others: Int { state.withLock { $0.others } }

    /// Takes up what an earlier run counted.
    public func restore(_ counts: [Kind: Int], others: Int) {
        state.withLock { state in
            for (kind, count) in counts where count > 0 {
                guard state.counts[kind] != nil || state.counts.count < Self.maximumKinds else {
                    state.others += count
                    continue
                }
                state.counts[kind, default: 0] += count
            }
            state.others += max(0, others)
        }
    }

    /// Forgets what was counted, for example once a document was mended.
    public func clear() {
        state.withLock { $0 = State() }
    }

    func count(_ deviations: [Deviation], _ context: PayloadContext) {
        guard !deviations.isEmpty else { return }
        state.withLock { state in
            for deviation in deviations {
                let kind = Kind(peer: context.peer, deviation: deviation)
                if let known = state.counts[kind] {
                    state.counts[kind] = known + 1
                } else if state.counts.count < Self.maximumKinds {
                    state.counts[kind] = 1
                } else {
                    state.others += 1
                }
            }
        }
    }
}
