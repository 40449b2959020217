import CLibcurl
import ExchangeModel
import Glibc
import PeerIdentity

/// One call in libcurl's hands: what has come back, and the checks on the way.
///
/// Made and used on the transfer thread only; the loop owns the easy handle.
final class Transfer {
    let submission: Submission
    let easy: UnsafeMutableRawPointer
    /// Whether libcurl took all options.
    let isReady: Bool
    /// Whether a byte of the request may have left.
    private(set) var requestSent = false
    /// Why we ourselves broke the transfer off.
    private(set) var ownReason: OutboundError?
    /// The handshake of the connection in use.
    private(set) var handshake: Handshake?
    private(set) var reusedConnection = true
    /// A name can have addresses of both kinds; libcurl tries them in turn.
    private(set) var triedAddress = false
    private(set) var deniedAddress = false
    private(set) var head: [String] = []
    private(set) var body: [UInt8] = []
    let isProxied: Bool
    private var headBytes = 0
    /// What follows the head's end is a trailer: counted and left out.
    private var isHeadComplete = false
    private let lists: [UnsafeMutablePointer<curl_slist>]
    private let addresses: AddressRules
    private let clock: @Sendable () -> Timestamp

    var request: OutboundRequest { submission.request }

    init(
        _ submission: Submission,
        easy: UnsafeMutableRawPointer,
        _ configuration: OutboundConfiguration
    ) {
        self.submission = submission
        self.easy = easy
        clock = configuration.clock
        if case .secure(let demand) = submission.request.channel, case .group = demand.trust {
            addresses = configuration.peerAddresses
        } else {
            addresses = configuration.webAddresses
        }
        isProxied = configuration.proxy != nil && !submission.request.isLocal
        var options = TransferOptions(easy)
        options.apply(submission.request, configuration)
        lists = options.lists
        isReady = options.succeeded
        connectCallbacks()
    }

    deinit { lists.forEach(curl_slist_free_all) }

    private func connectCallbacks() {
        let me = Unmanaged.passUnretained(self).toOpaque()
        for option in [
            CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA,
            CURLOPT_PREREQDATA, CURLOPT_SSL_CTX_DATA,
        ] {
            sluis_curl_set_pointer(easy, option, me)
        }
        sluis_curl_on_bytes(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return Transfer.from(me).acceptHead(line) ? line.count : 0
        }
        sluis_curl_on_bytes(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
            let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return Transfer.from(me).acceptBody(part) ? part.count : 0
        }
        sluis_curl_on_open_socket(easy) { me, _, address in
            guard let address, Transfer.from(me).mayConnect(address) else { return -1 }
            let kind = address.pointee.socktype | CInt(SOCK_CLOEXEC.rawValue)
            return socket(address.pointee.family, kind, address.pointee.protocol)
        }
        sluis_curl_on_tls_context(easy) { _, context, me in
            guard let context, Transfer.from(me).beginHandshake(OpaquePointer(context)) else {
                return CURLE_ABORTED_BY_CALLBACK
            }
            return CURLE_OK
        }
        sluis_curl_on_request(easy) { me, remoteAddress, _, _, _ in
            let address = remoteAddress.map { String(cString: $0) }
            return Transfer.from(me).mayRequest(address)
                ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
    }

    static func of(_ easy: UnsafeMutableRawPointer?) -> Transfer? {
        var me: UnsafeMutableRawPointer?
        guard sluis_curl_get_pointer(easy, CURLINFO_PRIVATE, &me) == CURLE_OK, me != nil else {
            return nil
        }
        return from(me)
    }

    private static func from(_ me: UnsafeMutableRawPointer?) -> Transfer {
        guard let me else { fatalError("libcurl lost a transfer") }
        return Unmanaged<Transfer>.fromOpaque(me).takeUnretainedValue()
    }

    // MARK: Checks, in the order in which libcurl asks

    /// Before a connection.
    private func mayConnect(_ socket: UnsafePointer<curl_sockaddr>) -> Bool {
        reusedConnection = false
        if case .socket = request.channel { return socket.pointee.family == AF_UNIX }
        let permitted = mayReach(IPAddress(socket))
        if permitted { triedAddress = true } else { deniedAddress = true }
        return permitted
    }

    /// With a proxy only a target that is written as an address can be judged.
    ///
    /// The socket's address is then the proxy's, which the configuration chose.
    private func mayReach(_ address: IPAddress?) -> Bool {
        if isProxied { return IPAddress(request.destination.host).map(addresses.permit) ?? true }
        return address.map(addresses.permit) ?? false
    }

    private func beginHandshake(_ context: OpaquePointer) -> Bool {
        guard case .secure(let demand) = request.channel else { return false }
        let handshake = Handshake(demand, clock: clock)
        self.handshake = handshake
        return handshake.install(in: context)
    }

    /// Before the request, also on a connection that another call opened under other rules.
    private func mayRequest(_ remoteAddress: String?) -> Bool {
        switch request.channel {
        case .socket: break
        case .plain:
            guard mayReach(remoteAddress.flatMap(IPAddress.init)) else { return refuseAddress() }
        case .secure(let demand):
            guard mayReach(remoteAddress.flatMap(IPAddress.init)) else { return refuseAddress() }
            handshake = connectionHandshake
            guard let handshake, handshake.demand == demand,
                case .verified(let chain) = handshake.outcome
            else { return refuse(.handshakeFailed) }
            if let chain, !chain.validity.contains(clock()) {
                return refuse(.connectionLost(requestSent: requestSent))
            }
        }
        // libcurl asks a second time when a kept connection died: it repeats any method by itself.
        if requestSent && !request.method.isIdempotent {
            return refuse(.connectionLost(requestSent: true))
        }
        requestSent = true
        return true
    }

    private func refuseAddress() -> Bool {
        refuse(.addressDenied(host: request.destination.host))
    }

    private func refuse(_ reason: OutboundError) -> Bool {
        ownReason = reason
        return false
    }

    /// What the connection in use proved, whichever call opened it.
    private var connectionHandshake: Handshake? {
        var found: UnsafeMutableRawPointer?
        guard sluis_curl_get_pointer(easy, CURLINFO_TLS_SSL_PTR, &found) == CURLE_OK,
            let session = found?.assumingMemoryBound(to: curl_tlssessioninfo.self).pointee,
            session.backend == CURLSSLBACKEND_OPENSSL, let connection = session.internals,
            let context = SSL_get_SSL_CTX(OpaquePointer(connection))
        else { return nil }
        return Handshake.of(context)
    }

    // MARK: What comes back

    private func acceptHead(_ line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= request.limits.headBytes else { return refuse(.tooLarge) }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            head = []
            isHeadComplete = false
        } else if text == "\r\n" || text == "\n" {
            isHeadComplete = true
        } else if !isHeadComplete {
            head.append(text)
        }
        return true
    }

    private func acceptBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= request.limits.bodyBytes else { return refuse(.tooLarge) }
        body.append(contentsOf: bytes)
        return true
    }
}
