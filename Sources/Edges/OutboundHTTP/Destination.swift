import CLibcurl

/// An absolute URL within the rules, as libcurl's own parser reads it.
struct Destination: Hashable, Sendable {
    static let maximumBytes = 8_192

    /// A URL, or a reference to one relative to another; nil where it is none.
    static func resolved(_ reference: String, against base: String) -> String? {
        guard reference.utf8.count <= maximumBytes,
            reference.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let url = curl_url()
        else { return nil }
        defer { curl_url_cleanup(url) }
        // Setting a second URL resolves it against the first; a fragment is for the reader only.
        guard curl_url_set(url, CURLUPART_URL, base, 0) == CURLUE_OK,
            curl_url_set(url, CURLUPART_URL, reference, 0) == CURLUE_OK,
            curl_url_set(url, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK
        else { return nil }
        var found: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, CURLUPART_URL, &found, 0) == CURLUE_OK, let found else {
            return nil
        }
        defer { curl_free(found) }
        return String(cString: found)
    }

    let text: String
    let host: String
    let isPlain: Bool
    /// Scheme, host and port: what calls per host are counted by.
    let authority: String

    /// Refuses user information, fragments, text that is not printable ASCII, and any other scheme.
    init(_ text: String, allowsPlainHTTP: Bool) throws(OutboundError) {
        guard text.utf8.count <= Self.maximumBytes,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let url = curl_url()
        else { throw .malformed }
        defer { curl_url_cleanup(url) }
        func part(_ which: CURLUPart) -> String? {
            var found: UnsafeMutablePointer<CChar>?
            let code = curl_url_get(url, which, &found, UInt32(CURLU_DEFAULT_PORT))
            guard code == CURLUE_OK, let found else { return nil }
            defer { curl_free(found) }
            return String(cString: found)
        }
        guard curl_url_set(url, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK,
            let scheme = part(CURLUPART_SCHEME), let host = part(CURLUPART_HOST),
            let port = part(CURLUPART_PORT), let whole = part(CURLUPART_URL),
            part(CURLUPART_FRAGMENT) == nil,
            scheme == "https" || (scheme == "http" && allowsPlainHTTP)
        else { throw .malformed }
        self.text = whole
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        authority = "\(scheme)://\(host):\(port)"
        isPlain = scheme == "http"
    }
}
