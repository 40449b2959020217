import Foundation
import GatewayTesting
import Testing

extension RunningPrograms {
    /// Certificates that change, and a provider that restarts, while requests come.
    @Suite struct RenewalTests {
        /// The short form of a trial; its whole form is a command of its own: see CONTRIBUTING.md.
        @Test(arguments: ["HTTP_1_1", "HTTP_2"])
        func `no request fails while both sides renew and the provider restarts`(
            protocol: String
        ) async throws {
            let programs = try Programs.found()
            let folder = URL(filePath: programs.sluis).deletingLastPathComponent()
            let script = URL(filePath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Trials/renewals.py")
            let run = try await CommandRun.of(
                "env",
                [
                    "SLUIS_PROGRAMS=\(folder.path(percentEncoded: false))",
                    "PYTHONDONTWRITEBYTECODE=1", "python3",
                    script.path(percentEncoded: false), "--rate", "50", "--renewals", "6",
                    "--restarts", "1", "--changes", "2", "--protocol", `protocol`,
                ],
                within: 180
            )
            #expect(run.status == 0, "\(run.text)\(run.errors)")
            #expect(run.text.contains("ok   no request fails"))
            #expect(run.text.contains("ok   no request reaches the source twice"))
        }
    }
}
