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

/// The renewal of a contract: its grants with the purposes as their providers publish them now.
struct ContractRenewal {
    /// The properties of grants that change, by the grants' places.
    private(set) var properties: [Int: JSONObject] = [:]
    /// What the new grants say otherwise.
    private(set) var differences: [JSONValue] = []

    private let operations: GatewayOperations
    private let manager: FSCManager
    private let old: ContractContent
    private let period: (from: String, to: String)

    /// Compares a contract with what is published now.
    ///
    /// - Parameters:
    ///   - old: The contract that is renewed.
    ///   - start: When the new one begins.
    ///   - end: When it ends.
    ///   - isSame: Whether purposes stay as they are.
    ///   - operations: What is published here, and how documents are had.
    /// - Throws: `OperationRefusal` where it cannot be told what is published, or nothing is.
    init(
        of old: ContractContent,
        from start: Timestamp,
        until end: Timestamp,
        isSame: Bool,
        _ operations: GatewayOperations
    ) async throws {
        (self.operations, self.old) = (operations, old)
        manager = try operations.required()
        period = ("\(old.notBefore) to \(old.notAfter)", "\(start) to \(end)")
        let directory = isSame ? nil : try await listings()
        for (place, grant) in old.grants.enumerated() {
            switch grant.terms {
            case .publication: publish(place, grant, isSame: isSame)
            case .connection:
                try await connect(place, grant, directory)
            }
        }
    }

    /// What the directories list; nil where no grant needs it.
    private func listings() async throws -> Listings? {
        let isNeeded = old.grants.contains { grant in
            guard case .connection(let terms) = grant.terms else { return false }
            return terms.service.peer != manager.own && grant.purpose.purpose != nil
        }
        guard isNeeded else { return Listings() }
        let (services, unreachable) = try await manager.discover()
        return Listings(
            services: services,
            unreachable: unreachable.map { "directory \($0.key): \($0.value)" }.sorted()
        )
    }

    private struct Listings {
        var services: [ServiceListing] = []
        var unreachable: [String] = []
    }

    private mutating func publish(_ place: Int, _ grant: Grant, isSame: Bool) {
        let service = grant.terms.service
        var words = [Self.word("period", period.from, period.to)]
        let built = operations.gateway.parts.services.first { $0.settings.name == service.name }
        if !isSame, service.peer == manager.own, let built {
            let before = PublishedPurposes.read(grant.properties)
            if before != built.purposes {
                var changed = grant.properties ?? JSONObject()
                changed[PublishedPurposes.formerName] = nil
                changed[PublishedPurposes.name] =
                    PublishedPurposes.properties(built.purposes)?[PublishedPurposes.name]
                properties[place] = changed
                words.append(Self.word("purposes", Self.named(before), Self.named(built.purposes)))
            }
        }
        note(service, nil, words, fields: nil, unknown: nil)
    }

    /// Puts the published purpose in the place of a signed one; without listings the same one, under the
    /// present name.
    private mutating func connect(
        _ place: Int,
        _ grant: Grant,
        _ listings: Listings?
    ) async throws {
        let service = grant.terms.service
        var words = [Self.word("period", period.from, period.to)]
        guard let signed = grant.purpose.purpose else {
            return note(service, nil, words, fields: nil, unknown: nil)
        }
        let next = try listings.map { try published(signed, for: service, $0) } ?? signed
        var changed = grant.properties ?? JSONObject()
        if changed[PurposeProperty.name] == nil { changed[PurposeProperty.formerName] = nil }
        changed[PurposeProperty.name] = PurposeProperty.json(next)
        if changed != grant.properties { properties[place] = changed }
        words += Self.words(from: signed, to: next)
        guard signed.fieldPolicy != next.fieldPolicy else {
            return note(service, next, words, fields: nil, unknown: nil)
        }
        do {
            let old = try await operations.allowed(signed, of: service)
            let new = try await operations.allowed(next, of: service)
            let fields = PolicyDifference(from: old, to: new)
            note(service, next, words, fields: fields, unknown: nil)
        } catch let error as any CustomStringConvertible {
            note(service, next, words, fields: nil, unknown: error.description)
        }
    }

    /// The purpose as its provider publishes it now.
    private func published(
        _ signed: Purpose,
        for service: ServiceReference,
        _ listings: Listings
    ) throws -> Purpose {
        let same = "say --same to renew with the purpose as it is"
        let offered: [Purpose]
        if service.peer == manager.own {
            guard
                let built = operations.gateway.parts.services.first(where: {
                    $0.settings.name == service.name
                })
            else {
                throw OperationRefusal(
                    .conflict,
                    "the service \(service.name) is not offered here any more"
                )
            }
            offered = built.purposes
        } else if let listing = listings.services.first(where: { $0.reference == service }) {
            offered = PublishedPurposes.read(listing.properties)
        } else if listings.unreachable.isEmpty {
            throw OperationRefusal(
                .conflict,
                "no directory lists the service \(service.name) of peer \(service.peer) any more: \(same)"
            )
        } else {
            throw OperationRefusal(
                .unavailable,
                "what is published for the service \(service.name) of peer \(service.peer) cannot be "
                    + "told (\(listings.unreachable.joined(separator: "; "))): try again, or \(same)"
            )
        }
        guard let found = offered.first(where: { $0.id == signed.id }) else {
            throw OperationRefusal(
                .conflict,
                "the service \(service.name) of peer \(service.peer) is not offered for the purpose "
                    + "\(signed.id) any more"
                    + (offered.isEmpty ? "" : " (it is for \(Self.named(offered)))") + ": \(same)"
            )
        }
        return found
    }

    /// What of a purpose's words differs.
    static func words(from old: Purpose, to new: Purpose) -> [JSONValue] {
        let pairs: [(String, String?, String?)] = [
            ("label", old.label, new.label),
            ("legal basis", old.legalBasis, new.legalBasis),
            (
                "legal sources", old.legalSources.joined(separator: ", "),
                new.legalSources.joined(separator: ", ")
            ),
            (
                "authorisation reference", old.authorisationReference, new.authorisationReference
            ),
            ("field policy", old.fieldPolicy.hexadecimal, new.fieldPolicy.hexadecimal),
            ("document", old.document?.hexadecimal, new.document?.hexadecimal),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { word($0, $1, $2) }
    }

    static func word(_ name: String, _ old: String?, _ new: String?) -> JSONValue {
        var object: JSONObject = ["name": .string(name)]
        object["from"] = old.map { .string($0) }
        object["to"] = new.map { .string($0) }
        return .object(object)
    }

    private static func named(_ purposes: [Purpose]) -> String {
        purposes.map(\.id.rawValue).sorted().joined(separator: ", ")
    }

    private mutating func note(
        _ service: ServiceReference,
        _ purpose: Purpose?,
        _ words: [JSONValue],
        fields: PolicyDifference?,
        unknown: String?
    ) {
        var object: JSONObject = [
            "service": .string(service.name.rawValue),
            "serviceProvider": .string(service.peer.rawValue), "words": .array(words),
        ]
        object["purpose"] = purpose.map { .string($0.id.rawValue) }
        object["fields"] = fields?.json
        object["unknown"] = unknown.map { .string($0) }
        differences.append(.object(object))
    }
}
