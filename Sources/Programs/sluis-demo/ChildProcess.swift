import Foundation
import Synchronization

/// A program that the demonstration started, with what it wrote.
///
/// Ends with the demonstration: ``stop()`` asks with SIGTERM and, when the time is up, insists.
final class ChildProcess: Sendable {
    /// What the demonstration calls it.
    let name: String
    private let process: Mutex<Process>
    private let lines = LineCollector()

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - name: What the demonstration calls it.
    ///   - program: The path of the executable.
    ///   - arguments: Its arguments.
    ///   - log: A file that gets everything that it writes.
    /// - Throws: What the system says when the program cannot be started.
    init(name: String, program: String, arguments: [String], log: URL) throws {
        self.name = name
        _ = FileManager.default.createFile(atPath: log.path(percentEncoded: false), contents: nil)
        let file = try FileHandle(forWritingTo: log)
        let pipe = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = file
        let lines = lines
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
                lines.end()
            } else {
                lines.add(data)
            }
        }
        try process.run()
        identifier = process.processIdentifier
        self.process = Mutex(process)
    }

    /// The process id.
    let identifier: Int32

    /// Whether it still runs.
    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// The first line of output that a test accepts.
    ///
    /// - Throws: ``DemonstrationFailure`` when the process ends or the time is up before.
    func line(
        within limit: Duration,
        _ accept: @Sendable (String) -> Bool
    ) async throws -> String {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if let line = lines.all.first(where: accept) { return line }
            guard isRunning else { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw DemonstrationFailure("\(name) did not get ready; see its log file")
    }

    /// Ends the process and waits for its end.
    func stop() async {
        process.withLock { if $0.isRunning { $0.terminate() } }
        let end = ContinuousClock.now + .seconds(10)
        while isRunning, ContinuousClock.now < end {
            try? await Task.sleep(for: .milliseconds(20))
        }
        if isRunning { kill(identifier, SIGKILL) }
        process.withLock { $0.waitUntilExit() }
    }
}

/// The lines that a process has written so far.
private final class LineCollector: Sendable {
    private let state = Mutex<(lines: [String], rest: [UInt8])>(([], []))

    var all: [String] { state.withLock { $0.lines } }

    func add(_ data: Data) {
        state.withLock { state in
            for byte in data {
                if byte == UInt8(ascii: "\n") {
                    state.lines.append(String(decoding: state.rest, as: UTF8.self))
                    state.rest = []
                } else {
                    state.rest.append(byte)
                }
            }
        }
    }

    func end() {
        state.withLock { state in
            if !state.rest.isEmpty {
                state.lines.append(String(decoding: state.rest, as: UTF8.self))
            }
            state.rest = []
        }
    }
}

/// Why the demonstration could not show what it promises.
struct DemonstrationFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
