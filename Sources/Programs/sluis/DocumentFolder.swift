import Foundation
import JSONTape
import Synchronization
import YAMLDocument

/// The folder whose files a document may be split over; no reference leads out of it.
final class DocumentFolder: Sendable {
    /// The path of the first file, as it was named.
    private let path: String
    /// The folder as messages name it, with its final `/`; empty for the current one.
    private let named: String
    /// The folder's own path, links followed.
    private let resolved: URL
    /// The first file's path from the folder.
    let name: String
    /// The files that were read again to find a line in them.
    private let known = Mutex<[String: YAMLNode?]>([:])

    /// Whether the first file is the standard input, which has no folder.
    private var isStandardInput: Bool { path == "-" }

    /// Takes the folder of a file, or another one that holds it.
    init(of path: String, root: String?) throws(DocumentFiles.Problem) {
        self.path = path
        let file = URL(filePath: path).resolvingSymlinksInPath()
        guard let root, path != "-" else {
            named = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
            resolved = file.deletingLastPathComponent()
            name = path == "-" ? "-" : URL(filePath: path).lastPathComponent
            return
        }
        named = root.isEmpty || root.hasSuffix("/") ? root : root + "/"
        resolved = URL(filePath: root, directoryHint: .isDirectory).resolvingSymlinksInPath()
        let folder = resolved.path.hasSuffix("/") ? resolved.path : resolved.path + "/"
        guard file.path.hasPrefix(folder) else {
            throw DocumentFiles.Problem(
                place: path,
                what: "the document does not lie below the folder \(root)",
                mend: "name a folder that holds it and all files that it refers to"
            )
        }
        name = String(file.path.dropFirst(folder.count))
    }

    /// The path of a file by its path from the folder, and whether it lies in it, links followed.
    func file(_ inner: String) -> (path: String, isInside: Bool) {
        let file = resolved.appending(path: inner).resolvingSymlinksInPath().path
        let inside = resolved.path.hasSuffix("/") ? resolved.path : resolved.path + "/"
        return (file, file.hasPrefix(inside))
    }

    /// Whether there is a file.
    func exists(_ inner: String) -> Bool {
        !isStandardInput && FileManager.default.fileExists(atPath: file(inner).path)
    }

    /// The file, line and pointer of a place, as `FILE:LINE#POINTER`.
    func place(of pointer: JSONPointer, inFile file: String) -> String {
        let path = file == name ? path : named + file
        let node = known.withLock { known -> YAMLNode? in
            if let node = known[path] { return node }
            let data = path == "-" ? nil : FileManager.default.contents(atPath: path)
            let node = data.flatMap { try? YAMLNode(parsing: [UInt8]($0)) }
            known[path] = .some(node)
            return node
        }
        return path + (node.map { ":\($0.mark(of: pointer).line)" } ?? "") + "#\(pointer)"
    }
}
