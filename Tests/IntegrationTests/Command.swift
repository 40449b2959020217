import Foundation
import JSONTape

/// What a short command printed.
struct Finished: Sendable {
    let status: Int32
    let output: [UInt8]
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// The output as JSON; fails with everything that the command said.
    func json() throws -> JSONValue {
        guard status == 0 else { throw Unexpected("exit \(status): \(text)\(errors)") }
        return try JSONValue(parsing: output)
    }
}

/// A command that runs to its end, within a time.
enum Command {
    /// Runs a program that is looked up on the PATH; ended by force when the time is up.
    static func run(
        _ program: String,
        _ arguments: [String],
        input: [UInt8] = [],
        within seconds: Int = 60
    ) async throws -> Finished {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "--kill-after=5", "\(seconds)", program] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        let folder = FileManager.default.temporaryDirectory
        let file = folder.appending(path: "sluis-input-\(UUID().uuidString)")
        try Data(input).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        process.standardInput = try FileHandle(forReadingFrom: file)
        try process.run()
        async let printed = read(output)
        async let complained = read(errors)
        let (bytes, words) = await (printed, complained)
        process.waitUntilExit()
        return Finished(
            status: process.terminationStatus,
            output: [UInt8](bytes),
            errors: String(decoding: words, as: UTF8.self)
        )
    }

    private static func read(_ pipe: Pipe) async -> Data {
        let handle = pipe.fileHandleForReading
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: handle.readDataToEndOfFile())
            }
        }
    }
}

/// Something that a test relies on is not so.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Asks again and again until there is an answer, or the time is up.
@discardableResult
func eventually<Answer>(
    _ what: String,
    within limit: Duration = .seconds(30),
    _ ask: () async throws -> Answer?
) async throws -> Answer {
    let end = ContinuousClock.now + limit
    repeat {
        if let answer = try await ask() { return answer }
        try await Task.sleep(for: .milliseconds(50))
    } while ContinuousClock.now < end
    throw Unexpected("\(what) did not happen within \(limit)")
}
