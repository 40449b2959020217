public import JSONTape

/// The bounds of the texts in a grant's properties.
///
/// FSC Core 2.0.0, *Properties*, bounds only the whole, and asks to take them for unsanitised text. What
/// is signed is kept verbatim, so a text of ours that may not be shown or recorded is refused, not
/// mended. Properties of others are theirs, also under a name that we use.
public enum PropertyTexts {
    /// The most bytes of one text of a purpose or an external contract: what a log entry holds.
    static let longestRecorded = 512

    /// Checks the texts and names of a grant's properties that people read and logs keep; the refusal
    /// names the place below a path.
    public static func check(_ properties: JSONObject, path: String) throws(ContractRefusal) {
        for (name, value) in properties.members where isRecorded(name, value) {
            try check(value, path: "\(path).\(shown(name))")
        }
    }

    private static func isRecorded(_ name: String, _ value: JSONValue) -> Bool {
        switch name {
        case PurposeProperty.name, PublishedPurposes.name: true
        case PurposeProperty.formerName: PurposeProperty.isOurs(value)
        case PublishedPurposes.formerName:
            value.array?.contains(where: PurposeProperty.isOurs) ?? false
        case ExternalContractReference.connectionProperty,
            ExternalContractReference.publicationProperty:
            true
        default: false
        }
    }

    /// JSON of contracts is read with a bounded depth.
    private static func check(_ value: JSONValue, path: String) throws(ContractRefusal) {
        switch value {
        case .null, .bool, .number: return
        case .string(let text): try check(text, path: path)
        case .array(let elements):
            for (place, element) in elements.enumerated() {
                try check(element, path: "\(path)[\(place)]")
            }
        case .object(let object):
            for (name, value) in object.members {
                try check(name, path: "a name in \(path)")
                try check(value, path: "\(path).\(shown(name))")
            }
        }
    }

    private static func check(_ text: String, path: String) throws(ContractRefusal) {
        guard text.utf8.count <= longestRecorded else {
            throw .textTooLong(path, bytes: text.utf8.count, most: longestRecorded)
        }
        for (place, scalar) in text.unicodeScalars.enumerated() where isObeyed(scalar) {
            throw .textNotPlain(path, scalar: scalar.value, place: place + 1)
        }
    }

    /// A name as a message may hold it.
    private static func shown(_ name: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in name.unicodeScalars.prefix(64) {
            shown.append(isObeyed(scalar) ? "?" : scalar)
        }
        return String(shown)
    }

    /// Whether terminals and viewers take a character for an order: Unicode's controls, line ends and
    /// marks that turn the direction of writing.
    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
