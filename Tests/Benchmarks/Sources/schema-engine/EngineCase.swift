import Foundation
import JSONSchema
import JSONTape
import YAMLDocument

/// What is done with a payload.
enum EngineStep: String, CaseIterable {
    case parse
    case validate
    case parseAndValidate = "parse+validate"
    case all = "parse+validate+minimise"
}

/// One payload and what it is held to.
struct EngineCase: Decodable {
    /// What to do for a step with minimisation: the answer of an operation under a policy.
    struct Release: Decodable {
        var policy: String
        var method: String
        var target: String
    }

    var name: String
    /// A schema, or an OpenAPI document.
    var document: String
    /// The place of the schema in the document.
    var pointer: String
    var payload: String
    var release: Release?

    /// Reads the cases of a file; paths in it are relative to the file.
    static func read(_ file: String) throws -> [EngineCase] {
        let folder = URL(filePath: file).deletingLastPathComponent()
        let data = try Data(contentsOf: URL(filePath: file))
        return try JSONDecoder().decode([EngineCase].self, from: data).map { found in
            var found = found
            func path(_ name: String) -> String { URL(filePath: name, relativeTo: folder).path() }
            found.document = path(found.document)
            found.payload = path(found.payload)
            if let policy = found.release?.policy { found.release?.policy = path(policy) }
            return found
        }
    }

    /// The schema, compiled in the dialect of its document.
    func schema() throws -> CompiledSchema {
        let json = try Self.json(document)
        let version = json["openapi"]?.string
        return try CompiledSchema(
            json,
            at: JSONPointer(parsing: pointer),
            dialect: version.map { $0.hasPrefix("3.0.") ? .openAPI30 : .openAPI31 } ?? .draft202012
        )
    }

    static func json(_ file: String) throws -> JSONValue {
        try YAMLNode.json(parsing: bytes(file))
    }

    static func bytes(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: file)))
    }
}
