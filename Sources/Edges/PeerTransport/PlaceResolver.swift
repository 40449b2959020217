internal import Dispatch
import Glibc
import NIOCore
import NIOPosix

/// Looks a target's name up for one connection, without the places that say nothing.
///
/// Both families are looked up before either is told, so that a name is left without silent places
/// only where another one remains.
final class PlaceResolver: Resolver, Sendable {
    /// A name that nothing is known of, by the code of `getaddrinfo`.
    struct Unknown: Error {
        let code: Int32
    }

    private let eventLoop: any EventLoop
    private let owner: NIOLoopBound<TargetConnections>
    private let resolver: (any Resolver & Sendable)?
    private let found: EventLoopPromise<[SocketAddress]>

    init(_ owner: TargetConnections) {
        eventLoop = owner.sweep.eventLoop
        self.owner = NIOLoopBound(owner, eventLoop: eventLoop)
        resolver = owner.target.resolver
        found = eventLoop.makePromise()
    }

    /// Called first, once.
    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        let owner = owner
        lookUp(host, port).hop(to: eventLoop)
            .map { owner.value.found($0) }
            .cascade(to: found)
        return found.futureResult.map { $0.filter { $0.protocol == .inet6 } }
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        found.futureResult.map { $0.filter { $0.protocol == .inet } }
    }

    func cancelQueries() {}

    private func lookUp(_ host: String, _ port: Int) -> EventLoopFuture<[SocketAddress]> {
        guard let resolver else { return lookUpInSystem(host, port) }
        let six = resolver.initiateAAAAQuery(host: host, port: port)
        let four = resolver.initiateAQuery(host: host, port: port)
        return EventLoopFuture.whenAllComplete([six, four], on: eventLoop).flatMapThrowing {
            let all = $0.compactMap { try? $0.get() }.flatMap { $0 }
            guard all.isEmpty, let first = $0.first else { return all }
            return try first.get()
        }
    }

    private func lookUpInSystem(_ host: String, _ port: Int) -> EventLoopFuture<[SocketAddress]> {
        let promise = eventLoop.makePromise(of: [SocketAddress].self)
        // The system's look-up blocks: not on a thread that anybody else waits for.
        DispatchQueue.global().async {
            promise.completeWith(Result { try Self.addresses(of: host, port) })
        }
        return promise.futureResult
    }

    private static func addresses(of host: String, _ port: Int) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { throw Unknown(code: code) }
        defer { freeaddrinfo(list) }
        var (found, next): ([SocketAddress], UnsafeMutablePointer<addrinfo>?) = ([], list)
        while let entry = next?.pointee {
            next = entry.ai_next
            guard let address = entry.ai_addr else { continue }
            switch entry.ai_family {
            case AF_INET:
                let four = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
                found.append(SocketAddress(four, host: host))
            case AF_INET6:
                let six = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
                found.append(SocketAddress(six, host: host))
            default: continue
            }
        }
        return found
    }
}
