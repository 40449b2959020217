public import ExchangeModel
public import JSONTape

/// The purpose that a grant is bound to, out of the property `nl.sluis.purpose`.
///
/// One grant, one purpose. What is there but cannot be read is neither a purpose nor the absence of one:
/// it opens nothing. `schemas/grant-purpose.schema.json` describes the value.
///
/// FSC Core 2.0.0, *Properties*, leaves names to extensions: this one has a name of its own. `purpose`,
/// the name of before, is a plain word that others may use for other things: what has not our form there
/// is theirs, and no purpose.
public enum PurposeProperty: Hashable, Sendable {
    /// The name of the property.
    public static let name = "nl.sluis.purpose"
    /// The name in contracts that were made before the property had one of its own.
    public static let formerName = "purpose"

    /// The members of a purpose that this gateway knows.
    ///
    /// Others are conditions that both peers signed and that it cannot keep: it must not serve them.
    static let members: Set<String> = [
        "id", "label", "legal_basis", "legal_sources", "authorisation_reference",
        "field_policy_sha256", "document_sha256",
    ]

    /// The grant has no purpose.
    case absent
    /// The grant has this purpose.
    case present(Purpose)
    /// The grant has a purpose that cannot be read; what was expected.
    case malformed(String)

    /// Reads the properties of a grant, or the `prp` claim of a token.
    ///
    /// The name of before counts only where the present one is not there.
    public init(in properties: JSONObject?) {
        if let value = properties?[Self.name] {
            self.init(ContentMember(value, path: Self.name)) { (member) throws(ContractRefusal) in
                try Self.readNamed(member)
            }
        } else if let value = properties?[Self.formerName], Self.isOurs(value) {
            self.init(ContentMember(value, path: Self.formerName)) {
                (member) throws(ContractRefusal) in try Self.read(member)
            }
        } else {
            self = .absent
        }
    }

    private init(
        _ member: ContentMember,
        _ read: (ContentMember) throws(ContractRefusal) -> Purpose
    ) {
        do throws(ContractRefusal) {
            self = .present(try read(member))
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

    /// Reads the value under the present name: a member that is not known refuses it.
    static func readNamed(_ member: ContentMember) throws(ContractRefusal) -> Purpose {
        for name in try member.object().names where !members.contains(name) {
            throw .memberMalformed(
                "\(member.path).\(String(name.prefix(64)))",
                expected: "a condition that this gateway can keep"
            )
        }
        return try read(member)
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
