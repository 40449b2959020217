internal import JSONTape

/// What may stand at the keywords of a schema, in words for its author.
enum KeywordForms {
    /// What a keyword's value has to be.
    static func expected(_ keyword: String, _ dialect: Dialect) -> String {
        switch keyword {
        case "type":
            dialect == .openAPI30
                ? "one type as a text (OpenAPI 3.0; with 'nullable: true' for null)"
                : "a type or a list of types"
        case "exclusiveMinimum" where dialect == .openAPI30,
            "exclusiveMaximum" where dialect == .openAPI30:
            "true or false beside '\(keyword == "exclusiveMinimum" ? "minimum" : "maximum")' "
                + "(OpenAPI 3.0; a number only from 3.1 on)"
        case "exclusiveMinimum", "exclusiveMaximum":
            "a number (true or false is how OpenAPI 3.0 and draft-04 write it)"
        case "minimum", "maximum": "a number"
        case "multipleOf": "a number greater than zero"
        case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
            "minContains", "maxContains":
            "a whole number, zero or greater"
        case "uniqueItems": "true or false"
        case "pattern", "$ref", "$dynamicRef": "a text"
        case "$recursiveRef": "'#'"
        case "enum": "a list of values"
        case "required":
            "a list of member names, beside 'properties' (not 'required: true' in a member)"
        case "dependentRequired": "an object of lists of member names"
        case "allOf", "anyOf", "oneOf", "prefixItems": "a list of at least one schema"
        case "items": "a schema (or, before 2020-12, a list of at least one)"
        case "properties", "patternProperties", "dependentSchemas": "an object of schemas by name"
        case "discriminator":
            "an object with a text 'propertyName' and, where names are mapped, texts in 'mapping'"
        default: "another kind of value"
        }
    }

    /// What to write instead of a type that does not exist; nil where nothing is near.
    static func instead(of name: String) -> String? {
        switch name {
        case "date", "date-time", "time", "uuid", "email", "uri", "byte", "binary", "password":
            return "write 'type: string' with 'format: \(name)'"
        case "datetime", "timestamp": return "write 'type: string' with 'format: date-time'"
        case "file": return "write 'type: string' with 'format: binary'"
        case "int", "int32", "int64", "long", "short": return "write 'integer'"
        case "float", "double", "decimal": return "write 'number'"
        case "text", "str", "varchar": return "write 'string'"
        case "any": return "leave 'type' out to let any value in"
        case "map", "dict", "struct": return "write 'object'"
        case "list", "set": return "write 'array'"
        default: break
        }
        let types = ["array", "boolean", "integer", "null", "number", "object", "string"]
        return NearestName.of(name, among: types).map { "did you mean '\($0)'?" }
    }
}
