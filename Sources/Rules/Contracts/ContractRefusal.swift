public import ExchangeModel

/// Why a contract or a signature is refused.
///
/// Every case is the sender's to mend; ``code`` and ``message`` are what it is told.
public enum ContractRefusal: Error, Hashable, Sendable {
    /// The text is not I-JSON: the reason and the place.
    case notJSON(String)
    /// A member that must be there is not.
    case memberMissing(String)
    /// A member is not what it must be.
    case memberMalformed(String, expected: String)
    /// The contract is written to another version of FSC.
    case unknownVersion(String)
    /// The contract asks for another hash algorithm.
    case unknownHashAlgorithm(String)
    /// The contract belongs to another Group.
    case otherGroup(found: GroupID, own: GroupID)
    /// Another contract has the same `iv`.
    case identifierInUse(by: ContractHash)
    /// `created_at` is in the future, beyond what clocks may differ.
    case createdInFuture(createdAt: Timestamp, now: Timestamp)
    /// `not_after` is not after `not_before`.
    case validityEmpty
    /// `not_after` is past.
    case validityOver(notAfter: Timestamp, now: Timestamp)
    /// There is no grant.
    case noGrants
    /// There are more grants than the Group allows.
    case tooManyGrants(Int, most: Int)
    /// A publication grant stands beside another type of grant.
    case grantsMixed
    /// The public key thumbprint of a grant is not 64 lower-case hexadecimal digits.
    case publicKeyThumbprintMalformed(String)
    /// The properties of a grant are larger than the Group's bound.
    case propertiesTooLarge(String, bytes: Int, most: Int)
    /// A text in the properties is longer than may be.
    case textTooLong(String, bytes: Int, most: Int)
    /// A text in the properties holds a control character, a line end or a mark of writing direction.
    case textNotPlain(String, scalar: UInt32, place: Int)
    /// A grant has a property that the Group does not use.
    case propertyNotAllowed(String)
    /// The peer that sent the contract or signature is on none of its grants.
    case submitterNotOnContract(PeerID)
    /// The peer that received it is on none of its grants.
    case receiverNotOnContract(PeerID)
    /// The peer that sent the contract has not the part in its grants that offers it.
    case offeredByOtherPeer(PeerID, to: PeerID, expected: [PeerID])
    /// The contract grants a connection to a service that the receiving peer does not offer.
    case serviceNotOffered(ServiceName)
    /// The peer has left as many contracts here as it may.
    case limitReached(PeerID, ProposalExcess)
    /// The hash in the path is not that of the content in the body.
    case pathForOtherContent(path: String, content: ContractHash)
    /// The signature's `contract_content_hash` is not that of the content.
    case signatureForOtherContent(found: ContractHash, expected: ContractHash)
    /// The signature's `contract_content_hash` is not a content hash at all.
    case signatureForOtherHash(found: String)
    /// A content hash, in the path or the signature, is of an algorithm that is not known.
    case hashOfUnknownAlgorithm(String)
    /// The signature is not a JWS with the right payload.
    case signatureMalformed(String)
    /// The signature uses an algorithm outside the list.
    case signatureAlgorithmUnknown(String)
    /// The signature says something else than the operation does.
    case signatureOfOtherKind(found: SignatureKind, expected: SignatureKind)
    /// The signing certificate is another peer's.
    case signatureOfOtherPeer(found: PeerID, expected: PeerID)
    /// The signature's moment is in the future, beyond what clocks may differ.
    case signatureInFuture(signedAt: Timestamp, now: Timestamp)
    /// The certificate cannot be had from the peer's Manager, or the signature does not hold.
    case signatureNotVerified(String)
    /// The chain of the signing certificate is not trusted in this Group.
    case signingChainRefused(String)
    /// The contract is rejected, revoked or over; nothing can be added.
    case contractClosed(ContractState)
}

extension ContractRefusal: CustomStringConvertible {
    /// The code of the error answer; the standard's own wherever it has one (Q11, Q12, Q13).
    public var code: ErrorCode {
        switch self {
        case .notJSON: .malformedRequest
        case .unknownVersion: .unknownFSCVersion
        case .unknownHashAlgorithm, .hashOfUnknownAlgorithm: .unknownHashAlgorithmHash
        case .otherGroup: .incorrectGroupID
        case .grantsMixed: .grantCombinationNotAllowed
        case .publicKeyThumbprintMalformed: .incorrectPublicKeyThumbprint
        case .submitterNotOnContract: .submittingPeerNotPartOfContract
        case .receiverNotOnContract: .receivingPeerNotPartOfContract
        case .pathForOtherContent: .urlPathContentHashMismatch
        case .signatureForOtherContent, .signatureForOtherHash:
            .signatureContractContentHashMismatch
        case .signatureAlgorithmUnknown: .unknownAlgorithmSignature
        case .signatureOfOtherPeer: .peerIDSignatureMismatch
        case .signatureMalformed, .signatureOfOtherKind, .signatureInFuture, .signatureNotVerified:
            .signatureVerificationFailed
        case .signingChainRefused: .peerCertificateVerificationFailed
        case .limitReached: .rateLimited
        case .memberMissing, .memberMalformed, .identifierInUse, .createdInFuture, .validityEmpty,
            .validityOver, .noGrants, .tooManyGrants, .propertiesTooLarge, .textTooLong,
            .textNotPlain, .propertyNotAllowed, .offeredByOtherPeer, .serviceNotOffered,
            .contractClosed:
            .contractInvalid
        }
    }

