import JSONTape
import SignedJSON

/// Reads single claims of a token, as an Inway of a test does.
enum TokenClaims {
    struct Missing: Error {}

    static func text(_ claim: String, of token: String) throws -> String {
        let signed = try CompactSignature(parsing: Array(token.utf8))
        guard let text = try signed.claims()[claim]?.string else { throw Missing() }
        return text
    }
}
