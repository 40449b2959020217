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

    /// Runs a program that is looked up on the PATH; it is ended by force after 40 seconds.
    static func running(
        _ program: String,
        _ arguments: [String],
        input: [UInt8] = []
    ) async throws -> Finished {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "--kill-after=2", "40", program] + arguments
        let (output, errors, lines) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = input.isEmpty ? FileHandle.nullDevice : lines
        try process.run()
        async let printed = whole(output)
        async let complained = whole(errors)
        if !input.isEmpty {
            try lines.fileHandleForWriting.write(contentsOf: Data(input))
            try lines.fileHandleForWriting.close()
        }
        let (bytes, words) = await (printed, complained)
        process.waitUntilExit()
        return Finished(
            status: process.terminationStatus,
            output: [UInt8](bytes),
            errors: String(decoding: words, as: UTF8.self)
        )
    }

    private static func whole(_ pipe: Pipe) async -> Data {
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
        try await Task.sleep(for: .milliseconds(15))
    } while ContinuousClock.now < end
    throw Unexpected("\(what) did not happen within \(limit)")
}