    /// The sentence that the sender is told: what differs from what.
    public var message: String { contentMessage ?? signatureMessage }

    /// The same as ``message``.
    public var description: String { message }

    private var contentMessage: String? {
        switch self {
        case .notJSON(let reason): "the contract is not I-JSON: \(reason)"
        case .memberMissing(let path): "\(path) is missing"
        case .memberMalformed(let path, let expected): "\(path) is not \(expected)"
        case .unknownVersion(let found):
            "content.fsc_version '\(found)' is not known; known: "
                + ContractContent.knownVersions.joined(separator: ", ")
        case .unknownHashAlgorithm(let found):
            "content.hash_algorithm '\(found)' is not known; known: "
                + ContractContent.hashAlgorithm
        case .otherGroup(let found, let own):
            "content.group_id '\(found)' is not the Group of this Manager, '\(own)'"
        case .identifierInUse(let hash): "content.iv is that of the contract '\(hash)'"
        case .createdInFuture(let created, let now):
            "content.created_at \(created.seconds) is in the future; it is \(now.seconds) here"
        case .validityEmpty: "content.validity.not_after is not after not_before"
        case .validityOver(let end, let now):
            "content.validity.not_after \(end.seconds) is past; it is \(now.seconds) here"
        case .noGrants: "content.grants is empty"
        case .tooManyGrants(let count, let most):
            "content.grants has \(count) grants; the Group allows \(most)"
        case .grantsMixed: "cannot combine a publication grant with any other grant type"
        case .publicKeyThumbprintMalformed(let path):
            "\(path) is not 64 lower-case hexadecimal digits"
        case .propertiesTooLarge(let path, let bytes, let most):
            "\(path) has \(bytes) bytes; \(most) is the most"
        case .textTooLong(let path, let bytes, let most):
            "\(path) is a text of \(bytes) bytes; \(most) is the most"
        case .textNotPlain(let path, let scalar, let place):
            "\(path) holds the character U+\(Self.hexadecimal(scalar)) at place \(place); "
                + "control characters, line ends and marks of writing direction are refused"
        case .submitterNotOnContract(let peer): "peer '\(peer)' is not part of the contract"
        case .receiverNotOnContract(let peer):
            "peer '\(peer)', which received it, is not part of the contract"
        case .propertyNotAllowed(let path): "\(path) is not a property that this Group uses"
        case .offeredByOtherPeer(let peer, let receiver, let expected):
            "this contract is not for peer '\(peer)' to offer to peer '\(receiver)', but for peer "
                + expected.map { "'\($0)'" }.joined(separator: " or ")
        case .serviceNotOffered(let name): "the service '\(name)' is not offered by this peer"
        case .limitReached(let peer, let excess):
            "peer '\(peer)' has reached what it may leave here: \(excess)"
        case .contractClosed(let state): "the contract is \(state.rawValue)"
        default: nil
        }
    }

    /// A code point as Unicode writes it, without the prefix.
    private static func hexadecimal(_ scalar: UInt32) -> String {
        let digits = String(scalar, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private var signatureMessage: String {
        switch self {
        case .pathForOtherContent(let path, let content):
            "the hash in the path '\(path)' is not that of the content, '\(content)'"
        case .signatureForOtherContent(let found, let expected):
            "signature contract content hash '\(found)' does not match the contract content hash "
                + "'\(expected)'"
        case .hashOfUnknownAlgorithm(let found):
            "the hash '\(found)' is of an algorithm that is not known; known: $1$, SHA3-512"
        case .signatureForOtherHash(let found):
            "signature contract content hash '\(found)' is not a contract content hash"
        case .signatureMalformed(let reason): "the signature cannot be read: \(reason)"
        case .signatureAlgorithmUnknown(let reason):
            "the algorithm of the signature is not allowed: \(reason)"
        case .signatureOfOtherKind(let found, let expected):
            "the type of the signature is '\(found.rawValue)', this operation takes "
                + "'\(expected.rawValue)'"
        case .signatureOfOtherPeer(let found, let expected):
            "peer id '\(expected)' does not match signature peer id '\(found)'"
        case .signatureInFuture(let signed, let now):
            "signed_at \(signed.seconds) is in the future; it is \(now.seconds) here"
        case .signatureNotVerified(let reason): "the signature cannot be verified: \(reason)"
        case .signingChainRefused(let reason): "the signing certificate is refused: \(reason)"
        default: "the contract is refused"
        }
    }
}
