internal import OpenAPI

extension PayloadRules {
    /// For whom a place in a payload is named.
    enum Audience {
        /// The client, about its own request.
        case request
        /// The client, about the service's answer.
        case answer
        /// The operator, who counts.
        case tally
    }

    /// The most characters of an undeclared name that a client is told about its own request.
    private static let maximumNameBytes = 40

    /// A JSON pointer into a payload without anything of the payload's content.
    ///
    /// Names that the document declares are kept. A map's keys may be personal data, so another
    /// name becomes `?`, unless the client sent it itself and it is a short word of letters.
    /// Indices are kept for the client and become `*` when counting.
    func location(_ instance: String, _ audience: Audience) -> String {
        let tokens = instance.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return tokens.map { token -> String in
            let name = String(token).replacing("~1", with: "/").replacing("~0", with: "~")
            if document?.memberNames.contains(name) == true { return "/\(token)" }
            if token.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                (1...5).contains(token.utf8.count)
            {
                return audience == .tally ? "/*" : "/\(token)"
            }
            let isWord =
                audience == .request && (1...Self.maximumNameBytes).contains(token.utf8.count)
                && token.utf8.allSatisfy {
                    (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F || $0 == 0x2D
                }
            return isWord ? "/\(token)" : "/?"
        }.joined()
    }
}
