import Foundation
import GatewayTesting
import Synchronization

/// A program that a test started and that runs until it is ended.
final class RunningProgram: Sendable {
    private let process: Mutex<Process>
    /// What it wrote, output and errors.
    let log: String
    let identifier: Int32

    /// Starts a program; what it writes goes to a file.
    init(_ program: String, _ arguments: [String], log: String) throws {
        guard FileManager.default.createFile(atPath: log, contents: nil) else {
            throw Unexpected("\(log) cannot be made")
        }
        let file = try FileHandle(forWritingTo: URL(filePath: log))
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = file
        process.standardError = file
        try process.run()
        identifier = process.processIdentifier
        self.log = log
        self.process = Mutex(process)
    }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Everything that it wrote so far.
    var words: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    /// Waits until a line of its output is the one word.
    func waitUntil(itSays word: String, within limit: Duration = .seconds(60)) async throws {
        try await eventually("\(word) from \(identifier)", within: limit) {
            if words.split(whereSeparator: \.isNewline).contains(Substring(word)) { return true }
            guard isRunning else { throw Unexpected("ended: \(words.suffix(2_000))") }
            return nil
        }
    }

    /// Asks it to end, and insists after a while; tells its exit status.
    @discardableResult
    func end() async -> Int32 {
        guard isRunning else { return process.withLock { $0.terminationStatus } }
        process.withLock { $0.terminate() }
        let ended: Bool? = try? await eventually("the end", within: .seconds(40)) {
            isRunning ? nil : true
        }
        if ended == nil { kill(identifier, SIGKILL) }
        return process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
    }
}

/// Signals to processes of a demonstration.
enum Signal {
    /// Sends a signal; a process that is gone already is an error.
    static func send(_ signal: Int32, to process: Int32) throws {
        guard process > 1, kill(process, signal) == 0 else {
            throw Unexpected("there is no process \(process)")
        }
    }

    /// Ends a process at once and waits until it is gone.
    static func endAtOnce(_ process: Int32) async throws {
        try send(SIGKILL, to: process)
        try await eventually("the end of process \(process)") { isGone(process) ? true : nil }
    }

    /// Whether a process has ended; one that nobody has waited for yet counts as ended.
    static func isGone(_ process: Int32) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return true }
        return text[text.index(after: end)...].split(separator: " ").first == "Z"
    }
}
