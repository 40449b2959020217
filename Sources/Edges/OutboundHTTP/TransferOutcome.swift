import CLibcurl

/// The one place where libcurl's codes become our reasons.
extension Transfer {
    /// bad_certificate to unknown_ca, access_denied, certificate_required.
    ///
    /// RFC 8446, *Error Alerts*.
    private static let certificateAlerts: Set<Int> = [42, 43, 44, 45, 46, 48, 49, 116]

    /// The response, or why there is none.
    func outcome(_ code: CURLcode) -> Result<OutboundResponse, OutboundError> {
        if code == CURLE_OK { return .success(response) }
        if let ownReason { return .failure(ownReason) }
        if deniedAddress && !triedAddress {
            return .failure(.addressDenied(host: request.destination.host))
        }
        if case .refused(let reason) = handshake?.outcome { return .failure(reason) }
        if let alert = handshake?.alert, Self.certificateAlerts.contains(alert) {
            return .failure(.certificateRefused(alert: alert))
        }
        return .failure(reason(code))
    }

    private func reason(_ code: CURLcode) -> OutboundError {
        if case .socket = request.channel, code == CURLE_COULDNT_CONNECT {
            return .socketUnavailable(errno: Int32(truncatingIfNeeded: number(CURLINFO_OS_ERRNO)))
        }
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return .timedOut(requestSent: requestSent)
        case CURLE_COULDNT_RESOLVE_HOST: return .nameUnknown
        case CURLE_COULDNT_CONNECT: return isProxied ? .proxyRefused : .refused
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxyRefused
        case CURLE_RECV_ERROR where isProxied && !requestSent && handshake == nil:
            return .proxyRefused
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION:
            return .handshakeFailed
        case CURLE_FILESIZE_EXCEEDED: return .tooLarge
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE,
            CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return .connectionLost(requestSent: requestSent)
        default:
            return .protocolError(
                code: Int(code.rawValue),
                text: String(cString: curl_easy_strerror(code))
            )
        }
    }

    private var response: OutboundResponse {
        var headers = HeaderFields()
        for field in head.compactMap(HeaderFields.parse) {
            headers.append(name: field.name, value: field.value)
        }
        return OutboundResponse(
            status: number(CURLINFO_RESPONSE_CODE),
            headers: headers,
            body: body,
            peer: handshake?.peer,
            reusedConnection: reusedConnection
        )
    }

    private func number(_ field: CURLINFO) -> Int {
        var value = 0
        return sluis_curl_get_long(easy, field, &value) == CURLE_OK ? value : 0
    }
}
