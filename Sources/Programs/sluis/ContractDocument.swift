import AccessControl
import Contracts
import ExchangeModel
import JSONTape
import Manager
import PeerIdentity

/// A contract as the administration API shows it: `Contract` of `schemas/administration.openapi.yaml`.
struct ContractDocument {
    let contract: Contract
    let distributions: [Distribution]
    let own: PeerID
    let now: Timestamp
    var judgement: Judgement?
    var approvals: [String] = []
    /// What keeps it from serving here.
    var obstacles: [ServingObstacle] = []
    var aliases: [String: GrantHash] = [:]
    /// The purposes that we publish, by service.
    var published: [ServiceName: [PurposeID: Purpose]] = [:]

    /// The document.
    var json: JSONValue {
        let content = contract.content
        let missing = contract.missingPeers(at: now)
        var document: JSONObject = [
            "hash": .string(contract.hash.rawValue),
            "state": .string(contract.state(at: now).rawValue),
            "group": .string(content.group.rawValue),
            "notBefore": .string(content.notBefore.description),
            "notAfter": .string(content.notAfter.description),
            "createdAt": .string(content.createdAt.description),
            "peers": .array(content.peers.sorted().map { .string($0.rawValue) }),
            "grants": .array(content.grants.map(grant)),
            "signatures": .array(contract.signatures.map(Self.signature)),
            "own": .string(own.rawValue),
            "waitingForUs": .bool(
                contract.state(at: now) == .proposed && missing.contains(own)
            ),
            "waitingFor": .array(missing.map { .string($0.rawValue) }),
            "distributions": .array(distributions.map(Self.distribution) + delivered),
        ]
        if let judgement {
            document["judgement"] = [
                "wait": .string(judgement.wait.rawValue), "reason": .string(judgement.reason),
                "since": .string(judgement.since.description),
            ]
        }
        if !obstacles.isEmpty {
            document["obstacles"] = .array(obstacles.map { .string($0.description) })
        }
        if !approvals.isEmpty {
            document["approvals"] = .array(approvals.map { .string($0) })
        }
        return .object(document)
    }

    /// Our signatures that a peer has taken: those that no longer wait for it.
    private var delivered: [JSONValue] {
        contract.signatures.filter { $0.peer == own }.flatMap { signature in
            contract.content.peers.subtracting([own]).sorted().compactMap { peer -> JSONValue? in
                let isWaiting = distributions.contains { waiting in
                    guard waiting.key.peer == peer else { return false }
                    switch (waiting.key.message, signature.kind) {
                    case (.contract, .accept), (.accept, .accept), (.reject, .reject),
                        (.revoke, .revoke):
                        return true
                    default: return false
                    }
                }
                guard !isWaiting, contract.content.notAfter > now else { return nil }
                return [
                    "peerID": .string(peer.rawValue), "message": .string(signature.kind.rawValue),
                    "state": "delivered", "attempts": 0,
                ]
            }
        }
    }

    /// The properties that are shown in words of their own.
    private static let known: Set<String> = [
        PurposeProperty.name, PurposeProperty.formerName, PublishedPurposes.name,
        PublishedPurposes.formerName,
    ]

    private func grant(_ grant: Grant) -> JSONValue {
        var document = JSONObject()
        document["type"] = .string(grant.type.rawValue)
        document["hash"] = .string(grant.hash.rawValue)
        document["service"] = .string(grant.terms.service.name.rawValue)
        document["serviceProvider"] = .string(grant.terms.service.peer.rawValue)
        switch grant.terms {
        case .publication(let terms):
            document["directory"] = .string(terms.directory.rawValue)
            document["protocol"] = .string(terms.transport.rawValue)
            document["delegator"] = terms.delegator.map { .string($0.rawValue) }
        case .connection(let terms):
            document["outwayPeer"] = .string(terms.outway.peer.rawValue)
            document["outwayIdentification"] = .string(Self.identification(terms.outway))
            document["delegator"] = terms.delegator.map { .string($0.rawValue) }
        }
        if let purpose = grant.purpose.purpose {
            document["purpose"] = shown(purpose, of: grant.terms.service)
        }
        let own = (grant.properties ?? [:]).members.filter { !Self.known.contains($0.name) }
        if !own.isEmpty { document["properties"] = .object(JSONObject(own)) }
        let names = aliases.filter { $0.value == grant.hash }.keys.sorted()
        if !names.isEmpty { document["aliases"] = .array(names.map { .string($0) }) }
        return .object(document)
    }

    /// A purpose; of a service of ours in the words that we publish, with the contract's where these
    /// differ: the peer wrote them, and only id and policy decide what is served.
    private func shown(_ purpose: Purpose, of service: ServiceReference) -> JSONValue {
        guard service.peer == own, let ours = published[service.name]?[purpose.id],
            var document = PurposeProperty.json(purpose).object
        else { return PurposeProperty.json(purpose) }
        document["label"] = .string(ours.label)
        document["legal_basis"] = .string(ours.legalBasis)
        if purpose.label != ours.label { document["contract_label"] = .string(purpose.label) }
        if purpose.legalBasis != ours.legalBasis {
            document["contract_legal_basis"] = .string(purpose.legalBasis)
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

    /// A message that waits: to whom, since how many attempts, why, and when it is sent again.
    static func distribution(_ distribution: Distribution) -> JSONValue {
        var document = JSONObject()
        document["contract"] = .string(distribution.key.contract.rawValue)
        document["peerID"] = .string(distribution.key.peer.rawValue)
        document["message"] = .string(distribution.key.message.rawValue)
        document["state"] = "waiting"
        document["attempts"] = .number(JSONNumber(Int64(distribution.attempts)))
        document["nextAttempt"] = .string(distribution.nextAttempt.description)
        document["lastError"] = distribution.lastError.map { .string($0) }
        return .object(document)
    }
}
