import Contracts
import ExchangeModel
import GatewayTesting
import Synchronization

@testable import sluis

/// A clock that a test moves by milliseconds.
final class TestMoment: Sendable {
    private let moment = Mutex(ContractScene.start)

    var now: Timestamp { moment.withLock { $0 } }

    func advance(milliseconds: Int64) {
        moment.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
    }
}

/// A store in memory that counts the connection contracts that are read, and whose reads can be held
/// back or fail.
final class CountedStore: ContractStoreWrapper {
    struct Unreadable: Error {}

    /// A read that waits, with what it read, until the test opens it.
    final class Gate: Sendable {
        private let arrival = AsyncStream.makeStream(of: Void.self)
        private let opening = AsyncStream.makeStream(of: Void.self)

        func reached() async { for await _ in arrival.stream { return } }

        func open() { opening.continuation.finish() }

        fileprivate func pass() async {
            arrival.continuation.yield()
            for await _ in opening.stream {}
        }
    }

    let inner: any ContractStore = MemoryContractStore()
    private let state = Mutex<(read: Int, gate: Gate?, fails: Bool)>((0, nil, false))

    /// How many connection contracts were read so far.
    var rowsRead: Int { state.withLock { $0.read } }

    func holdNextRead() -> Gate {
        let gate = Gate()
        state.withLock { $0.gate = gate }
        return gate
    }

    func failReads() { state.withLock { $0.fails = true } }

    func connections(
        of peer: PeerID,
        in contract: ContractHash?
    ) async throws -> [ConnectionContract] {
        let found = try await inner.connections(of: peer, in: contract)
        let gate = try state.withLock { state in
            guard !state.fails else { throw Unreadable() }
            state.read += found.count
            return state.gate.take()
        }
        await gate?.pass()
        return found
    }
}
