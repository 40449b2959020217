extension WireProblem: CustomStringConvertible {
    /// What is wrong with the message, as the end of a sentence.
    public var description: String { lineText ?? fieldText ?? framingText }

    private var lineText: String? {
        switch self {
        case .bareCarriageReturn: "a carriage return stands without its line feed"
        case .bareLineFeed: "a line feed stands without its carriage return"
        case .zeroByte: "it holds a zero byte"
        case .controlCharacter: "a field's value holds a control character"
        case .headTooLong: "its head is too long"
        case .tooManyFields: "it has too many fields"
        case .malformedRequestLine: "its first line is not method, target and version"
        case .malformedStatusLine: "its first line is not version, status and reason"
        case .unsupportedVersion: "its version is neither HTTP/1.0 nor HTTP/1.1"
        case .invalidTargetCharacter: "its target holds a character that a URI cannot have"
        case .targetFormMismatch: "the form of its target does not fit its method"
        case .targetDisagreesWithHost: "its target names another host than its Host field"
        case .unexpectedSwitch: "it switches to a protocol that nobody asked for"
        default: nil
        }
    }

    private var fieldText: String? {
        switch self {
        case .foldedField: "a field goes on in the next line"
        case .spaceBeforeColon: "white space stands before the colon of a field"
        case .invalidFieldName: "a field's name is empty or holds a character that it cannot have"
        case .missingHost: "it has no Host field"
        case .repeatedHost: "it has more than one Host field"
        case .invalidHost: "its Host field is no host with an optional port"
        case .invalidConnection: "its Connection field names a field that must be kept"
        case .unsupportedExpectation: "its Expect field is not just `100-continue`"
        default: nil
        }
    }

    private var framingText: String {
        switch self {
        case .conflictingFraming: "it has both Content-Length and Transfer-Encoding"
        case .repeatedLength: "it has more than one Content-Length"
        case .invalidLength: "its Content-Length is no plain number"
        case .unsupportedTransferCoding: "its Transfer-Encoding is not just `chunked`"
        case .invalidChunkSize: "the size of a chunk is no plain hexadecimal number"
        case .unterminatedChunk: "a chunk does not end with its line"
        case .chunkExtensionsTooLong: "its chunk extensions are too long"
        case .trailersTooLong: "its trailers are too long"
        case .forbiddenTrailer: "a trailer names a field that only a head may have"
        case .truncated: "it ends too early"
        default: "it is not well formed"
        }
    }
}
