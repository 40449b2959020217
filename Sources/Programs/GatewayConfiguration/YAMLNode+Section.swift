import JSONTape
import YAMLDocument

extension YAMLNode {
    /// The line that the node begins on, from 1.
    var lineNumber: Int { mark.line }

    /// The text of a scalar of any type; nil for null, mappings and sequences.
    var scalarText: String? {
        switch content {
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let value): value ? "true" : "false"
        case .null, .sequence, .mapping: nil
        }
    }
}
