public import ExchangeModel

/// A message about a contract that a peer must still get.
///
/// It stays until the peer's Manager has taken it; the waits double from the Group's first interval
/// to its longest. FSC Core 2.0.0, *Contracts* and *Signatures*; Digikoppeling REST 4.0.1 makes the
/// repetition a duty.
public struct Distribution: Hashable, Sendable {
    /// What the message is.
    public enum Message: String, CaseIterable, Sendable {
        /// The contract itself, with our accept signature.
        case contract
        /// Our accept signature.
        case accept
        /// Our reject signature.
        case reject
        /// Our revoke signature.
        case revoke
    }

    /// What makes a waiting message the same as another.
    public struct Key: Hashable, Comparable, Sendable {
        /// Who must get it.
        public let peer: PeerID
        /// The contract it is about.
        public let contract: ContractHash
        /// What is sent.
        public let message: Message

        /// Names a message.
        public init(peer: PeerID, contract: ContractHash, message: Message) {
            self.peer = peer
            self.contract = contract
            self.message = message
        }

        /// Orders messages by contract, peer and what is sent.
        public static func < (left: Key, right: Key) -> Bool {
            (left.contract.rawValue, left.peer.rawValue, left.message.rawValue)
                < (right.contract.rawValue, right.peer.rawValue, right.message.rawValue)
        }
    }

    /// Which message it is.
    public let key: Key
    /// How many attempts failed.
    public let attempts: Int
    /// When it is tried again.
    public let nextAttempt: Timestamp
    /// Why the last attempt failed, in one sentence.
    public let lastError: String?

    /// Describes a message in the queue.
    public init(key: Key, attempts: Int, nextAttempt: Timestamp, lastError: String?) {
        self.key = key
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.lastError = lastError
    }

    /// A message that has not been tried.
    public init(_ message: Message, of contract: ContractHash, to peer: PeerID, at now: Timestamp) {
        self.init(
            key: Key(peer: peer, contract: contract, message: message),
            attempts: 0,
            nextAttempt: now,
            lastError: nil
        )
    }

    /// The message after an attempt that failed.
    public func failed(_ reason: String, at now: Timestamp, retry: RetryRule) -> Distribution {
        let attempts = attempts < Int.max ? attempts + 1 : attempts
        return Distribution(
            key: key,
            attempts: attempts,
            nextAttempt: now.advanced(bySeconds: retry.wait(after: attempts)),
            lastError: reason
        )
    }

    /// The same message, to be tried at once.
    public func hastened(to now: Timestamp) -> Distribution {
        Distribution(key: key, attempts: attempts, nextAttempt: now, lastError: lastError)
    }
}

/// What a look at the queue of messages finds: to whom something is due, and when more will be.
public struct DuePeers: Hashable, Sendable {
    /// The peers that messages are due to, those that wait longest first.
    public let peers: [PeerID]
    /// The earliest next attempt of all messages, due or not; nil when none waits.
    public let next: Timestamp?

    /// States what was found.
    public init(_ peers: [PeerID], next: Timestamp?) {
        (self.peers, self.next) = (peers, next)
    }
}

/// The moments of attempts that are due.
///
/// An attempt that lies further ahead than the longest wait was put off before the clock was set back:
/// it is due too, or the peer would wait for as long as the clock was set back.
public struct DueTime: Hashable, Sendable {
    /// The moment at which is looked.
    public let now: Timestamp
    /// The latest moment that an attempt can have been put off to by now.
    public let latest: Timestamp

    /// Describes what is due at a moment under a rule.
    public init(_ now: Timestamp, retry: RetryRule) {
        self.now = now
        latest = now.advanced(bySeconds: retry.longestSeconds)
    }

    /// Whether an attempt at a moment is due.
    public func includes(_ attempt: Timestamp) -> Bool { attempt <= now || latest < attempt }
}

/// How long to wait between attempts; a rule of the Group.
public struct RetryRule: Hashable, Sendable {
    /// The wait after the first failure, in seconds.
    public let firstSeconds: Int64
    /// The longest wait, in seconds.
    public let longestSeconds: Int64

    /// Digikoppeling REST 4.0.1: exponential, 300 seconds at most.
    public static let standard = RetryRule(firstSeconds: 1, longestSeconds: 300)

    /// Sets both waits; at least one second, the longest at least as long as the first.
    public init(firstSeconds: Int64, longestSeconds: Int64) {
        self.firstSeconds = max(1, firstSeconds)
        self.longestSeconds = max(self.firstSeconds, longestSeconds)
    }

    /// The wait in seconds after a number of failures: doubled each time.
    public func wait(after failures: Int) -> Int64 {
        var wait = firstSeconds
        for _ in 0..<max(0, min(failures, 64) - 1) where wait < longestSeconds {
            wait = wait > longestSeconds / 2 ? longestSeconds : wait * 2
        }
        return min(wait, longestSeconds)
    }
}
