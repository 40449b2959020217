import AccessLog
import Contracts
import ExchangeModel
import PeerIdentity

/// What we sign ourselves.
extension FSCManager {
    /// Signs a contract and queues the signature for every other peer on it (S-08).
    func sign(
        _ kind: SignatureKind,
        _ contract: Contract,
        by person: String,
        reason: String?
    ) async throws -> Contract {
        if kind == .reject, contract.signature(.accept, of: own) != nil {
            throw ManagementError.alreadyAccepted
        }
        let signature = try ownSignature(kind, over: contract.hash)
        let message: Distribution.Message =
            switch kind {
            case .accept: .accept
            case .reject: .reject
            case .revoke: .revoke
            }
        let messages = self.messages(message, about: contract.content)
        guard contract.adding(signature) != nil else {
            throw ManagementError.closed(contract.state(at: environment.now()))
        }
        let intention = ActionIntention(
            "contract.\(kind.rawValue)",
            by: person,
            on: contract.hash.rawValue,
            reason: reason,
            decision: RecordedDecision(signature)
        )
        return try await settling {
            switch try await environment.contracts.add(
                signature,
                to: contract.hash,
                sending: messages,
                as: try await begin(intention)
            )
            {
            case .unknownContract: throw ManagementError.unknownContract(contract.hash)
            case .unchanged(let unchanged):
                throw ManagementError.closed(unchanged.state(at: environment.now()))
            case .added(let changed):
                wake.signal()
                return changed
            }
        }
    }

    /// Our signature, with the moment of signing: tolerance for clocks is the verifier's (S-04).
    func ownSignature(
        _ kind: SignatureKind,
        over hash: ContractHash
    ) throws -> ContractSignature {
        let identity = environment.identity()
        let text = try SigningStatement.text(
            kind,
            of: hash,
            at: environment.now(),
            key: identity.key,
            certificate: identity.thumbprint
        )
        let leaf = identity.chain.certificates.first.flatMap {
            try? UnverifiedCertificate(der: $0, rules: settings.rules.subject)
        }
        return try ContractSignature(
            restoring: text,
            peer: identity.peer.peerID,
            certificateEnd: leaf?.validity.upperBound
        )
    }

    func messages(
        _ message: Distribution.Message,
        about content: ContractContent
    ) -> [Distribution] {
        content.peers.subtracting([own]).sorted().map {
            Distribution(message, of: content.hash, to: $0, at: environment.now())
        }
    }
}
