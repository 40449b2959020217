import Foundation
import JSONSchema
import JSONTape
import OpenAPI
import YAMLDocument

/// A document of a file, with the files below its folder, or another that holds it, that it refers to.
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
    private let folder: DocumentFolder

    /// The whole document.
    var document: JSONValue { bundle.document }

    /// Reads a file and those that it refers to; `-` is the standard input, which has no folder.
    ///
    /// - Parameters:
    ///   - path: The first file.
    ///   - root: The folder that holds all files; by default that of the first one.
    ///   - known: URIs of documents that are given otherwise; references to them stay. So do those to
    ///     files that are not there: the rest may do without them, or they name a schema by its `$id`.
    /// - Throws: Which file cannot be used, and why.
    init(
        _ path: String,
        root: String? = nil,
        known: Set<String> = []
    ) throws(Problem) {
        self.path = path
        let value = try Self.value(path, named: path)
        let folder = try DocumentFolder(of: path, root: root)
        self.folder = folder
        do throws(BundleProblem) {
            bundle = try DocumentBundle(
                value,
                name: folder.name,
                leaves: { known.contains($0) || !folder.exists($0) },
                read: { (inner) throws(BundleProblem.Unreadable) in
                    try Self.part(inner, in: folder)
                }
            )
        } catch {
            throw Problem(
                place: folder.place(of: error.pointer, inFile: error.file),
                what: error.message,
                mend: "correct the reference there"
            )
        }
    }

    /// The file, line and pointer of a place in the whole, as `FILE:LINE#POINTER`.
    func place(of pointer: JSONPointer) -> String {
        let origin = bundle.origin(of: pointer)
        return folder.place(of: origin.pointer, inFile: origin.file)
    }

    /// What a fault says; of a reference to a file that is not there, that, whoever found it.
    func words(_ fault: OpenAPIProblem) -> String {
        let isReference = fault.pointer.tokens.last == "$ref"
        let place = isReference ? fault.pointer : fault.pointer.appending("$ref")
        guard fault.document.isEmpty, let text = document[place]?.string, !text.contains(":"),
            !text.hasPrefix("#")
        else { return fault.message }
        return OpenAPIProblem(.remoteReference(text), at: fault.pointer).message
    }

    private static func part(
        _ inner: String,
        in folder: DocumentFolder
    ) throws(BundleProblem.Unreadable) -> JSONValue {
        let (file, isInside) = folder.file(inner)
        guard isInside else {
            throw BundleProblem.Unreadable("it leads out of the document's folder")
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
