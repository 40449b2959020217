import Foundation
import GatewayConfiguration
import NIOCore
import ServiceLifecycle

/// A listener that says which one it is when its address cannot be taken.
struct NamedListener: Service {
    let name: String
    let address: SocketAddressText?
    let inner: any Service

    func run() async throws {
        do {
            try await inner.run()
        } catch let error as IOError {
            let place = address?.description ?? "its address"
            let reason = String(cString: strerror(error.errnoCode))
            let holder =
                error.errnoCode == EADDRINUSE
                ? address.flatMap { PortHolder(port: UInt16(clamping: $0.port)) } : nil
            throw StartProblem(
                "the \(name) cannot listen on \(place): \(reason)"
                    + (holder.map { "; it is held by \($0)" } ?? "") + "\n"
                    + "  mend: end what holds the address, or give another address in the configuration (`\(name)`)"
            )
        }
    }
}
