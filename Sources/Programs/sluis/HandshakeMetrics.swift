import Metrics
import PeerTransport
import ServiceLifecycle

/// Shows the handshakes of each listener by outcome: `sluis_handshakes_total`.
struct HandshakeMetrics: Service {
    let listeners: [(name: String, counters: HandshakeCounters)]

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var shown: [String: Int] = [:]
            while true {
                for (name, counters) in listeners {
                    for outcome in HandshakeOutcome.allCases {
                        let key = name + " " + outcome.name
                        let count = counters[outcome]
                        let new = count - shown[key, default: 0]
                        guard new > 0 else { continue }
                        shown[key] = count
                        Counter(
                            label: "sluis_handshakes_total",
                            dimensions: [("listener", name), ("outcome", outcome.name)]
                        ).increment(by: new)
                    }
                }
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }
}
