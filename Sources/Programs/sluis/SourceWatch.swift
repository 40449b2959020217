import AdministrationAPI
import ExchangeModel
import Inway
import Logging
import Metrics
import PeerTransport
import ServiceLifecycle
import Synchronization

/// Watches whether the sources of our services take connections, and tells when that changes.
///
/// A connection is made as a request would make it, and closed without a request. What is found stands in
/// `sluis status`, in `sluis_source_up`, and in one line of the gateway's log at each change.
final class SourceWatch: Service {
    /// What was found of a source, and since when it is so.
    struct Finding: Equatable {
        let reason: UpstreamFailure.Reason?
        let since: Timestamp
    }

    /// How often each source is looked at.
    static let interval: Duration = .seconds(10)
    /// The most sources that are looked at at a time.
    private static let atATime = 16

    private let services: @Sendable () -> [OfferedService]
    private let obstacle: @Sendable (UpstreamTarget) async -> UpstreamFailure.Reason?
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger
    private let found = Mutex<[ServiceName: Finding]>([:])

    /// Watches the sources of the services that are offered at the moment.
    init(
        services: @escaping @Sendable () -> [OfferedService],
        obstacle: @escaping @Sendable (UpstreamTarget) async -> UpstreamFailure.Reason?,
        clock: @escaping @Sendable () -> Timestamp = SystemClock.now,
        logger: Logger
    ) {
        (self.services, self.obstacle) = (services, obstacle)
        (self.clock, self.logger) = (clock, logger)
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await self.look()
                try await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Looks at every source once.
    func look() async {
        let services = services()
        for first in stride(from: 0, to: services.count, by: Self.atATime) {
            await withTaskGroup { group in
                for service in services[first...].prefix(Self.atATime) {
                    group.addTask { (service.name, await self.obstacle(service.source)) }
                }
                for await (name, reason) in group { note(reason, of: name) }
            }
        }
        let names = Set(services.map(\.name))
        found.withLock { found in found = found.filter { names.contains($0.key) } }
    }

    /// Takes what was found of a source; tells of it where it is something else than before.
    private func note(_ reason: UpstreamFailure.Reason?, of name: ServiceName) {
        let now = clock()
        let former = found.withLock { found in
            let former = found[name]
            if former == nil || former?.reason != reason {
                found[name] = Finding(reason: reason, since: now)
            }
            return former
        }
        Gauge(label: "sluis_source_up", dimensions: [("service", name.rawValue)])
            .record(reason == nil ? 1 : 0)
        if let reason, former?.reason != reason {
            logger.warning(
                "the source of a service takes no requests",
                metadata: [
                    "service": "\(name)", "cause": "\(reason.name)",
                    "reason": "\(reason.sentence)",
                ]
            )
        } else if reason == nil, former?.reason != nil {
            logger.notice(
                "the source of a service takes requests again",
                metadata: ["service": "\(name)"]
            )
        }
    }

    /// The findings by service.
    var findings: [ServiceName: Finding] { found.withLock { $0 } }

    /// A row for each source that takes no requests, or one for all.
    ///
    /// Warnings: the gateway itself is well, and its other services are.
    var checks: [HealthCheck] {
        let findings = findings
        guard !findings.isEmpty else { return [] }
        let bad = findings.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { name, found in
            found.reason.map { reason in
                HealthCheck(
                    name: "source",
                    .warn,
                    detail: "\(name), since \(found.since): \(reason.sentence)"
                )
            }
        }
        guard bad.isEmpty else { return bad }
        let count = findings.count
        return [
            HealthCheck(
                name: "source",
                .pass,
                detail: count == 1 ? "takes connections" : "all \(count) take connections"
            )
        ]
    }
}
