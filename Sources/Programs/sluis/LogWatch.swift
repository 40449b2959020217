import LogStorage
import Logging
import Metrics
import ServiceLifecycle

/// Shows the state of the access log in the metrics, and tells of caches that were made anew.
struct LogWatch: Service {
    private static let interval: Duration = .seconds(2)

    let log: SegmentLog
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var shown: [String: UInt64] = [:]
            while true {
                show(log.health, &shown)
                try await Task.sleep(for: Self.interval)
            }
        }
    }

    private func show(_ health: LogHealth, _ shown: inout [String: UInt64]) {
        let rebuilt = UInt64(health.rebuiltCaches)
        if rebuilt > shown["sluis_log_rebuilt_caches_total", default: 0] {
            logger.warning(
                "a cache of the access log did not fit its segment and is made anew; is the disk sound?"
            )
        }
        Gauge(label: "sluis_log_entries").record(health.size)
        Gauge(label: "sluis_log_unsigned_entries")
            .record(health.size > health.signedSize ? health.size - health.signedSize : 0)
        count("sluis_log_failures_total", health.failures, &shown)
        count("sluis_log_dropped_total", health.dropped, &shown)
        count("sluis_log_rebuilt_caches_total", rebuilt, &shown)
    }

    private func count(_ label: String, _ value: UInt64, _ shown: inout [String: UInt64]) {
        let former = shown[label, default: 0]
        if value > former { Counter(label: label).increment(by: value - former) }
        shown[label] = value
    }
}
