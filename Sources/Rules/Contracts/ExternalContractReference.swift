public import JSONTape

/// A contract outside FSC by which one organisation acts for another.
///
/// FSC External Contract Reference 1.0.0, *Properties for an External Contract Reference*. That the
/// contract exists and says so is for a person, or a component outside FSC, to establish.
public enum ExternalContractReference: Hashable, Sendable {
    /// The property in connection grants.
    public static let connectionProperty = "delegation.connection.external_contract_reference"
    /// The property in publication grants.
    public static let publicationProperty = "delegation.publication.external_contract_reference"

    /// A reference with all that it must have.
    case complete(reference: String, delegatorID: String, delegatorName: String)
    /// The property is there but lacks a part: the contract should be rejected.
    case incomplete

    /// Reads the properties of a grant, or the `prp` claim of a token; nil without such a property.
    public init?(in properties: JSONObject?) {
        guard
            let value = properties?[Self.connectionProperty]
                ?? properties?[Self.publicationProperty]
        else { return nil }
        guard let reference = value["reference"]?.string,
            let identifier = value["delegator_id"]?.string,
            let name = value["delegator_name"]?.string
        else {
            self = .incomplete
            return
        }
        self = .complete(reference: reference, delegatorID: identifier, delegatorName: name)
    }

    /// Checks that a reference, where there is one, has its three members as texts.
    static func check(_ properties: ContentMember) throws(ContractRefusal) {
        for name in [connectionProperty, publicationProperty] {
            let reference = properties[name]
            guard !reference.isAbsent else { continue }
            _ = try reference.object()
            for part in ["reference", "delegator_id", "delegator_name"] {
                _ = try reference[part].text()
            }
        }
    }

    /// The members that belong in `additional_data` of log records, or nil without any.
    public static func logged(from properties: JSONObject?) -> JSONObject? {
        let kept = (properties?.members ?? []).filter {
            $0.name == connectionProperty || $0.name == publicationProperty
        }
        return kept.isEmpty ? nil : JSONObject(kept)
    }
}
