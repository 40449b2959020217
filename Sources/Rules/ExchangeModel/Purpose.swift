private import SignedJSON

/// What a grant may be used for, as both peers signed it.
///
/// The grant's `properties.purpose` carries it, so it is part of the grant hash and arrives in the
/// token's `prp`. The identifier is shared; each side maps it to its own processing activity.
public struct Purpose: Hashable, Sendable {
    /// The shared identifier of the purpose, usually an absolute URI.
    public let id: PurposeID
    /// A label for people.
    public let label: String
    /// The legal basis, for example `OfficialAuthorityOfController`.
    public let legalBasis: String
    /// The laws or rules that the basis rests on.
    public let legalSources: [String]
    /// The provider's own reference of the authorisation, when there is one.
    public let authorisationReference: String?
    /// The SHA-256 of the provider's field policy that both peers agreed to.
    public let fieldPolicy: SHA256Value
    /// The SHA-256 of the OpenAPI document that the policy leaves of the service's; nil when the
    /// provider publishes none.
    public let document: SHA256Value?

    /// Makes a purpose from its parts.
    public init(
        id: PurposeID,
        label: String,
        legalBasis: String,
        legalSources: [String],
        authorisationReference: String?,
        fieldPolicy: SHA256Value,
        document: SHA256Value? = nil
    ) {
        self.id = id
        self.label = label
        self.legalBasis = legalBasis
        self.legalSources = legalSources
        self.authorisationReference = authorisationReference
        self.fieldPolicy = fieldPolicy
        self.document = document
    }
}

/// The identifier of a purpose: 1 to 200 printable ASCII characters without spaces.
public struct PurposeID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The identifier as the contract carries it.
    public let rawValue: String

    /// Reads a purpose id.
    public init(_ text: some StringProtocol) throws(Malformed) {
        guard (1...200).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Malformed(expected: "a purpose id of 1 to 200 printable ASCII characters")
        }
        rawValue = String(text)
    }

    /// The text in its standard's form.
    public var description: String { rawValue }

    /// Orders by value, for stable listings.
    public static func < (left: PurposeID, right: PurposeID) -> Bool {
        left.rawValue < right.rawValue
    }
}
