/// Names and labels as Prometheus allows them.
enum MetricName {
    /// The longest value of a label, in characters.
    private static let longestValue = 128

    /// Letters, digits and underscores; a name that has its suffix keeps it.
    static func name(_ label: String, suffix: String) -> String {
        let name = identifier(label)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    /// The labels in order of their names, as they stand between the braces.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { (identifier($0), escaped($1.prefix(longestValue))) }
            .sorted { $0 < $1 }
            .map { "\($0)=\"\($1)\"" }
            .joined(separator: ",")
    }

    private static func identifier(_ text: String) -> String {
        let name = String(
            decoding: text.utf8.map { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: byte
                default: UInt8(ascii: "_")
                }
            },
            as: UTF8.self
        )
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return "_" + name }
        return name
    }

    private static func escaped(_ text: Substring) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// A help text on one line.
    static func help(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// A line's name with its labels, and one more label where it is given.
    static func full(_ name: String, _ labels: String, _ more: String = "") -> String {
        let all = [labels, more].filter { !$0.isEmpty }.joined(separator: ",")
        return all.isEmpty ? name : "\(name){\(all)}"
    }
}
