public import ExchangeModel
public import JSONTape

/// The purpose that a grant is bound to, out of `properties.purpose`.
///
/// One grant, one purpose. The name is a plain word that others may use for other things: what has not
/// our form is theirs, and no purpose. What has our form but cannot be read is neither a purpose nor the
/// absence of one: it opens nothing.
public enum PurposeProperty: Hashable, Sendable {
    /// The name of the property.
    public static let name = "purpose"

    /// The grant has no purpose.
    case absent
    /// The grant has this purpose.
    case present(Purpose)
    /// The grant has a `purpose` that is not one; what was expected.
    case malformed(String)

    /// Reads the properties of a grant, or the `prp` claim of a token.
    public init(in properties: JSONObject?) {
        guard let value = properties?[Self.name], Self.isOurs(value) else {
            self = .absent
            return
        }
        do throws(ContractRefusal) {
            self = .present(try Self.read(ContentMember(value, path: Self.name)))
        } catch {
            self = .malformed(error.message)
        }
    }

    /// Whether a value has our form, well made or not: it names a field policy, as no other's does.
    static func isOurs(_ value: JSONValue) -> Bool {
        value.object?["field_policy_sha256"] != nil
    }

    /// The purpose, when there is a well-formed one.
    public var purpose: Purpose? {
        if case .present(let purpose) = self { purpose } else { nil }
    }

    /// Writes a purpose as the value of the property.
    public static func json(_ purpose: Purpose) -> JSONValue {
        var value: JSONObject = [
            "id": .string(purpose.id.rawValue),
            "label": .string(purpose.label),
            "legal_basis": .string(purpose.legalBasis),
            "legal_sources": .array(purpose.legalSources.map { .string($0) }),
            "field_policy_sha256": .string(purpose.fieldPolicy.hexadecimal),
        ]
        if let reference = purpose.authorisationReference {
            value["authorisation_reference"] = .string(reference)
        }
        if let document = purpose.document {
            value["document_sha256"] = .string(document.hexadecimal)
        }
        return .object(value)
    }

    static func read(_ member: ContentMember) throws(ContractRefusal) -> Purpose {
        _ = try member.object()
        var sources: [String] = []
        if !member["legal_sources"].isAbsent {
            for element in try member["legal_sources"].elements() {
                sources.append(try element.text())
            }
        }
        let reference = member["authorisation_reference"]
        let document = member["document_sha256"]
        return Purpose(
            id: try member["id"].parsed { (text) throws(Malformed) in try PurposeID(text) },
            label: try member["label"].text(),
            legalBasis: try member["legal_basis"].text(),
            legalSources: sources,
            authorisationReference: reference.isAbsent ? nil : try reference.text(),
            fieldPolicy: try digest(member["field_policy_sha256"]),
            document: document.isAbsent ? nil : try digest(document)
        )
    }

    private static func digest(_ member: ContentMember) throws(ContractRefusal) -> SHA256Value {
        try member.parsed { (text) throws(Malformed) in
            guard let bytes = Hexadecimal.decode(text), let digest = SHA256Value(bytes) else {
                throw Malformed(expected: "64 lower-case hexadecimal digits")
            }
            return digest
        }
    }
}
