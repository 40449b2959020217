import CLibcurl

/// The options of one easy handle.
///
/// Whatever libcurl would take from the environment or from a default is set here.
struct TransferOptions {
    /// ECDHE with AEAD only, for TLS 1.2; NCSC, *ICT-beveiligingsrichtlijnen voor TLS 2025*.
    private static let ciphers = [
        "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
    ].joined(separator: ":")
    private static let modernCiphers =
        "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"

    private let easy: UnsafeMutableRawPointer
    /// libcurl keeps pointers to these: they must live as long as the transfer.
    private(set) var lists: [UnsafeMutablePointer<curl_slist>] = []
    private(set) var succeeded = true

    init(_ easy: UnsafeMutableRawPointer) {
        self.easy = easy
    }

    mutating func apply(_ request: OutboundRequest, _ configuration: OutboundConfiguration) {
        route(request, configuration)
        set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTime.wholeMilliseconds)
        set(CURLOPT_MAXAGE_CONN, Int(configuration.idleTime.components.seconds))
        set(CURLOPT_MAXLIFETIME_CONN, Int(configuration.connectionLifetime.components.seconds))
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_NOSIGNAL, 1)
        // Else removing a call whose name is being resolved waits for getaddrinfo.
        set(CURLOPT_QUICK_EXIT, 1)
        let largest = curl_off_t(request.limits.bodyBytes)
        check(sluis_curl_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, largest))
        message(request)
        if case .secure(let demand) = request.channel { secure(demand) }
    }

    private mutating func route(
        _ request: OutboundRequest,
        _ configuration: OutboundConfiguration
    ) {
        set(CURLOPT_URL, request.destination.text)
        set(CURLOPT_PROTOCOLS_STR, request.destination.isPlain ? "http" : "https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        if case .socket(let path) = request.channel {
            set(CURLOPT_UNIX_SOCKET_PATH, path)
            set(CURLOPT_PROXY, "")
        } else {
            // The empty text switches http_proxy and its relatives off.
            set(CURLOPT_PROXY, request.isLocal ? "" : configuration.proxy ?? "")
            set(CURLOPT_RESOLVE, configuration.resolve)
            set(CURLOPT_CONNECT_TO, configuration.connectTo)
        }
    }

    private mutating func message(_ request: OutboundRequest) {
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        if request.method == .head { set(CURLOPT_NOBODY, 1) }
        if let body = request.body {
            let size = curl_off_t(body.count)
            check(sluis_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, size))
            body.withUnsafeBytes { bytes in
                let start = bytes.baseAddress ?? UnsafeRawPointer(easy)
                check(sluis_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start))
            }
        } else if request.method == .post || request.method == .put {
            check(sluis_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, 0))
            check(sluis_curl_set_string(easy, CURLOPT_COPYPOSTFIELDS, ""))
        }
        if request.method != .head { set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
        // Without these libcurl adds a content type of its own and waits a second for 100 Continue.
        var lines = ["Expect:"]
        if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
        lines += request.headers.fields.map { field in
            field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
        }
        set(CURLOPT_HTTPHEADER, lines)
    }

    private mutating func secure(_ demand: TLSDemand) {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_CIPHER_LIST, Self.ciphers)
        set(CURLOPT_TLS13_CIPHERS, Self.modernCiphers)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        // A resumed session shows no certificate to the verifier.
        set(CURLOPT_SSL_SESSIONID_CACHE, 0)
        // The default parses the system's whole bundle for each connection.
        check(sluis_curl_set_string(easy, CURLOPT_CAINFO, nil))
        check(sluis_curl_set_string(easy, CURLOPT_CAPATH, nil))
        var key = demand.connectionKey
        key.withUnsafeMutableBytes { bytes in
            var blob = curl_blob(
                data: bytes.baseAddress,
                len: bytes.count,
                flags: UInt32(CURL_BLOB_COPY)
            )
            check(sluis_curl_set_pointer(easy, CURLOPT_CAINFO_BLOB, &blob))
        }
    }

    private mutating func set(_ option: CURLoption, _ value: Int) {
        check(sluis_curl_set_long(easy, option, value))
    }

    private mutating func set(_ option: CURLoption, _ value: String) {
        check(sluis_curl_set_string(easy, option, value))
    }

    private mutating func set(_ option: CURLoption, _ values: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values {
            guard let longer = curl_slist_append(list, value) else {
                succeeded = false
                break
            }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        check(sluis_curl_set_list(easy, option, list))
    }

    private mutating func check(_ code: CURLcode) {
        if code != CURLE_OK { succeeded = false }
    }
}
