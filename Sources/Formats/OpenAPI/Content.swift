public import JSONSchema

/// The bodies that a request or response may have, by media type.
///
/// OpenAPI 3.1.0, *Media Type Object*. The narrowest range that holds a media type counts.
public struct Content: Sendable {
    /// What is known about bodies of one media type.
    ///
    /// A class: every message finds one, and a copy of a struct would count each of its parts.
    public final class Entry: Sendable {
        /// The media type or range.
        public let range: MediaType
        /// The schema; nil where the document gives none, or the type is not JSON.
        public let schema: CompiledSchema?
        /// How a form is read; nil for other media types and in answers.
        public let form: FormBody?

        init(range: MediaType, schema: CompiledSchema?, form: FormBody?) {
            self.range = range
            self.schema = schema
            self.form = form
        }

        /// Whether bodies of a media type that is not read pass as they are.
        ///
        /// The document declares them, and what cannot be read cannot be held to a schema. Not so in
        /// a range whose schema takes no text, which therefore speaks of JSON, and a form that is
        /// described.
        public func passesUnread(_ type: MediaType) -> Bool {
            guard !type.isJSON, form == nil else { return false }
            return !range.isRange || schema?.mayTakeText ?? true
        }
    }

    /// The entries, narrow ranges first.
    public let entries: [Entry]

    init(entries: [Entry]) {
        self.entries = entries.sorted { $0.range.specificity > $1.range.specificity }
    }

    /// Whether no body is declared.
    public var isEmpty: Bool { entries.isEmpty }

    /// What the document says about bodies of a media type; nil when it does not declare it.
    public func entry(for type: MediaType) -> Entry? {
        for entry in entries where entry.range.contains(type) { return entry }
        return nil
    }
}

/// The body that an operation takes.
public struct RequestBody: Sendable {
    /// Whether a request without a body is refused.
    public let isRequired: Bool
    /// The media types.
    public let content: Content
}

/// For which statuses a response is declared.
enum StatusKey: Hashable, Sendable, CustomStringConvertible {
    case exact(Int)
    case range(Int)
    case any

    var description: String {
        switch self {
        case .exact(let status): String(status)
        case .range(let digit): "\(digit)XX"
        case .any: "default"
        }
    }

    init?(_ text: String) {
        if text == "default" {
            self = .any
        } else if text.utf8.count == 3, let number = Int(text), (100...599).contains(number) {
            self = .exact(number)
        } else if text.utf8.count == 3, text.hasSuffix("XX") || text.hasSuffix("xx"),
            let digit = text.first?.wholeNumberValue, (1...5).contains(digit)
        {
            self = .range(digit)
        } else {
            return nil
        }
    }
}
