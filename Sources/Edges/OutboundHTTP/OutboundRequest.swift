public import ExchangeModel

/// One HTTP call of the control plane, made for a purpose so that no call can forget its rules.
public struct OutboundRequest: Sendable {
    /// The methods that the control plane uses.
    public enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case put = "PUT"
        case post = "POST"
        case delete = "DELETE"

        /// Whether sending the request twice is the same as once.
        ///
        /// RFC 9110, *Idempotent Methods*.
        var isIdempotent: Bool { self != .post }
    }

    /// How much of an answer is taken.
    public struct Limits: Hashable, Sendable {
        /// Bytes of all header lines, interim responses and trailers included.
        public var headBytes: Int
        /// Bytes of the body.
        public var bodyBytes: Int

        /// Bounds head and body.
        public init(headBytes: Int = 32 * 1_024, bodyBytes: Int) {
            self.headBytes = headBytes
            self.bodyBytes = bodyBytes
        }

        /// Four mebibytes, for an answer of a peer's Manager or of a web server.
        public static let document = Limits(bodyBytes: 4 << 20)
        /// Sixteen mebibytes, for a revocation list.
        public static let revocationList = Limits(bodyBytes: 16 << 20)
        /// Sixty-four mebibytes, for the answer of the program behind the administration socket.
        public static let administration = Limits(bodyBytes: 64 << 20)
    }

    /// What carries the request, and what the other side must prove.
    enum Channel: Sendable {
        case plain
        case secure(TLSDemand)
        case socket(path: String)
    }

    let method: Method
    let destination: Destination
    let channel: Channel
    /// Whether the call stays on this machine, so that no proxy has a part in it.
    private(set) var isLocal = false
    /// Fields beside those that HTTP itself needs.
    public var headers = HeaderFields()
    /// The request's body; nil for none.
    public var body: [UInt8]?
    /// How much of the answer is taken.
    public var limits: Limits

    private init(
        _ method: Method,
        _ destination: Destination,
        _ channel: Channel,
        _ limits: Limits
    ) {
        self.method = method
        self.destination = destination
        self.channel = channel
        self.limits = limits
    }

    /// A call to a peer's Manager over mutual TLS under the Group's trust.
    ///
    /// `peer` is who must be at the other end. With nil any peer of the Group gets the request, and
    /// the caller must look at ``OutboundResponse/peer`` before it believes the answer. A URL that
    /// is not `https` is ``OutboundError/malformed``.
    public static func peer(
        _ peer: PeerID?,
        _ method: Method,
        url: String,
        trust: GroupTrust
    ) throws(OutboundError) -> OutboundRequest {
        let destination = try Destination(url, allowsPlainHTTP: false)
        let demand = TLSDemand(
            trust: .group(trust),
            expectedPeer: peer,
            host: destination.host
        )
        return OutboundRequest(method, destination, .secure(demand), .document)
    }

    /// A fetch of a certificate revocation list, which is signed by itself.
    ///
    /// Plain HTTP is allowed; RFC 5280, *CRL Distribution Points*, where https would loop. A URL
    /// that is neither, or `https` without trust, is ``OutboundError/malformed``.
    public static func revocationList(
        _ url: String,
        trust: WebTrust? = nil
    ) throws(OutboundError) -> OutboundRequest {
        let destination = try Destination(url, allowsPlainHTTP: true)
        if destination.isPlain {
            return OutboundRequest(.get, destination, .plain, .revocationList)
        }
        guard let trust else { throw .malformed }
        let demand = TLSDemand(trust: .web(trust), expectedPeer: nil, host: destination.host)
        return OutboundRequest(.get, destination, .secure(demand), .revocationList)
    }

    /// Where a redirect leads: its `Location`, resolved against the URL that was asked.
    ///
    /// Nil where that is no URL. It is a new destination, to be judged like any other.
    public static func redirect(from url: String, to location: String) -> String? {
        Destination.resolved(location, against: url)
    }

    /// A call to a web server outside the Group: key sets, harvests, decisions, telemetry.
    ///
    /// A URL that is not `https` is ``OutboundError/malformed``.
    public static func web(
        _ method: Method,
        url: String,
        trust: WebTrust
    ) throws(OutboundError) -> OutboundRequest {
        let destination = try Destination(url, allowsPlainHTTP: false)
        let demand = TLSDemand(trust: .web(trust), expectedPeer: nil, host: destination.host)
        return OutboundRequest(method, destination, .secure(demand), .document)
    }

    /// A call over plain HTTP to a program that listens on this machine's loopback.
    ///
    /// Any other host, or a client whose rules keep calls away from the loopback, gets nothing:
    /// ``OutboundError/malformed`` and ``OutboundError/addressDenied(host:)``.
    public static func loopback(
        _ method: Method,
        url: String
    ) throws(OutboundError) -> OutboundRequest {
        let destination = try Destination(url, allowsPlainHTTP: true)
        let isLoopback =
            destination.host == "localhost" || IPAddress(destination.host)?.isLoopback == true
        guard destination.isPlain, isLoopback else { throw .malformed }
        var request = OutboundRequest(method, destination, .plain, .document)
        request.isLocal = true
        return request
    }

    /// A call to a program on this machine that listens on a Unix socket.
    ///
    /// `path` is absolute, with its query. A path that is none, or a socket path of more than 107
    /// bytes, is ``OutboundError/malformed``.
    public static func administration(
        socketPath: String,
        _ method: Method,
        path: String,
        body: [UInt8]? = nil
    ) throws(OutboundError) -> OutboundRequest {
        // The size of sockaddr_un's sun_path, with its end.
        guard path.hasPrefix("/"), (1..<108).contains(socketPath.utf8.count) else {
            throw .malformed
        }
        let destination = try Destination("http://localhost\(path)", allowsPlainHTTP: true)
        var request = OutboundRequest(
            method,
            destination,
            .socket(path: socketPath),
            .administration
        )
        request.body = body
        request.isLocal = true
        return request
    }
}
