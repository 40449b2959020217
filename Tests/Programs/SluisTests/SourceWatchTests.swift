import AdministrationAPI
import ExchangeModel
import Inway
import Logging
import PayloadPolicy
import PeerTransport
import Synchronization
import Testing

@testable import sluis

/// A source that takes no requests is told of: in the status, in one line of the log at each change.
@Suite struct SourceWatchTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let cause = event.metadata?["cause"].map { " \($0)" } ?? ""
            lines.all.withLock { $0.append("\(event.level) \(event.message)\(cause)") }
        }
    }

    private let lines = Lines()

    private func watch(_ reasons: [UpstreamFailure.Reason?]) throws -> SourceWatch {
        let rules = try PayloadRules(document: nil, requestMode: .off, answerMode: .off)
        let service = OfferedService(
            name: try ServiceName("persons"),
            source: UpstreamTarget(
                addresses: [.init(host: "127.0.0.1", port: 1)],
                security: .plain
            ),
            authority: "127.0.0.1:1",
            rules: rules
        )
        let (queue, lines) = (Queue(reasons), lines)
        return SourceWatch(
            services: { [service] },
            obstacle: { _ in queue.next() },
            clock: { Timestamp(seconds: 1_000) },
            logger: Logger(label: "test") { _ in Handler(lines: lines) }
        )
    }

    private final class Queue: Sendable {
        private let reasons: Mutex<[UpstreamFailure.Reason?]>

        init(_ reasons: [UpstreamFailure.Reason?]) { self.reasons = Mutex(reasons) }

        func next() -> UpstreamFailure.Reason? { reasons.withLock { $0.removeFirst() } }
    }

    @Test func `each change is told once, and nothing while it stays as it is`() async throws {
        let told: [UpstreamFailure.Reason?] = [
            nil, nil, .connectFailed, .connectFailed, .untrusted, nil, nil,
        ]
        let watch = try watch(told)
        for _ in told { await watch.look() }
        #expect(
            lines.all.withLock { $0 } == [
                "warning the source of a service takes no requests connect_failed",
                "warning the source of a service takes no requests untrusted",
                "notice the source of a service takes requests again",
            ]
        )
    }

    @Test func `the status warns of a source and says why, and the gateway stays ready`()
        async throws
    {
        let watch = try watch([.nameUnknown, nil])
        #expect(watch.checks.isEmpty, "nothing is said of what was not looked at")
        await watch.look()
        let bad = try #require(watch.checks.first)
        #expect(bad.passes && bad.state == .warn)
        #expect(bad.detail.contains("persons") && bad.detail.contains("does not resolve"))
        await watch.look()
        let good = try #require(watch.checks.first)
        #expect(good.state == .pass && watch.checks.count == 1)
    }
}
