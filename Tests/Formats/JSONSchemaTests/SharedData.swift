import JSONSchema
import JSONTape

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Files that lie beside the package and are not part of it.
enum SharedData {
    static let root: String = {
        let resolved = realpath(#filePath, nil)
        defer { free(resolved) }
        let file = resolved.map { String(cString: $0) } ?? #filePath
        let package = file.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/" + package + "/../shared"
    }()

    static let testSuite = root + "/testdata/json-schema-test-suite"
    static let openAPI = root + "/testdata/openapi/brp-personen-2.7.0.json"
    static let payloads = root + "/bench/schema/data"

    static func exists(_ path: String) -> Bool {
        access(path, R_OK) == 0
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        struct Unreadable: Error { let path: String }
        guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    static func json(_ path: String) throws -> JSONValue {
        let limits = JSONLimits(maximumBytes: 16 << 20, strict: false)
        return try JSONValue(parsing: bytes(path), limits: limits)
    }

    /// The files below a folder, as paths relative to it.
    static func files(_ folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) {
                found += files(folder + "/" + name).map { name + "/" + $0 }
            } else {
                found.append(name)
            }
        }
        return found.sorted()
    }
}

/// A schema and what it says of texts.
struct Checker {
    let schema: CompiledSchema

    init(schema: CompiledSchema) {
        self.schema = schema
    }

    init(
        _ document: JSONValue,
        at pointer: String = "",
        dialect: Dialect = .draft202012,
        options: SchemaOptions = SchemaOptions()
    ) throws {
        schema = try CompiledSchema(
            document,
            at: JSONPointer(parsing: pointer),
            dialect: dialect,
            options: options
        )
    }

    init(_ text: String, at pointer: String = "", dialect: Dialect = .draft202012) throws {
        try self.init(
            JSONValue(parsing: Array(text.utf8)),
            at: pointer,
            dialect: dialect
        )
    }

    /// Whether a text is valid; both passes must agree.
    func accepts(_ text: [UInt8]) throws -> Bool {
        var tape = ValueTape()
        let limits = JSONLimits(maximumBytes: 16 << 20, strict: false)
        try tape.parse(text.span, limits: limits)
        let fast = schema.isValid(tape, text.span.bytes)
        let slow = schema.violations(tape, text.span.bytes).isEmpty
        struct Disagreement: Error { let fast: Bool }
        guard fast == slow else { throw Disagreement(fast: fast) }
        return fast
    }

    func accepts(_ text: String) throws -> Bool {
        try accepts(Array(text.utf8))
    }

    /// The violations of a text as `keyword pointer`, sorted.
    func violations(_ text: [UInt8]) throws -> [String] {
        var tape = ValueTape()
        try tape.parse(text.span, limits: .payload)
        return schema.violations(tape, text.span.bytes)
            .map { "\($0.keyword) \($0.instance)" }.sorted()
    }

    func violations(_ text: String) throws -> [String] {
        try violations(Array(text.utf8))
    }
}
