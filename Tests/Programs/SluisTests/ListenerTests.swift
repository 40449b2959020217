import Foundation
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

@testable import GatewayConfiguration
@testable import sluis

@Suite struct ListenerTests {
    /// A listener that does nothing but take its address.
    private struct Plain: Service {
        let port: Int

        func run() async throws {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(host: "127.0.0.1", port: port).get()
            try await channel.close().get()
        }
    }

    @Test func `a port in use is named with its address and who holds it`() async throws {
        let holder = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(holder.localAddress?.port)
        let listener = NamedListener(
            name: "inway",
            address: SocketAddressText(host: "127.0.0.1", port: port),
            inner: Plain(port: port)
        )
        var refusal = ""
        do {
            try await listener.run()
        } catch let problem as StartProblem {
            refusal = problem.description
        }
        for part in [
            "the inway cannot listen on 127.0.0.1:\(port)", "Address already in use",
            "held by", "(process \(ProcessInfo.processInfo.processIdentifier))", "(`inway`)",
        ] {
            #expect(refusal.contains(part), "\(refusal)")
        }
        try await holder.close().get()
        #expect(PortHolder(port: UInt16(port)) == nil)
        try await listener.run()
    }
}
