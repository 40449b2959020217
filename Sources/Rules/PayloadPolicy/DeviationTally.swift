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
    }

    private struct State {
        var counts: [Kind: Int] = [:]
        var others = 0
    }

    private let state = Mutex(State())

    /// The counts by kind.
    public var counts: [Kind: Int] { state.withLock { $0.counts } }

    /// The number of deviations of kinds beyond the bound.
    public var others: Int { state.withLock { $0.others } }

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
