public import ExchangeModel

/// By whom a contract came in, and how much that peer may leave here.
public struct Submission: Hashable, Sendable {
    /// The peer that sent it.
    public let peer: PeerID
    /// Who we are: our signature, of whatever kind, answers a proposal.
    public let own: PeerID
    /// When it came.
    public let receivedAt: Timestamp
    /// How much a peer may leave.
    public let limits: ProposalLimits

    /// Describes how a contract came in.
    public init(peer: PeerID, own: PeerID, receivedAt: Timestamp, limits: ProposalLimits) {
        self.peer = peer
        self.own = own
        self.receivedAt = receivedAt
        self.limits = limits
    }

    /// The moment after which a contract counts as one of the last day.
    public var dayBefore: Timestamp { receivedAt.advanced(bySeconds: -86_400) }

    /// Whether a contract waits for our answer: not signed by us, not ended by anybody, not over.
    public func isOpen(_ contract: Contract) -> Bool {
        contract.content.notAfter > receivedAt
            && !contract.signatures.contains { $0.peer == own || $0.kind != .accept }
    }
}

/// How many contracts a peer may leave here, so that it cannot fill our disk.
///
/// Counted are the contracts that the peer sent and that either wait for our answer or came within
/// the last day, whatever became of them.
public struct ProposalLimits: Hashable, Sendable {
    /// The most contracts of a peer that wait for our answer.
    public var open: Int
    /// The most contracts of a peer within a day.
    public var daily: Int
    /// The most bytes of the contents that are counted.
    public var bytes: Int

    /// 250 open, 2,000 a day, 64 MiB.
    public static let standard = ProposalLimits(open: 250, daily: 2_000, bytes: 64 << 20)

    /// Sets limits; each at least zero.
    public init(open: Int, daily: Int, bytes: Int) {
        self.open = max(0, open)
        self.daily = max(0, daily)
        self.bytes = max(0, bytes)
    }

    /// What one more contract would go beyond; nil when it may come in.
    ///
    /// The numbers are those of the contracts that are there.
    public func excess(open: Int, daily: Int, bytes: Int, adding size: Int) -> ProposalExcess? {
        if open >= self.open { return .open(most: self.open) }
        if daily >= self.daily { return .daily(most: self.daily) }
        let (total, overflow) = bytes.addingReportingOverflow(size)
        return overflow || total > self.bytes ? .bytes(most: self.bytes) : nil
    }
}

/// The limit that a peer has reached.
public enum ProposalExcess: Hashable, Sendable {
    /// As many contracts wait for our answer as may.
    case open(most: Int)
    /// As many contracts came within a day as may.
    case daily(most: Int)
    /// The contents together are as large as they may be.
    case bytes(most: Int)
}

extension ProposalExcess: CustomStringConvertible {
    /// The limit in words, for the peer.
    public var description: String {
        switch self {
        case .open(let most): "\(most) contracts that wait for an answer"
        case .daily(let most): "\(most) contracts a day"
        case .bytes(let most): "\(most) bytes of contracts that wait or came within a day"
        }
    }
}
