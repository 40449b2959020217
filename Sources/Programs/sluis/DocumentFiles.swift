import Foundation
import JSONSchema
import JSONTape
import OpenAPI
import YAMLDocument

/// A document of a file, with the files below its folder that it refers to.
struct DocumentFiles {
    /// Why the files are no document: in which file and at which line, what, and how to mend it.
    struct Problem: Error, CustomStringConvertible {
        let place: String
        let what: String
        let mend: String

        var description: String { "\(place): \(what)" }
    }

    /// The path of the first file, as it was named.
    let path: String
    private let bundle: DocumentBundle

    /// The whole document.
    var document: JSONValue { bundle.document }

    /// Reads a file and those that it refers to; `-` is the standard input, which has no folder.
    ///
    /// - Parameters:
    ///   - path: The first file.
    ///   - known: URIs of documents that are given otherwise; references to them stay.
    ///   - needsFiles: Whether a reference to a file that is not there is a problem; of a JSON
    ///     Schema it may name a schema by its `$id` instead.
    /// - Throws: Which file cannot be used, and why.
    init(_ path: String, known: Set<String> = [], needsFiles: Bool = true) throws(Problem) {
        self.path = path
        let root = try Self.value(path, named: path)
        let name = path == "-" ? "-" : URL(filePath: path).lastPathComponent
        do throws(BundleProblem) {
            let isOpenAPI = root["openapi"] != nil
            bundle = try DocumentBundle(
                root,
                name: name,
                leaves: { inner in
                    known.contains(inner)
                        || !(isOpenAPI || needsFiles || Self.exists(inner, of: path))
                },
                read: { (inner) throws(BundleProblem.Unreadable) in
                    try Self.part(inner, of: path)
                }
            )
        } catch {
            throw Problem(
                place: Self.place(path, file: error.file, pointer: error.pointer, name: name),
                what: error.message,
                mend: "correct the reference there"
            )
        }
    }

    /// The file, line and pointer of a place in the whole, as `FILE:LINE#POINTER`.
    func place(of pointer: JSONPointer) -> String {
        let origin = bundle.origin(of: pointer)
        return Self.place(path, file: origin.file, pointer: origin.pointer, name: bundle.name)
    }

    private static func place(
        _ path: String,
        file: String,
        pointer: JSONPointer,
        name: String
    ) -> String {
        let path = file == name ? path : folder(of: path) + file
        let data = path == "-" ? nil : FileManager.default.contents(atPath: path)
        let line = data.flatMap { YAMLNode.mark(of: pointer, in: [UInt8]($0)) }?.line
        return path + (line.map { ":\($0)" } ?? "") + "#\(pointer)"
    }

    /// The folder of a path with its final `/`; empty for the current one.
    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    private static func file(_ inner: String, of path: String) -> (path: String, isInside: Bool) {
        let folder = URL(filePath: path).resolvingSymlinksInPath().deletingLastPathComponent()
        let file = folder.appending(path: inner).resolvingSymlinksInPath().path
        let inside = folder.path.hasSuffix("/") ? folder.path : folder.path + "/"
        return (file, file.hasPrefix(inside))
    }

    private static func exists(_ inner: String, of path: String) -> Bool {
        path != "-" && FileManager.default.fileExists(atPath: file(inner, of: path).path)
    }

    private static func part(
        _ inner: String,
        of path: String
    ) throws(BundleProblem.Unreadable) -> JSONValue {
        guard path != "-" else {
            throw BundleProblem.Unreadable("a document of the standard input has no folder")
        }
        let (file, isInside) = file(inner, of: path)
        guard isInside else {
            throw BundleProblem.Unreadable("it leads out of the document's folder")
        }
        guard FileManager.default.fileExists(atPath: file) else {
            throw BundleProblem.Unreadable("there is no such file")
        }
        do throws(Problem) {
            return try value(file, named: inner)
        } catch {
            throw BundleProblem.Unreadable("\(error)")
        }
    }

    /// The value of one JSON or YAML file.
    static func value(_ path: String, named name: String) throws(Problem) -> JSONValue {
        let bytes = try bytes(path, named: name)
        do throws(YAMLProblem) {
            return try YAMLNode.json(parsing: bytes)
        } catch {
            throw Problem(
                place: "\(name):\(error.line):\(error.column)",
                what: error.message,
                mend: "correct the file there"
            )
        }
    }

    /// The bytes of a file or pipe; `-` is the standard input.
    static func bytes(_ path: String, named name: String) throws(Problem) -> [UInt8] {
        do {
            if path == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            return Array(try file.readToEnd() ?? Data())
        } catch {
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            guard exists, isFolder.boolValue else {
                throw Problem(
                    place: name,
                    what: "the file cannot be read",
                    mend: "name an existing file that you may read"
                )
            }
            throw Problem(place: name, what: "this is a folder", mend: "name a file in it")
        }
    }
}
