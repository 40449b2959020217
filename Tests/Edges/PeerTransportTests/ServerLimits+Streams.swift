import PeerTransport

extension ServerLimits {
    /// The defaults with HTTP/2 offered.
    static var withStreams: ServerLimits {
        var limits = ServerLimits()
        limits.http2 = HTTP2Limits()
        return limits
    }
}
