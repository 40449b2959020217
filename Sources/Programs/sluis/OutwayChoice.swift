import AdministrationAPI
import Contracts
import ExchangeModel
import JSONTape
import PeerIdentity

/// Whose Outway a proposed connection is for, how it is recognised, and on whose behalf it calls.
struct OutwayChoice {
    /// How our own Outway is recognised; the words of the administration API.
    enum Recognition: String, CaseIterable {
        case domainName
        case publicKey
    }

    static let members: Set<String> = [
        "outwayPeer", "outwayName", "identification", "delegator", "externalContract",
    ]

    /// The organisation whose Outway calls; nil for our own.
    let peer: PeerID?
    /// The organisation on whose behalf it calls, and which must sign too.
    let delegator: PeerID?
    /// The properties of the grant that follow from the choice.
    let properties: JSONObject?
    private let name: DomainName?
    private let recognition: Recognition?

    /// Reads the members of a proposal; every fault is added to the list.
    init(
        _ body: JSONObject,
        own: PeerID,
        faults: inout [OperationRefusal.Fault]
    ) {
        var found: [OperationRefusal.Fault] = []
        func value<Value>(
            _ name: String,
            _ expected: String,
            _ parse: (String) throws -> Value
        ) -> Value? {
            guard let given = body[name] else { return nil }
            if let text = given.string, let value = try? parse(text) { return value }
            found.append(.init(.body, "/\(name)", "must be \(expected)"))
            return nil
        }
        let given = value("outwayPeer", "the peer id of an Outway's organisation") {
            try PeerID($0)
        }
        peer = given == own ? nil : given
        name = value("outwayName", "the domain name of the Outway") { try DomainName($0) }
        recognition = value("identification", "domainName or publicKey") { text in
            guard let word = Recognition(rawValue: text) else { throw Malformed(expected: "word") }
            return word
        }
        let onBehalfOf = value("delegator", "a peer id") { try PeerID($0) }
        delegator = onBehalfOf ?? (peer == nil ? nil : own)
        if delegator == peer ?? own {
            found.append(
                .init(.body, "/delegator", "must be another organisation than the Outway's own")
            )
        }
        if peer != nil {
            if body["outwayName"] == nil {
                found.append(
                    .init(.body, "/outwayName", "must be there: how providers know that Outway")
                )
            }
            for member in ["alias", "identification"] where body[member] != nil {
                found.append(
                    .init(.body, "/\(member)", "is for our own Outway; this is another's")
                )
            }
        }
        if name != nil, recognition == .publicKey {
            found.append(.init(.body, "/identification", "and a domain name exclude each other"))
        }
        properties = Self.externalContract(body["externalContract"], &found)
        faults += found
    }

    /// FSC External Contract Reference 1.0.0, *Properties for an External Contract Reference*.
    private static func externalContract(
        _ value: JSONValue?,
        _ faults: inout [OperationRefusal.Fault]
    ) -> JSONObject? {
        guard let value else { return nil }
        var property = JSONObject()
        for (member, name) in [
            ("reference", "reference"), ("delegatorID", "delegator_id"),
            ("delegatorName", "delegator_name"),
        ] {
            guard let text = value[member]?.string, !text.isEmpty else {
                faults.append(.init(.body, "/externalContract/\(member)", "must be a text"))
                continue
            }
            property[name] = .string(text)
        }
        return [ExternalContractReference.connectionProperty: .object(property)]
    }

    /// How providers recognise the Outway.
    ///
    /// Our own by the domain name of its certificate where there is one, so that a new key does not end
    /// the contract.
    func identification(
        of own: IdentifiedPeer
    ) throws(OperationRefusal) -> OutwayReference.Identification {
        if let name {
            if peer == nil, !own.dnsNames.contains(where: { name.isCovered(by: $0) }) {
                throw OperationRefusal(
                    .invalid,
                    "\(name) is not a name of our certificate: it has "
                        + own.dnsNames.joined(separator: ", ")
                )
            }
            return .domainName(name)
        }
        let names = own.dnsNames.compactMap { try? DomainName($0) }
        let first = names.first { $0.description.hasPrefix("outway") } ?? names.first
        switch (recognition, first) {
        case (.publicKey, _), (nil, nil): return .publicKey(own.publicKey)
        case (_, let first?): return .domainName(first)
        case (.domainName, nil):
            throw OperationRefusal(.invalid, "our certificate has no domain name to be known by")
        }
    }
}
