import Metrics
import PeerTransport
import ServiceLifecycle

/// Shows the handshakes of each listener by outcome, `sluis_handshakes_total`, and how many of its
/// connections speak HTTP/2, `sluis_http2_connections_total`.
struct HandshakeMetrics: Service {
    let listeners: [(name: String, counters: HandshakeCounters)]
    let refusals: RefusedPeers

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var shown: [String: Int] = [:]
            while true {
                for (name, counters) in listeners {
                    for outcome in HandshakeOutcome.allCases {
                        show(
                            "sluis_handshakes_total",
                            [("listener", name), ("outcome", outcome.name)],
                            counters[outcome],
                            &shown
                        )
                    }
                    show(
                        "sluis_http2_connections_total",
                        [("listener", name)],
                        counters.connectionsOverHTTP2,
                        &shown
                    )
                }
                refusals.endMinute(at: SystemClock.now())
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    private func show(
        _ label: String,
        _ dimensions: [(String, String)],
        _ count: Int,
        _ shown: inout [String: Int]
    ) {
        let key = ([label] + dimensions.map(\.1)).joined(separator: " ")
        let new = count - shown[key, default: 0]
        // What was not counted yet is shown with zero.
        guard new > 0 || shown[key] == nil else { return }
        shown[key] = count
        Counter(label: label, dimensions: dimensions).increment(by: new)
    }
}
