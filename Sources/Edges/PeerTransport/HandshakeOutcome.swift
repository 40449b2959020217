public import PeerIdentity
import Synchronization

/// How a connection's handshake ended; one counter each.
public enum HandshakeOutcome: Hashable, Sendable {
    /// A full handshake with a verified peer.
    case accepted
    /// A resumed session of a peer that is verified under the present generation.
    case acceptedResumed
    /// The peer's chain was refused.
    case refused(ChainRefusal)
    /// The handshake completed, yet the leaf was not verified under the present generation.
    case unverifiedLeaf
    /// The dialled peer is not the expected one, or its certificate does not name the host.
    case wrongPeer
    /// The leaf does not hold in a later generation, or no longer; closed while in use.
    case lapsedInUse
    /// The peer showed no certificate.
    case noCertificate
    /// The handshake was not complete in time.
    case timedOut
    /// Too many validations are under way, or too many from this address.
    case overloaded
    /// Version, suite or message were not acceptable to one of the ends.
    case protocolFailure
    /// The other end does not speak what is to be spoken: RFC 7301, *Protocol Selection*.
    case noCommonProtocol
    /// The connection ended before its handshake did.
    case abandoned

    /// The word in metrics and logs; stable.
    public var name: String {
        switch self {
        case .accepted: "accepted"
        case .acceptedResumed: "accepted_resumed"
        case .refused(let refusal): "refused_" + refusal.rawValue
        case .unverifiedLeaf: "unverified_leaf"
        case .wrongPeer: "wrong_peer"
        case .lapsedInUse: "lapsed_in_use"
        case .noCertificate: "no_certificate"
        case .timedOut: "timed_out"
        case .overloaded: "overloaded"
        case .protocolFailure: "protocol_failure"
        case .noCommonProtocol: "no_common_protocol"
        case .abandoned: "abandoned"
        }
    }
}

extension HandshakeOutcome: CaseIterable {
    /// Every outcome that can be counted, so that metrics show zeros too.
    public static var allCases: [HandshakeOutcome] {
        [
            .accepted, .acceptedResumed, .unverifiedLeaf, .wrongPeer, .lapsedInUse, .noCertificate,
            .timedOut, .overloaded, .protocolFailure, .noCommonProtocol, .abandoned,
        ] + ChainRefusal.allCases.map(HandshakeOutcome.refused)
    }
}

/// The error of the future of a connection that was refused.
public struct ConnectionRefused: Error, Hashable {
    /// Why.
    public let outcome: HandshakeOutcome
}

/// Counts by outcome, for metrics; safe from any thread.
public final class HandshakeCounters: Sendable {
    private let counts = Mutex<[HandshakeOutcome: Int]>([:])
    private let overHTTP2 = Atomic<Int>(0)

    /// How many connections began that speak HTTP/2.
    public var connectionsOverHTTP2: Int { overHTTP2.load(ordering: .relaxed) }

    /// How often a handshake ended so.
    public subscript(outcome: HandshakeOutcome) -> Int {
        counts.withLock { $0[outcome, default: 0] }
    }

    func count(_ outcome: HandshakeOutcome) {
        counts.withLock { $0[outcome, default: 0] += 1 }
    }

    func countHTTP2() {
        overHTTP2.add(1, ordering: .relaxed)
    }
}
