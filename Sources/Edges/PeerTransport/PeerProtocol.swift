/// Which HTTP two peers speak over their mutual TLS.
///
/// FSC Core 2.0.0, *protocol* of a Service.
public enum PeerProtocol: String, CaseIterable, Sendable {
    /// HTTP/1.1, `PROTOCOL_TCP_HTTP_1.1`.
    case http1
    /// HTTP/2, `PROTOCOL_TCP_HTTP_2`.
    case http2

    /// The name in the handshake: RFC 7301 and RFC 9113, *HTTP/2 Version Identification*.
    var negotiatedName: String {
        switch self {
        case .http1: "http/1.1"
        case .http2: "h2"
        }
    }
}
