/// Why a revocation list is not used; the set is closed.
public enum RevocationListProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes hold no revocation list at all; the text tells how they begin.
    case noList(beginning: String)
    /// A list is damaged or cut off; the number is its place among the lists of its bytes, from 1.
    case damaged(place: Int)
    /// There are more lists in one place than are looked at.
    case tooMany
    /// A list of an authority that says only what changed since another one.
    case delta(issuer: String)
    /// A list of an authority for some of its certificates or reasons, or for those of others.
    case narrowed(issuer: String)
    /// A list with a critical extension that is not understood; RFC 5280 forbids to use it.
    case unknownCriticalExtension(String, issuer: String)
    /// A list that does not say when the next one comes, and would hold for ever.
    case withoutNextUpdate(issuer: String)

    /// What is wrong, as the end of a sentence that begins with the source.
    public var description: String {
        switch self {
        case .noList(let beginning):
            beginning.isEmpty
                ? "is empty" : "is no revocation list in DER or PEM (it begins with `\(beginning)`)"
        case .damaged(let place): "holds a damaged revocation list (the list in place \(place))"
        case .tooMany:
            "holds more than \(RevocationListFile.maximumLists) revocation lists"
        case .delta(let issuer):
            "gives a delta list of \(issuer), which says only what has changed: name the whole list"
        case .narrowed(let issuer):
            "gives a list of \(issuer) that is for some certificates or reasons only: name the whole list"
        case .unknownCriticalExtension(let kind, let issuer):
            "gives a list of \(issuer) with the critical extension \(kind), which is not understood"
        case .withoutNextUpdate(let issuer):
            "gives a list of \(issuer) without nextUpdate, which would hold for ever"
        }
    }
}
