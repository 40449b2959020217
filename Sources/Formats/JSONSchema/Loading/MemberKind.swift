/// What the members of an object in a schema or OpenAPI document are: where references may stand.
package enum MemberKind: Sendable {
    /// Keywords of a specification.
    case keywords
    /// Names that the document's author chose.
    case names
    /// The members of a Discriminator Object.
    case discriminator
    /// The values of a discriminator's mapping.
    case mapping

    private static let maps: Set<String> = [
        "$defs", "callbacks", "content", "definitions", "dependentSchemas", "encoding", "headers",
        "links", "parameters", "pathItems", "paths", "patternProperties", "properties",
        "requestBodies", "responses", "schemas", "securitySchemes", "variables", "webhooks",
        "x-sluis-files",
    ]
    private static let data: Set<String> = ["const", "default", "enum", "example", "examples"]

    /// The members of a keyword's value; nil where it is data, in which nothing is a reference.
    package init?(below keyword: String) {
        guard !Self.data.contains(keyword) else { return nil }
        self =
            keyword == "discriminator"
            ? .discriminator : Self.maps.contains(keyword) ? .names : .keywords
    }
}
