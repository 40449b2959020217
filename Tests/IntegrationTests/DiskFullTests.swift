import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// A log that cannot be written stops the exchange, and only as long as that is so.
    ///
    /// The log folder lies on a small file system of its own, in a mount namespace of the gateway's
    /// process: that needs root.
    @Suite struct DiskFullTests {
        private static let size = 12 << 20
        /// What is left for the log: a segment of 1 MiB, not the next one.
        private static let left = 1_600 << 10
        private static let batch = 250
        private static let mostBatches = 40

        /// Whether a file system can be mounted here.
        static let canMount: Bool = {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            guard geteuid() == 0, (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }()

        @Test(
            .requirement("FSC Logging 1.1.0: L-10"),
            .enabled(if: canMount, "mounting a small file system needs root (CAP_SYS_ADMIN)")
        )
        func `a full disk refuses every request, and service resumes once there is room`()
            async throws
        {
            try await Demo.with { demo in
                try await Signal.endAtOnce(demo.process(.provider))
                let log = try demo.log(.provider)
                try FileManager.default.moveItem(atPath: log, toPath: log + "-before")
                try FileManager.default.createDirectory(
                    atPath: log,
                    withIntermediateDirectories: true
                )
                try shortenSegments(demo)
                let script = """
                    mount -t tmpfs -o size=\(Self.size),mode=700 tmpfs "$0" &&
                    head -c \(Self.size - Self.left) /dev/zero >"$0/filler" && exec "$@"
                    """
                let program = try await demo.restart(
                    .provider,
                    through: ["unshare", "-m", "bash", "-c", script, log]
                )
                do {
                    try await fillAndFree(demo, program, log)
                } catch {
                    await program.end()
                    throw error
                }
                await program.end()
            }
        }

        private func fillAndFree(
            _ demo: Demo,
            _ program: RunningProgram,
            _ log: String
        ) async throws {
            try await eventually("an answer while there is room") {
                try await demo.outway().status == 200 ? true : nil
            }
            try await fill(demo)
            let before = try demo.notes
            for _ in 0..<3 {
                let answer = try await demo.outway()
                #expect(answer.status == 500)
                #expect(answer.code == "TRANSACTION_LOG_WRITE_ERROR")
                #expect(answer.json?["domain"]?.string == "ERROR_DOMAIN_INWAY")
            }
            #expect(try demo.notes == before, "the registry is not asked without a record")
            let refused = try await demo.outway()
            let transaction = try #require(refused.field("fsc-transaction-id"))
            let explained = try await eventually("the consumer's record") {
                let found = try? await demo.sluis(.consumer, "explain", transaction).json()
                return found?["code"] == nil ? nil : found
            }
            #expect(explained["code"]?.string == "TRANSACTION_LOG_WRITE_ERROR")
            let words = explained["en"]
            #expect(words?["owner"]?.string?.hasPrefix("the provider") == true, "\(explained)")
            #expect(words?["mend"]?.string?.contains("`sluis status` of the provider") == true)
            let url = try demo.text(.provider, "administration") + "/readyz"
            let ready = try await CommandRun.of("curl", ["-sS", "--fail", url])
            #expect(ready.status != 0, "a gateway that cannot record is not ready")

            // The gateway's own view of its files is the only one with this file system in it.
            try FileManager.default.removeItem(
                atPath: "/proc/\(program.identifier)/root\(log)/filler"
            )
            try await eventually("an answer once there is room") {
                try await demo.outway().status == 200 ? true : nil
            }
            #expect(program.isRunning && !program.words.contains("Nothing was started"))
        }

        /// Asks until the log has no room left.
        private func fill(_ demo: Demo) async throws {
            let url = try demo.text("outway") + demo.path + "#[1-\(Self.batch)]"
            let grant = try demo.text("grantHash")
            for _ in 0..<Self.mostBatches {
                let finished = try await CommandRun.of(
                    "curl",
                    ["-s", "-o", "/dev/null", "-w", "%{http_code}\\n", "--max-time", "60"]
                        + ["-H", "Fsc-Grant-Hash: \(grant)", url]
                )
                let statuses = finished.text.split(separator: "\n")
                if statuses.last == "500" { return }
                try #require(statuses.allSatisfy { $0 == "200" || $0 == "500" }, "\(statuses)")
            }
            throw Unexpected("the disk did not fill")
        }

        /// Gives the provider's log the shortest segments that there are.
        private func shortenSegments(_ demo: Demo) throws {
            let file = try demo.text(.provider, "configuration")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let shorter = text.replacing("segmentSize: 4MiB", with: "segmentSize: 1MiB")
            try #require(shorter != text)
            try shorter.write(toFile: file, atomically: true, encoding: .utf8)
        }
    }
}
