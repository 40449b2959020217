import Contracts
import ExchangeModel
import Logging
import ManagerAPI
import PeerTransport
import RequirementTrait
import Synchronization
import Testing

@testable import sluis

@Suite struct `The directories say how a service is spoken to` {
    /// What the directories answer next.
    private final class Directories: Sendable {
        struct Unreachable: Error {}

        private let answer = Mutex<Result<([ServiceListing], Bool), Unreachable>>(
            .success(([], true))
        )

        func say(_ services: [ServiceListing], isWhole: Bool = true) {
            answer.withLock { $0 = .success((services, isWhole)) }
        }

        func fail() { answer.withLock { $0 = .failure(Unreachable()) } }

        func answer(to name: ServiceName?) throws -> ([ServiceListing], Bool) {
            asked.withLock { $0.append(name) }
            let (services, isWhole) = try answer.withLock { try $0.get() }
            return (services.filter { name == nil || $0.name == name }, isWhole)
        }

        /// What was asked for: a name, or nil for all.
        let asked = Mutex<[ServiceName?]>([])
    }

    private let directories = Directories()
    private let listed: ListedProtocols
    private let peer: PeerID
    private let service: ServiceReference

    init() throws {
        peer = try PeerID("00000000000000000001")
        service = ServiceReference(peer: peer, name: try ServiceName("persons"))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        listed = ListedProtocols(logger: logger) { [directories] in
            try directories.answer(to: $0)
        }
    }

    private func listing(
        _ transport: ServiceProtocol,
        delegator: String? = nil
    ) throws -> ServiceListing {
        ServiceListing(
            peer: KnownPeer(
                id: peer,
                name: "Provider",
                managerAddress: nil,
                seenAt: Timestamp(seconds: 0)
            ),
            name: service.name,
            transport: transport,
            delegator: try delegator.map { .init(id: try PeerID($0), name: "Other") },
            properties: nil
        )
    }

    @Test(.requirement("FSC Core 2.0.0: T-03"))
    func `a listed protocol is spoken, and another one once it is listed`() async throws {
        #expect(listed.spoken(by: service) == .http1)
        directories.say([try listing(.http2)])
        #expect(await listed.refresh())
        #expect(listed.spoken(by: service) == .http2)
        directories.say([try listing(.http1)])
        #expect(await listed.refresh())
        #expect(listed.spoken(by: service) == .http1)
    }

    @Test func `a service that is not listed, or not any more, is spoken to over HTTP1`()
        async throws
    {
        directories.say([try listing(.http2)])
        #expect(await listed.refresh())
        directories.say([])
        #expect(await listed.refresh())
        #expect(listed.spoken(by: service) == .http1)
    }

    @Test func `what was heard holds while a directory cannot be asked`() async throws {
        directories.say([try listing(.http2)])
        #expect(await listed.refresh())
        directories.say([], isWhole: false)
        #expect(await listed.refresh() == false)
        directories.fail()
        #expect(await listed.refresh() == false)
        #expect(listed.spoken(by: service) == .http2)
    }

    @Test func `one service is asked for by its name, and what others speak holds`() async throws {
        let other = ServiceReference(peer: peer, name: try ServiceName("cars"))
        directories.say([try listing(.http2)])
        #expect(await listed.refresh())
        let told = Mutex<[Set<ServiceReference>]>([])
        listed.onChange { services in told.withLock { $0.append(services) } }
        #expect(listed.spoken(by: other) == .http1)
        #expect(await listed.hear(about: [other]))
        #expect(listed.spoken(by: service) == .http2)
        #expect(directories.asked.withLock { $0 } == [nil, other.name])
        #expect(told.withLock { $0 }.isEmpty)
        directories.say([try listing(.http1)])
        #expect(await listed.hear(about: [service]))
        #expect(listed.spoken(by: service) == .http1)
        #expect(told.withLock { $0 } == [[service]])
    }

    @Test func `a delegated service is another one, and the first directory's word counts`()
        async throws
    {
        directories.say([
            try listing(.http2, delegator: "00000000000000000009"), try listing(.http1),
            try listing(.http2),
        ])
        #expect(await listed.refresh())
        #expect(listed.spoken(by: service) == .http1)
        let delegated = ServiceReference(
            peer: peer,
            name: service.name,
            delegator: try PeerID("00000000000000000009")
        )
        #expect(listed.spoken(by: delegated) == .http2)
    }
}
