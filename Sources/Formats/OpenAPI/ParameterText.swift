internal import JSONTape

/// A value of a parameter or form field as it was written, in its parts.
enum ParameterText {
    case plain([UInt8])
    case list([[UInt8]])
    case object([(name: [UInt8], value: [UInt8])])

    /// The values for policies and logs: items, or `name=value` for the members of an object.
    var values: [[UInt8]] {
        switch self {
        case .plain(let text): [text]
        case .list(let items): items
        case .object(let members): members.map { $0.name + [UInt8(ascii: "=")] + $0.value }
        }
    }

    /// The JSON texts that the value can be read as, most specific first.
    func readings(_ shape: ParameterShape) -> [[UInt8]] {
        switch self {
        case .plain(let text): return Self.readings(text, as: shape.scalars)
        case .list(let items):
            let specific = items.map { Self.readings($0, as: shape.items)[0] }
            var readings = [Self.listText(specific)]
            if shape.items.contains(.string), shape.items != .string {
                readings.append(Self.listText(items.map(Self.quoted)))
            }
            return readings
        case .object(let members):
            var specific: [[UInt8]] = []
            var plain: [[UInt8]] = []
            for member in members {
                let name = Self.quoted(member.name) + [UInt8(ascii: ":")]
                let known = shape.member(String(decoding: member.name, as: UTF8.self))
                let texts = Self.readings(
                    member.value,
                    as: known?.scalars ?? shape.others ?? .string
                )
                specific.append(name + texts[0])
                plain.append(name + texts[texts.count - 1])
            }
            let readings = [Self.objectText(specific), Self.objectText(plain)]
            return specific == plain ? [readings[0]] : readings
        }
    }

    /// The JSON texts of a plain value, most specific first; at least one.
    static func readings(_ text: [UInt8], as scalars: ParameterShape.Scalars) -> [[UInt8]] {
        var readings: [[UInt8]] = []
        if scalars.contains(.number), isNumber(text) { readings.append(text) }
        if scalars.contains(.bool), text == Array("true".utf8) || text == Array("false".utf8) {
            readings.append(text)
        }
        if scalars.contains(.null), text.isEmpty { readings.append(Array("null".utf8)) }
        if scalars.contains(.string) || readings.isEmpty { readings.append(quoted(text)) }
        return readings
    }

    static func listText(_ items: [[UInt8]]) -> [UInt8] {
        [UInt8(ascii: "[")] + items.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
    }

    static func objectText(_ members: [[UInt8]]) -> [UInt8] {
        [UInt8(ascii: "{")] + members.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
    }

    private static func isNumber(_ text: [UInt8]) -> Bool {
        JSONNumber(text: String(decoding: text, as: UTF8.self)) != nil
    }

    /// A JSON string of UTF-8 text.
    static func quoted(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 2)
        result.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                result += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\""))
        return result
    }
}

extension ParameterForm {
    /// The parts of the one text of a parameter; nil when it is not in the style.
    func parts(of text: [UInt8], _ name: String, _ shape: ParameterShape) -> ParameterText? {
        guard let text = withoutPrefix(text, name, shape) else { return nil }
        if shape.isObject {
            if text.isEmpty, shape.scalars.contains(.null) { return .plain(text) }
            return object(text)
        }
        guard shape.isArray else { return .plain(text) }
        return items(text, name).map { .list($0) }
    }

    /// What follows the prefix of the styles that have one.
    private func withoutPrefix(
        _ text: [UInt8],
        _ name: String,
        _ shape: ParameterShape
    ) -> [UInt8]? {
        let prefix: [UInt8]
        switch style {
        case .label: prefix = [UInt8(ascii: ".")]
        case .matrix where explodes && shape.isObject: prefix = [UInt8(ascii: ";")]
        case .matrix:
            prefix = Array(";\(name)=".utf8)
            // An empty value has no sign of equality.
            if text.elementsEqual(prefix.dropLast()) { return [] }
        default: return text
        }
        return text.starts(with: prefix) ? Array(text.dropFirst(prefix.count)) : nil
    }

    private func items(_ text: [UInt8], _ name: String) -> [[UInt8]]? {
        guard !text.isEmpty else { return [] }
        let items = text.split(separator: separator, omittingEmptySubsequences: false).map {
            Array($0)
        }
        guard style == .matrix, explodes else { return items }
        // Each further item repeats the name.
        let prefix = Array("\(name)=".utf8)
        guard items.dropFirst().allSatisfy({ $0.starts(with: prefix) }) else { return nil }
        return items.prefix(1) + items.dropFirst().map { Array($0.dropFirst(prefix.count)) }
    }

    private func object(_ text: [UInt8]) -> ParameterText? {
        guard !text.isEmpty else { return .object([]) }
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        var members: [(name: [UInt8], value: [UInt8])] = []
        if explodes {
            for part in parts {
                guard let sign = part.firstIndex(of: UInt8(ascii: "=")) else { return nil }
                members.append((Array(part[..<sign]), Array(part[(sign + 1)...])))
            }
        } else {
            guard parts.count.isMultiple(of: 2) else { return nil }
            for place in stride(from: 0, to: parts.count, by: 2) {
                members.append((Array(parts[place]), Array(parts[place + 1])))
            }
        }
        return .object(members)
    }
}
