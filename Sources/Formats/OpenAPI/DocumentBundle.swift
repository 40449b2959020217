public import JSONTape

/// A document that is split over files, put together into one.
///
/// Relative references to other files are followed; each file is read once and stands in the whole
/// below ``member``, by its path from the folder that holds all. References by absolute URI stay as
/// they are. Nothing outside the folder is ever asked for.
public struct DocumentBundle: Sendable {
    /// The member of the whole under which the other files stand.
    public static let member = "x-sluis-files"
    /// The most files of one document.
    static let maximumFiles = 500

    /// The whole document; the first file itself when it refers to no other.
    public let document: JSONValue
    /// The first file's path from the folder.
    public let name: String

    /// Reads all files that a document refers to.
    ///
    /// - Parameters:
    ///   - root: The first file's value.
    ///   - name: The first file's path from the folder; its name alone where that is its own.
    ///   - leaves: Whether references to a path stay as they are; by default none do.
    ///   - read: Gives the value of a file by its path from the folder, with `/`
    ///     between names and without `.` and `..`; or says why it cannot.
    /// - Throws: Which reference cannot be followed, and why.
    public init(
        _ root: JSONValue,
        name: String,
        leaves: (String) -> Bool = { _ in false },
        read: (String) throws(BundleProblem.Unreadable) -> JSONValue
    ) throws(BundleProblem) {
        var rewriting = ReferenceRewriting(root: name)
        var whole = try rewriting.rewritten(root, of: name, leaves)
        var files: [JSONObject.Member] = []
        while let reference = rewriting.pending.popLast() {
            guard files.count < Self.maximumFiles else {
                throw reference.problem(.tooManyFiles(limit: Self.maximumFiles))
            }
            let value: JSONValue
            do throws(BundleProblem.Unreadable) {
                value = try read(reference.target)
            } catch {
                throw reference.problem(.unreadable(reference.target, error.why))
            }
            let file = try rewriting.rewritten(value, of: reference.target, leaves)
            files.append((reference.target, file))
        }
        if !files.isEmpty, case .object(var object) = whole {
            object[Self.member] = .object(JSONObject(files.sorted { $0.name < $1.name }))
            whole = .object(object)
        }
        document = whole
        self.name = name
    }

    /// The file, and the place in it, that a place of the whole came from.
    public func origin(of pointer: JSONPointer) -> (file: String, pointer: JSONPointer) {
        guard pointer.tokens.count > 1, pointer.tokens[0] == Self.member else {
            return (name, pointer)
        }
        return (pointer.tokens[1], JSONPointer(tokens: Array(pointer.tokens[2...])))
    }
}

/// Why the files of a document cannot be put together, and at which place.
public struct BundleProblem: Error, Hashable, Sendable {
    /// Why a file gives no value.
    public struct Unreadable: Error, Hashable, Sendable {
        /// What is wrong, as the end of a sentence.
        public let why: String

        /// Says what is wrong.
        public init(_ why: String) {
            self.why = why
        }
    }

    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// The reference leads out of the document's folder.
        case outside(String)
        /// The file cannot be read.
        case unreadable(String, String)
        /// The document is split over too many files.
        case tooManyFiles(limit: Int)
    }

    /// The file in which the reference stands, by its path from the folder.
    public let file: String
    /// The place of the reference in that file.
    public let pointer: JSONPointer
    /// What is wrong.
    public let reason: Reason

    /// One sentence that says what is wrong and what to do.
    public var message: String {
        switch reason {
        case .outside(let target):
            "'\(target)' lies outside the document's folder: name a folder that holds both with "
                + "'openapiRoot' (on the command line --root)"
        case .unreadable(let target, let why): "'\(target)' cannot be used: \(why)"
        case .tooManyFiles(let limit): "the document is split over more than \(limit) files"
        }
    }
}

/// A reference to another file that is still to be read.
struct FileReference {
    let target: String
    let file: String
    let pointer: JSONPointer

    func problem(_ reason: BundleProblem.Reason) -> BundleProblem {
        BundleProblem(file: file, pointer: pointer, reason: reason)
    }
}
