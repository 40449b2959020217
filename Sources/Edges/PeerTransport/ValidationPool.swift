import ExchangeModel
import NIOCore
public import NIOPosix
import Synchronization

/// Threads that validate chains, with a bound on those under way and a rate for each address.
///
/// A chain is validated before the peer has proved its key, so anybody can ask for the work.
public final class ValidationPool: Sendable {
    /// Addresses that are counted in one second; more are not held back one by one.
    static let maximumAddresses = 65_536

    private struct State {
        var inFlight = 0
        var second: Int64 = 0
        var counts: [String: Int] = [:]
    }

    private let threads: NIOThreadPool
    private let maximumInFlight: Int
    private let perSecond: Int
    private let state = Mutex(State())

    /// Takes a running thread pool, shared or of its own.
    ///
    /// Known leaves are only looked up and never counted here.
    public init(
        threads: NIOThreadPool = .singleton,
        maximumInFlight: Int = 64,
        perAddressAndSecond: Int = 50
    ) {
        (self.threads, self.maximumInFlight) = (threads, maximumInFlight)
        perSecond = perAddressAndSecond
    }

    /// Runs a validation off the loop; nil when there are too many.
    func run<Answer: Sendable>(
        from address: String,
        at now: Timestamp,
        on loop: any EventLoop,
        _ work: @escaping @Sendable () -> Answer
    ) -> EventLoopFuture<Answer>? {
        guard enter(address, now.seconds) else { return nil }
        let future = threads.runIfActive(eventLoop: loop, work)
        future.whenComplete { _ in self.state.withLock { $0.inFlight -= 1 } }
        return future
    }

    /// Runs what an operator asked for: not counted.
    func run<Answer: Sendable>(
        _ work: @escaping @Sendable () throws -> Answer
    ) async throws -> Answer {
        try await threads.runIfActive(work)
    }

    private func enter(_ address: String, _ second: Int64) -> Bool {
        state.withLock { state in
            if state.second != second {
                state.second = second
                state.counts.removeAll(keepingCapacity: true)
            }
            guard state.inFlight < maximumInFlight else { return false }
            if state.counts[address] != nil || state.counts.count < Self.maximumAddresses {
                let count = state.counts[address, default: 0] + 1
                guard count <= perSecond else { return false }
                state.counts[address] = count
            }
            state.inFlight += 1
            return true
        }
    }
}
