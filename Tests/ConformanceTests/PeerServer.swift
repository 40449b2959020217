import GatewayTesting
import JSONTape
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A request as a server of the test got it.
struct Received: Sendable {
    let method: String
    /// Path and query.
    let target: String
    let fields: [(name: String, value: String)]
    let body: [UInt8]
    /// DER of the certificate that the client showed.
    let certificate: [UInt8]?
    let arrivedAt = ContinuousClock.now

    /// The value of a field by its name in lower case.
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    var json: JSONValue? { try? JSONValue(parsing: body) }

    var path: String { String(target.prefix { $0 != "?" }) }
}

/// What a server of the test answers.
struct Reply: Sendable {
    var status = 200
    var fields: [(String, String)] = []
    var body: [UInt8] = []

    static func json(_ value: JSONValue, status: Int = 200) -> Reply {
        Reply(
            status: status,
            fields: [("content-type", "application/json")],
            body: value.serialized()
        )
    }
}

/// A small HTTP/1.1 server of the test, plain or with mutual TLS; it keeps what it received.
final class PeerServer: Sendable {
    typealias Route = @Sendable (Received) -> Reply?

    /// The loopback port.
    let port: Int
    private let channel: any Channel
    private let state: Mutex<State>

    private struct State {
        var requests: [Received] = []
        var routes: [Route] = []
        var held: [String: Held] = [:]
    }

    /// A request that is kept waiting until the test has looked around.
    final class Held: Sendable {
        private let state = Mutex<(request: Received?, promise: EventLoopPromise<Reply>?)>(
            (nil, nil)
        )

        fileprivate func take(_ request: Received, _ promise: EventLoopPromise<Reply>) {
            state.withLock { $0 = (request, promise) }
        }

        /// The request, once it is there.
        func arrived() async throws -> Received {
            try await eventually("the request's arrival") { state.withLock { $0.request } }
        }

        func release(_ reply: Reply = Reply()) {
            state.withLock { $0.promise.take() }?.succeed(reply)
        }
    }

    /// Listens on a free loopback port; with an identity only for clients with a certificate.
    init(tls: TLSConfiguration?) async throws {
        let box = RouteBox()
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 64)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(RequestReader(box: box))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = channel.localAddress?.port else { throw Unexpected("no port") }
        self.port = port
        state = Mutex(State())
        box.server.withLock { $0 = self }
    }

    func stop() async { try? await channel.close() }

    /// Adds a route that is asked before those that are there.
    func answer(_ route: @escaping Route) { state.withLock { $0.routes.insert(route, at: 0) } }

    /// Keeps the next request for a path waiting.
    func hold(_ path: String) -> Held {
        let held = Held()
        state.withLock { $0.held[path] = held }
        return held
    }

    /// What was received so far and fits.
    func requests(_ fits: (Received) -> Bool) -> [Received] {
        state.withLock { $0.requests }.filter(fits)
    }

    /// The first request that fits, once it is there.
    func request(_ what: String, _ fits: (Received) -> Bool) async throws -> Received {
        try await eventually(what) { requests(fits).first }
    }

    fileprivate func reply(to request: Received, _ promise: EventLoopPromise<Reply>) {
        let (routes, held) = state.withLock { state in
            state.requests.append(request)
            return (state.routes, state.held.removeValue(forKey: request.path))
        }
        if let held { return held.take(request, promise) }
        let reply = routes.lazy.compactMap { $0(request) }.first
        promise.succeed(reply ?? Reply(status: 404))
    }
}

/// Where the connections of a server find it.
private final class RouteBox: Sendable {
    let server = Mutex<PeerServer?>(nil)
}

/// Reads whole requests from a connection and writes the answers.
private final class RequestReader: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let box: RouteBox
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(box: RouteBox) {
        self.box = box
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, [])
        case .body(let part): body += Array(part.readableBytesView)
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head, let server = box.server.withLock({ $0 }) else {
            return context.close(promise: nil)
        }
        let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        let request = Received(
            method: head.method.rawValue,
            target: head.uri,
            fields: head.headers.map { ($0.name.lowercased(), $0.value) },
            body: body,
            certificate: tls?.peerCertificate.flatMap { try? $0.toDERBytes() }
        )
        let promise = context.eventLoop.makePromise(of: Reply.self)
        promise.futureResult.assumeIsolated().whenSuccess { reply in
            var headers = HTTPHeaders(reply.fields)
            if reply.status >= 200 {
                headers.replaceOrAdd(name: "content-length", value: "\(reply.body.count)")
            }
            let answer = HTTPResponseHead(
                version: .http1_1,
                status: HTTPResponseStatus(statusCode: reply.status),
                headers: headers
            )
            context.write(self.wrapOutboundOut(.head(answer)), promise: nil)
            let bytes = context.channel.allocator.buffer(bytes: reply.body)
            context.write(self.wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
            context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
        }
        server.reply(to: request, promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
