public import JSONTape

/// The smallest change of a service's document after which a deviation is none any more.
///
/// Made of the deviation's shape and the document alone: no value is known here.
public struct SchemaChange: Hashable, Sendable {
    /// What to do, in one line.
    public let text: String
    /// Whether it is the payload that must change: no schema can describe what was seen.
    public let isForSender: Bool

    /// Proposes a change.
    ///
    /// - Parameters:
    ///   - deviation: What was counted.
    ///   - document: The service's document, for the names that a place stands for.
    public init(_ deviation: Deviation, in document: JSONValue?) {
        let place = deviation.path.isEmpty ? "the body" : deviation.path
        var isForSender = false
        switch deviation.rule {
        case "type": text = "allow \(deviation.seen ?? "another type") at \(place)"
        case "required":
            let name = Self.name(at: deviation.schema, document)
            let isBody = deviation.path.isEmpty || deviation.path.hasPrefix("/")
            if isBody, let name {
                text = "make \(deviation.path)/\(name) optional"
            } else {
                text = isBody ? "make a member of \(place) optional" : "make \(place) optional"
            }
        case "additionalProperties", "unevaluatedProperties", "propertyNames":
            text = "declare the member \(place), or allow further members beside it"
        case "readOnly":
            text = "take readOnly off \(place), or let it pass with 'validation: {readOnly: pass}'"
        case "writeOnly": text = "take writeOnly off \(place), if it may be seen after all"
        case "enum", "const": text = "add a value to the values allowed at \(place)"
        case "pattern", "format": text = "widen the \(deviation.rule) at \(place)"
        case "minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties":
            text = "lower \(deviation.rule) at \(place)"
        case "maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties":
            text = "raise \(deviation.rule) at \(place)"
        case "oneOf", "anyOf", "discriminator":
            text = "add a choice to \(deviation.rule) at \(place)"
        case "undeclared status": text = "declare the status of the answer"
        case "undeclared media type": text = "declare the media type of the body"
        case "undeclared body": text = "declare a body for the request"
        case "undeclared": text = "declare the parameter \(place)"
        case "path_unclear":
            (text, isForSender) = ("the sender must send paths with one reading only", true)
        case "operation_left_out":
            text = "mend the description of the operation (sluis check tells what is wrong)"
        case "unknown_operation", "unknown_method": text = "declare the operation"
        case "mediaType" where deviation.path.hasPrefix("/"):
            text = "allow the media type of the part \(place)"
        case "mediaType": (text, isForSender) = ("the sender must send JSON in UTF-8", true)
        case "encoding": (text, isForSender) = ("the sender must encode \(place) well", true)
        case "repeated": (text, isForSender) = ("the sender must send \(place) once", true)
        case "stepBudget":
            text = "simplify the schema: checking the body takes too many steps"
        case let rule where rule.hasPrefix("json"):
            (text, isForSender) = ("the sender must send well-formed JSON", true)
        case "field policy": text = "widen the field policy: no schema forbids it"
        default: text = "relax \(deviation.rule) at \(place)"
        }
        self.isForSender = isForSender
    }

    /// The name that stands at a place of the document, as a violation of `required` gives it.
    ///
    /// Nil where the place is in another document, which is not known here.
    private static func name(at place: String?, _ document: JSONValue?) -> String? {
        guard let place, place.hasPrefix("#"),
            let fragment = SchemaReduction.percentDecoded(place.dropFirst()),
            let pointer = try? JSONPointer(parsing: fragment),
            let name = document?[pointer]?.string
        else { return nil }
        return name.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
