/// The words of policies and purposes that are known by name, where no IRI stands.
public enum PolicyVocabulary {
    /// The types of identifiers of persons and organisations.
    public static let idTypes = [
        "A-nummer", "BIG-nummer", "BSN", "KVK-nummer", "OIN", "RIN", "RSIN", "V-nummer", "kenteken",
        "personeelsnummer", "vestigingsnummer",
    ]

    /// The legal bases of the GDPR's articles 6 and 9 in the words of the Data Privacy Vocabulary.
    public static let legalBases = [
        "Consent", "Contract", "ContractPerformance", "EnterIntoContract", "ExplicitConsent",
        "LegalObligation", "LegitimateInterest", "LegitimateInterestOfController",
        "LegitimateInterestOfThirdParty", "OfficialAuthorityOfController", "PublicInterest",
        "VitalInterest", "VitalInterestOfDataSubject", "VitalInterestOfNaturalPerson",
    ]

    /// Whether a text is an absolute IRI.
    ///
    /// RFC 3987, *Syntax*; as far as telling it from a plain word needs.
    public static func isIRI(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), text.index(after: colon) < text.endIndex else {
            return false
        }
        let scheme = text[..<colon].utf8
        let isScheme = scheme.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
            default: false
            }
        }
        return isScheme && scheme.count > 1 && scheme.first.map { $0 > 0x40 } ?? false
            && !text.utf8.contains { $0 <= 0x20 || "<>\"{}|\\^`".utf8.contains($0) }
    }
}
