import AccessControl
import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import Inway
import JSONTape
import Manager
import ManagerAPI
import OpenAPI
import PayloadPolicy

/// What purposes may ask and see.
extension GatewayOperations {
    /// A use of a purpose: by whom it is served, and what was signed or published.
    private struct Use {
        let purpose: Purpose
        let peer: PeerID
        let service: ServiceName
        let grant: GrantHash?
        /// Our own service, where it is ours.
        let built: BuiltService?

        var json: JSONObject {
            var json = PurposeProperty.json(purpose).object ?? [:]
            json["peerID"] = .string(peer.rawValue)
            json["service"] = .string(service.rawValue)
            json["grant"] = grant.map { .string($0.rawValue) }
            return json
        }
    }

    /// Every use of a purpose, explained.
    func explanation(of reference: PurposeReference) async throws -> JSONValue {
        var explained: [JSONValue] = []
        for use in try await uses(of: reference) {
            var json = use.json
            if let built = use.built {
                let kept = gateway.policies.present
                let digest = use.purpose.fieldPolicy
                let policy = kept[digest]?.policy
                json["inForce"] = .bool(built.rule.objection(to: .present(use.purpose)) == nil)
                json["isPublished"] = .bool(built.rule.fieldPolicies[use.purpose.id] == digest)
                if let withdrawal = kept.withdrawals[digest] {
                    json["unknown"] = .string("the policy was withdrawn: \(withdrawal.reason)")
                } else if policy == nil {
                    json["unknown"] = "the policy that the grant pins is not kept here"
                }
                if let policy, policy.purpose == use.purpose.id {
                    let text = PolicyExplanation(policy, document: built.offered.rules.document)
                    json["operations"] = .array(text.operations)
                }
            } else if let digest = use.purpose.document {
                do {
                    let known = try await derived(digest, of: use.peer)
                    let text = try PolicyExplanation(derived: OpenAPIDocument(known), of: known)
                    json["operations"] = .array(text.operations)
                } catch {
                    json["unknown"] = .string("the provider's document is not here: \(error)")
                }
            } else {
                json["unknown"] = "the provider publishes no document for this purpose"
            }
            explained.append(.object(json))
        }
        return ["purposes": .array(explained)]
    }

    /// The document of the one use that is meant.
    func document(of reference: PurposeReference) async throws -> JSONValue {
        let uses = try await uses(of: reference)
        guard let use = uses.first else { throw try await unknown(reference) }
        guard uses.count == 1 else {
            let names = uses.map { "\($0.service) of \($0.peer)" }.joined(separator: ", ")
            throw OperationRefusal(
                .conflict,
                "more than one service serves this purpose (\(names)): name one with --service, or a grant"
            )
        }
        if let derived = use.built?.derived[use.purpose.id] {
            switch derived {
            case .success(let document):
                guard let pinned = use.purpose.document, pinned != document.digest else {
                    return document.json
                }
            case .failure(let problem):
                throw OperationRefusal(
                    .conflict,
                    "the document of \(use.service) cannot be reduced: \(problem)"
                )
            }
        }
        guard let digest = use.purpose.document else {
            throw OperationRefusal(
                .notFound,
                "the provider publishes no document for this purpose"
            )
        }
        do {
            return try await derived(digest, of: use.peer)
        } catch let error as PeerCallError {
            throw OperationRefusal(.unavailable, error.description)
        }
    }

    /// A derived document by its digest: ours, one that was fetched before, or the provider's now.
    func derived(_ digest: SHA256Value, of provider: PeerID) async throws -> JSONValue {
        if let known = gateway.documents[digest] {
            return try JSONValue(parsing: known, limits: .payload)
        }
        let bytes = try await required().purposeDocument(digest, of: provider)
        guard DocumentShelf.digest(bytes) == digest else {
            throw OperationRefusal(
                .conflict,
                "the provider's document is not the one that was signed for (PURPOSE_DOCUMENT_MISMATCH)"
            )
        }
        try gateway.documents.keep(bytes)
        return try JSONValue(parsing: bytes, limits: .payload)
    }

    /// What is said of a purpose that nobody offers, with what may have been meant.
    private func unknown(
        _ reference: PurposeReference,
        among others: [Use] = []
    ) async throws -> OperationRefusal {
        if let service = reference.service, !others.isEmpty {
            let names = Set(others.map(\.service.rawValue))
            return OperationRefusal(
                .notFound,
                "the service \(service) is not offered for this purpose"
                    + Spelling.after(service.rawValue, among: names, of: "services that are")
            )
        }
        switch reference.choice {
        case .purpose(let id):
            let known = try await knownPurposes()
            return OperationRefusal(
                .notFound,
                "no service is offered for the purpose \(id)"
                    + Spelling.after(id.rawValue, among: known, of: "purposes")
            )
        case .grant(let hash):
            return OperationRefusal(
                .notFound,
                "no contract here has the grant \(hash) with a purpose"
                    + Spelling.after(
                        hash.rawValue,
                        among: try await knownGrants(),
                        of: "grants with a purpose"
                    )
            )
        }
    }

    /// The purposes that services of ours and listed ones are offered for.
    private func knownPurposes() async throws -> Set<String> {
        var known = Set(gateway.parts.services.flatMap(\.purposes).map(\.id.rawValue))
        guard let manager else { return known }
        for listing in try await manager.listedServices().0 {
            known.formUnion(PublishedPurposes.read(listing.properties).map(\.id.rawValue))
        }
        return known
    }

    /// The grants with a purpose in the newest contracts.
    private func knownGrants() async throws -> Set<String> {
        var query = ContractQuery(limit: Page<Int>.greatestLimit)
        query.order = .descending
        let contracts = try await required().contracts(query).elements
        return Set(
            contracts.flatMap(\.content.grants).filter { $0.purpose.purpose != nil }
                .map(\.hash.rawValue)
        )
    }

    private func uses(of reference: PurposeReference) async throws -> [Use] {
        let found: [Use]
        switch reference.choice {
        case .purpose(let id): found = try await uses(of: id)
        case .grant(let hash): found = try await uses(of: hash)
        }
        let meant = found.filter { reference.service.map([$0.service].contains) ?? true }
        guard !meant.isEmpty else { throw try await unknown(reference, among: found) }
        return meant
    }

    private func uses(of id: PurposeID) async throws -> [Use] {
        var uses = gateway.parts.services.flatMap { built in
            built.purposes.filter { $0.id == id }.map { purpose in
                Use(
                    purpose: purpose,
                    peer: gateway.settings.organisation.peerID,
                    service: built.settings.name,
                    grant: nil,
                    built: built
                )
            }
        }
        guard let manager else { return uses }
        for listing in try await manager.listedServices().0 where listing.peer.id != manager.own {
            for purpose in PublishedPurposes.read(listing.properties) where purpose.id == id {
                uses.append(
                    Use(
                        purpose: purpose,
                        peer: listing.peer.id,
                        service: listing.name,
                        grant: nil,
                        built: nil
                    )
                )
            }
        }
        return uses
    }

    private func uses(of hash: GrantHash) async throws -> [Use] {
        let manager = try required()
        guard let contract = try await manager.environment.contracts.contract(withGrant: hash),
            let grant = contract.content.grants.first(where: { $0.hash == hash }),
            let purpose = grant.purpose.purpose
        else { return [] }
        let service = grant.terms.service
        let isOwn = service.peer == manager.own
        return [
            Use(
                purpose: purpose,
                peer: service.peer,
                service: service.name,
                grant: hash,
                built: isOwn
                    ? gateway.parts.services.first { $0.settings.name == service.name } : nil
            )
        ]
    }
}
