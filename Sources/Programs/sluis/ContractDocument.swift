import Contracts
import ExchangeModel
import JSONTape
import PeerIdentity

/// A contract as the administration API shows it: `Contract` of `schemas/administration.openapi.yaml`.
struct ContractDocument {
    let contract: Contract
    let distributions: [Distribution]
    let now: Timestamp

    /// The document.
    var json: JSONValue {
        let content = contract.content
        let missing = contract.missingPeers(at: now)
        return [
            "hash": .string(contract.hash.rawValue),
            "state": .string(contract.state(at: now).rawValue),
            "group": .string(content.group.rawValue),
            "notBefore": .string(content.notBefore.description),
            "notAfter": .string(content.notAfter.description),
            "createdAt": .string(content.createdAt.description),
            "peers": .array(content.peers.sorted().map { .string($0.rawValue) }),
            "grants": .array(content.grants.map(Self.grant)),
            "signatures": .array(contract.signatures.map(Self.signature)),
            "waitingFor": .array(missing.map { .string($0.rawValue) }),
            "distributions": .array(distributions.map(Self.distribution)),
        ]
    }

    private static func grant(_ grant: Grant) -> JSONValue {
        var document = JSONObject()
        document["type"] = .string(grant.type.rawValue)
        document["hash"] = .string(grant.hash.rawValue)
        document["service"] = .string(grant.terms.service.name.rawValue)
        document["serviceProvider"] = .string(grant.terms.service.peer.rawValue)
        switch grant.terms {
        case .publication(let terms):
            document["directory"] = .string(terms.directory.rawValue)
            document["delegator"] = terms.delegator.map { .string($0.rawValue) }
        case .connection(let terms):
            document["outwayPeer"] = .string(terms.outway.peer.rawValue)
            document["outwayIdentification"] = .string(identification(terms.outway))
            document["delegator"] = terms.delegator.map { .string($0.rawValue) }
        }
        if let purpose = grant.purpose.purpose {
            document["purpose"] = PurposeProperty.json(purpose)
        }
        return .object(document)
    }

    private static func identification(_ outway: OutwayReference) -> String {
        switch outway.identification {
        case .publicKey(let thumbprint): "public key \(thumbprint)"
        case .domainName(let name): "domain name \(name)"
        }
    }

    private static func signature(_ signature: ContractSignature) -> JSONValue {
        [
            "type": .string(signature.kind.rawValue),
            "peerID": .string(signature.peer.rawValue),
            "signedAt": .string(signature.signedAt.description),
        ]
    }

    private static func distribution(_ distribution: Distribution) -> JSONValue {
        var document = JSONObject()
        document["peerID"] = .string(distribution.key.peer.rawValue)
        document["message"] = .string(distribution.key.message.rawValue)
        document["state"] = "waiting"
        document["attempts"] = .number(JSONNumber(Int64(distribution.attempts)))
        document["nextAttempt"] = .string(distribution.nextAttempt.description)
        document["lastError"] = distribution.lastError.map { .string($0) }
        return .object(document)
    }
}
