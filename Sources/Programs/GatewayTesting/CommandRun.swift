import Foundation
public import JSONTape

/// What a short command printed.
public struct CommandRun: Sendable {
    /// Its exit status; 124 when it was ended because its time was up.
    public let status: Int32
    /// What it wrote to its standard output.
    public let output: [UInt8]
    /// What it wrote to its standard error.
    public let errors: String

    /// The output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }

    /// The output as JSON.
    ///
    /// - Throws: ``Unexpected`` with everything that the command said when it failed, and a
    ///   description of the fault where the output is no JSON.
    public func json() throws -> JSONValue {
        guard status == 0 else { throw Unexpected("exit \(status): \(text)\(errors)") }
        return try JSONValue(parsing: output)
    }

    /// Runs a program to its end; it is ended by force when its time is up.
    ///
    /// - Parameters:
    ///   - program: A path, or a name that is looked up on the PATH.
    ///   - arguments: Its arguments.
    ///   - input: What it reads from its standard input.
    ///   - seconds: The time that it may take.
    /// - Returns: What it printed and how it ended.
    /// - Throws: What the system says when no process can be started.
    public static func of(
        _ program: String,
        _ arguments: [String],
        input: [UInt8] = [],
        within seconds: Int = 60
    ) async throws -> CommandRun {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "--kill-after=5", "\(seconds)", program] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        // A file and no pipe: a program that reads nothing stops nobody.
        let folder = FileManager.default.temporaryDirectory
        let file = folder.appending(path: "sluis-input-\(UUID().uuidString)")
        if input.isEmpty {
            process.standardInput = FileHandle.nullDevice
        } else {
            try Data(input).write(to: file)
            process.standardInput = try FileHandle(forReadingFrom: file)
        }
        defer { if !input.isEmpty { try? FileManager.default.removeItem(at: file) } }
        try process.run()
        async let printed = read(output)
        async let complained = read(errors)
        let (bytes, words) = await (printed, complained)
        process.waitUntilExit()
        return CommandRun(
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
