import Foundation
import GatewayTesting
import Testing

extension RunningPrograms {
    /// The metrics of running gateways, as Prometheus reads them.
    @Suite struct MetricsTests {
        /// Debian's checker, from the PATH or from where `deploy/test.sh` puts it; nil where absent.
        private static let checker: String? = {
            let environment = ProcessInfo.processInfo.environment
            let folders = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/promtool" }
            return ([environment["SLUIS_PROMTOOL"]].compactMap(\.self) + folders).first {
                FileManager.default.isExecutableFile(atPath: $0)
            }
        }()

        private static func exposition(_ side: Side, _ demo: Demo) async throws -> CommandRun {
            let url = try demo.text(side, "administration") + "/metrics"
            return try await CommandRun.of("curl", ["-sS", "--fail", url])
        }

        @Test(
            .enabled(
                if: checker != nil,
                "promtool of Debian's package prometheus is not here: deploy/test.sh brings it"
            )
        )
        func `promtool finds nothing to say about the metrics of any side`() async throws {
            let demo = try await SharedDemo.demo
            let promtool = try #require(Self.checker)
            for side in Side.allCases {
                let metrics = try await Self.exposition(side, demo)
                try #require(metrics.status == 0, "\(metrics.errors)")
                let verdict = try await CommandRun.of(
                    promtool,
                    ["check", "metrics"],
                    input: metrics.output
                )
                #expect(verdict.status == 0, "\(side): \(verdict.text)\(verdict.errors)")
                #expect(verdict.errors.isEmpty, "\(side)")
            }
        }

        @Test
        func `every metric of a running gateway is explained, and zeros stand from the start`()
            async throws
        {
            let demo = try await SharedDemo.demo
            for side in Side.allCases {
                let lines = try await Self.exposition(side, demo).text.split(separator: "\n")
                let typed = lines.filter { $0.hasPrefix("# TYPE ") }.map {
                    $0.split(separator: " ")[2]
                }
                let helped = lines.filter { $0.hasPrefix("# HELP ") }
                    .map { $0.split(separator: " ")[2] }
                #expect(typed.count >= 10, "\(side)")
                #expect(typed == helped, "\(side)")
                for (line, zero) in [
                    ("sluis_clock_steps_total{direction=\"back\"}", true),
                    ("sluis_log_failures_total", true), ("sluis_log_entries", false),
                ] {
                    let found = lines.first { $0.hasPrefix(line + " ") }
                    #expect(found != nil, "\(side) \(line)")
                    if zero { #expect(found?.hasSuffix(" 0") == true, "\(side) \(line)") }
                }
            }
            let provider = try await Self.exposition(.provider, demo).text
            #expect(provider.contains("sluis_inway_requests_total{outcome=\"unreachable\""))
            #expect(
                provider.contains(
                    "sluis_handshakes_total{listener=\"inway\",outcome=\"refused_revoked\"}"
                )
            )
        }
    }
}
