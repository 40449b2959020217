/// A regular expression as JSON Schema and OpenAPI write them, matched in linear time.
///
/// ECMA-262, *Patterns*, with the `u` flag's semantics. Compiled to runs of character classes, else
/// to an automaton over the bytes of UTF-8, else simulated state by state; no text can make
/// matching take more than its length times the pattern's size. Back-references, look-behind, and
/// look-ahead elsewhere than at the start of an anchored pattern are refused.
public struct Pattern: Sendable {
    /// The states that a pattern's automaton may take unless told otherwise.
    public static let defaultStates = 2_000

    private let tables: PatternTables
    private let entry: Int32

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - text: The pattern, without slashes around it.
    ///   - mostStates: The size above which the pattern is simulated rather than built.
    /// - Throws: What is wrong, and where in the pattern.
    public init(
        ecma262 text: String,
        mostStates: Int = Pattern.defaultStates
    ) throws(PatternProblem) {
        var tables = PatternTables()
        entry = try tables.add(text, mostStates: mostStates)
        self.tables = tables
    }

    /// Whether the pattern matches anywhere in UTF-8 text.
    public func matches(_ bytes: Span<UInt8>) -> Bool {
        tables.matches(entry, bytes.bytes, 0..<bytes.count)
    }

    /// The work of a match: bytes read and states visited, for each look-ahead and the rest.
    func work(_ bytes: Span<UInt8>) -> Int {
        tables.work(entry, bytes.bytes, 0..<bytes.count).work
    }

    /// Whether the pattern matches anywhere in a text.
    public func matches(_ text: String) -> Bool {
        matches(Array(text.utf8).span)
    }

    /// Whether a text is a pattern of ECMA-262, whether or not it can be compiled here.
    static func isValid(_ text: String) -> Bool {
        do throws(PatternProblem) {
            _ = try PatternParser.parse(text, buildsSets: false)
            return true
        } catch {
            return error.reason != .invalidSyntax
        }
    }
}
