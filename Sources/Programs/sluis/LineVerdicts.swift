import Foundation
import JSONSchema
import JSONTape

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The verdicts of documents that come one a line: `true` or `false` for each, in order.
///
/// Memory is bounded by the longest line that is read, whatever comes. A line that is no JSON, or
/// is too long or takes too many steps, is `false`, and a message names it.
struct LineVerdicts: ~Copyable {
    /// The most bytes of a line: those of a payload.
    static let maximumLine = JSONLimits.payload.maximumBytes
    /// How much is read at a time.
    private static let chunk = 1 << 16
    /// The words of a tape that are kept after a line.
    private static let keptWords = 1 << 20

    private let schema: CompiledSchema
    private let name: String
    private let maximumLine: Int
    private var tape = ValueTape()
    private var line = 0
    /// The start of a line whose end is still to come.
    private var held: [UInt8] = []
    private var isSkipping = false
    private var verdicts: [UInt8] = []
    private var messages = ""

    /// Takes a schema, and the name of the input for messages.
    init(_ schema: CompiledSchema, name: String, maximumLine: Int = maximumLine) {
        self.schema = schema
        self.name = name
        self.maximumLine = maximumLine
    }

    /// Takes some bytes of the input; returns the verdicts of the lines that ended, and messages.
    mutating func take(_ bytes: Span<UInt8>) -> (verdicts: [UInt8], messages: String) {
        verdicts.removeAll(keepingCapacity: true)
        messages = ""
        var start = 0
        for index in bytes.indices where bytes[index] == 0x0a {
            if held.isEmpty, !isSkipping {
                judge(bytes.extracting(start..<index))
            } else {
                hold(bytes.extracting(start..<index))
                judgeHeld()
            }
            start = index + 1
        }
        if start < bytes.count { hold(bytes.extracting(start..<bytes.count)) }
        return (verdicts, messages)
    }

    /// Ends the input; a last line needs no line end.
    mutating func end() -> (verdicts: [UInt8], messages: String) {
        verdicts.removeAll()
        messages = ""
        if !held.isEmpty || isSkipping { judgeHeld() }
        return (verdicts, messages)
    }

    private mutating func hold(_ bytes: Span<UInt8>) {
        guard !isSkipping else { return }
        guard held.count + bytes.count <= maximumLine else {
            held = []
            isSkipping = true
            return
        }
        for index in bytes.indices { held.append(bytes[index]) }
    }

    private mutating func judgeHeld() {
        guard !isSkipping else {
            isSkipping = false
            return refuse("more than \(maximumLine) bytes")
        }
        let bytes = held
        held.removeAll(keepingCapacity: bytes.count <= Self.chunk)
        judge(bytes.span)
    }

    private mutating func judge(_ bytes: Span<UInt8>) {
        do throws(JSONProblem) {
            try tape.parse(bytes, limits: .payload)
        } catch {
            let column = TextPlace(of: error.offset, in: bytes).column
            return refuse("json: \(error.reason.words) (column \(column))")
        }
        let verdict = schema.verdict(tape, bytes.bytes)
        tape.shrink(toAtMost: Self.keptWords)
        guard verdict.isWithinBudget else {
            return refuse("\(Violation.stepBudget): the check takes too many steps")
        }
        line += 1
        verdicts += Array((verdict.isValid ? "true\n" : "false\n").utf8)
    }

    private mutating func refuse(_ why: String) {
        line += 1
        verdicts += Array("false\n".utf8)
        messages += "\(name):\(line): \(why)\n"
    }

    /// Reads a file to its end and writes verdicts and messages as they come.
    ///
    /// - Throws: When the file cannot be read, or a verdict cannot be written.
    static func run(
        _ schema: CompiledSchema,
        file: String,
        to output: FileHandle = .standardOutput
    ) throws(PayloadCheck.Problem) {
        var lines = LineVerdicts(schema, name: file)
        let descriptor = file == "-" ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC)
        defer { if descriptor > STDIN_FILENO { close(descriptor) } }
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw PayloadCheck.Problem(
                    what: "the file cannot be read",
                    place: file,
                    mend: "name an existing file that you may read"
                )
            }
            try write(
                count > 0 ? lines.take(buffer.span.extracting(0..<count)) : lines.end(),
                to: output
            )
            if count == 0 { return }
        }
    }

    private static func write(
        _ found: (verdicts: [UInt8], messages: String),
        to output: FileHandle
    ) throws(PayloadCheck.Problem) {
        if !found.messages.isEmpty { Output.complain(exactly: found.messages) }
        guard !found.verdicts.isEmpty else { return }
        do {
            try output.write(contentsOf: Data(found.verdicts))
        } catch {
            throw PayloadCheck.Problem(
                what: "the verdicts cannot be written",
                place: "standard output",
                mend: "look whether the disk is full, or who reads the output"
            )
        }
    }
}
