/// Why a text is not the JSON that was asked for, and where.
public struct JSONProblem: Error, Hashable, Sendable {
    /// What is wrong: the sender should correct the text, or send less of it.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The text ends before its value does.
        case truncated
        /// A byte stands where the grammar has no place for it.
        case unexpectedByte
        /// Something follows the value.
        case trailingBytes
        /// A string holds an unescaped control character.
        case controlCharacter
        /// A string holds an escape that JSON does not know.
        case invalidEscape
        /// The bytes are not UTF-8.
        case invalidUTF8
        /// An escape names half of a surrogate pair.
        case loneSurrogate
        /// An object names a member twice.
        case duplicateName
        /// A number is not in the range of a double.
        case numberOutOfRange
        /// A number takes more bytes than the bound.
        case numberTooLong
        /// A string takes more bytes than the bound.
        case stringTooLong
        /// The text takes more bytes than the bound.
        case tooManyBytes
        /// The text has more values than the bound.
        case tooManyValues
        /// Arrays and objects nest deeper than the bound.
        case tooDeep
        /// The value has no canonical form under RFC 8785.
        case noCanonicalForm
        /// The text is no JSON Pointer.
        case invalidPointer
    }

    /// What is wrong.
    public let reason: Reason
    /// The byte at which it was seen, counted from the start of the text.
    public let offset: Int

    /// Names a reason and a place.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension JSONProblem: CustomStringConvertible {
    /// The reason and the place, without anything of the text itself.
    public var description: String { "\(reason.rawValue) at byte \(offset)" }
}

extension JSONProblem.Reason {
    /// What is wrong, as the end of a sentence, without anything of the text itself.
    public var words: String {
        switch self {
        case .truncated: "the text ends before its value does"
        case .unexpectedByte: "a character stands where JSON has no place for it"
        case .trailingBytes: "something follows the value"
        case .controlCharacter: "a string holds an unescaped control character"
        case .invalidEscape: "a string holds an escape that JSON does not know"
        case .invalidUTF8: "the bytes are not UTF-8"
        case .loneSurrogate: "an escape names half of a surrogate pair"
        case .duplicateName: "an object names a member twice"
        case .numberOutOfRange: "a number is not in the range of a double"
        case .numberTooLong: "a number takes too many bytes"
        case .stringTooLong: "a string takes too many bytes"
        case .tooManyBytes: "the text takes too many bytes"
        case .tooManyValues: "the text has too many values"
        case .tooDeep: "arrays and objects nest too deep"
        case .noCanonicalForm: "the value has no canonical form"
        case .invalidPointer: "the text is no JSON pointer"
        }
    }
}
