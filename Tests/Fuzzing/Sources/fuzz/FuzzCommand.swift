import CFuzzer
import Glibc

/// `fuzz TARGET [libFuzzer's options and folders]`: feeds one target for as long as told.
@main
enum FuzzCommand {
    static func main() {
        let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        guard CommandLine.arguments.count > 1,
            let target = FuzzTarget(rawValue: CommandLine.arguments[1])
        else {
            tell("name one of \(names)")
            exit(2)
        }
        // libFuzzer's callback carries no context, hence one function for each target.
        var count = CommandLine.argc - 1
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
            CommandLine.unsafeArgv + 1
        exit(LLVMFuzzerRunDriver(&count, &arguments, target.callback))
    }
}

/// What can be fed.
enum FuzzTarget: String, CaseIterable {
    case json
    case schema
    case openapi
    case yaml
    case pattern
    case minimiser

    var callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt {
        switch self {
        case .json: { feed($0, $1, JSONInput.self) }
        case .schema: { feed($0, $1, SchemaInput.self) }
        case .openapi: { feed($0, $1, OpenAPIInput.self) }
        case .yaml: { feed($0, $1, YAMLInput.self) }
        case .pattern: { feed($0, $1, PatternInput.self) }
        case .minimiser: { feed($0, $1, MinimiserInput.self) }
        }
    }
}

/// What is done with one input; a claim that does not hold stops the program.
protocol FuzzInput {
    static func feed(_ bytes: RawSpan)
}

private func feed(
    _ data: UnsafePointer<UInt8>?,
    _ size: Int,
    _ input: any FuzzInput.Type
) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: data, count: size)
    input.feed(RawSpan(_unsafeBytes: bytes))
    return 0
}

/// Stops the program when a claim does not hold.
func claim(_ holds: Bool, _ what: String) {
    guard !holds else { return }
    tell(what)
    abort()
}

/// Writes a line to the standard error output.
private func tell(_ what: String) {
    let line = Array("fuzz: \(what)\n".utf8)
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

extension RawSpan {
    /// The bytes up to the first line feed, and the bytes after it; nil without one.
    var halves: ([UInt8], [UInt8])? {
        withUnsafeBytes { bytes in
            bytes.firstIndex(of: 0x0a).map { end in
                (Array(bytes[..<end]), Array(bytes[(end + 1)...]))
            }
        }
    }

    var copied: [UInt8] { withUnsafeBytes { Array($0) } }
}
