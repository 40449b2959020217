public import JSONTape

/// Why an OpenAPI document cannot be used, and at which place in it.
public struct OpenAPIProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with a document, with what to do about it.
    public enum Reason: Hashable, Sendable {
        /// The document is no OpenAPI 3.0 or 3.1: convert it.
        case unsupportedVersion(String)
        /// The version is no text of three numbers.
        case incompleteVersion(String)
        /// A member that the specification asks for is missing.
        case missing(String)
        /// A value is not of the kind that the specification asks for.
        case expected(String)
        /// A number or truth value where a text must stand.
        case unquoted
        /// A `$ref` that leads out of the document's files.
        case remoteReference(String)
        /// A `$ref` that leads nowhere.
        case danglingReference
        /// A `$ref` that leads to itself.
        case circularReference
        /// The server's URL has no path that can be matched.
        case unusableServer
        /// A path template that cannot be matched.
        case unusableTemplate(String)
        /// Two templates that match the same paths.
        case ambiguousTemplate
        /// Two operations with one `operationId`.
        case duplicateOperation
        /// Two parameters with one name in one place.
        case duplicateParameter
        /// A variable of the path template that no parameter describes.
        case missingParameter(String)
        /// A parameter that is not read, and why.
        case unsupportedParameter(String)
        /// A form that is not read, and why.
        case unsupportedForm(String)
        /// A media type that is none.
        case invalidMediaType
        /// A status that is none.
        case invalidStatus
        /// A schema that does not compile, in the compiler's words.
        case schema(String)
        /// Reading the document takes more than this number of steps.
        case tooMuchWork(Int)
        /// The compiled schemas take more than this number of bytes.
        case overBudget(Int)
    }

    /// The URI of the document that a reference led to; empty for the one that is read.
    public let document: String
    /// The place in the document.
    public let pointer: JSONPointer
    /// What is wrong there.
    public let reason: Reason
    /// What else is wrong with the document.
    public internal(set) var further: [OpenAPIProblem] = []

    /// Names a place and a reason.
    public init(_ reason: Reason, at pointer: JSONPointer, document: String = "") {
        self.document = document
        self.pointer = pointer
        self.reason = reason
    }

    /// Whether the rest of the document was not read because of it.
    var endsReading: Bool {
        switch reason {
        case .tooMuchWork, .overBudget: true
        default: false
        }
    }

    /// One sentence that says what is wrong and what to do.
    public var message: String {
        switch reason {
        case .unsupportedVersion(let version):
            "only OpenAPI 3.0 and 3.1 are read, and this is \(version): convert the document"
        case .incompleteVersion(let version):
            "'openapi' needs three numbers, written as a text, for example '\(version).0'"
        case .missing(let name): "'\(name)' is missing"
        case .expected(let what): "expected \(what)"
        case .unquoted: "must be a text: write it in quotes"
        case .remoteReference(let text) where !text.contains(":"):
            "'$ref' leads to '\(text)', and the document has no such file: put it below the document's "
                + "folder, or name a folder that holds both with 'openapiRoot' (on the command line --root)"
        case .remoteReference(let text):
            "'$ref' leads to '\(text)', out of the document's files: nothing is fetched; name a file "
                + "below its folder, or give the document with 'references' (on the command line "
                + "--reference URI=FILE)"
        case .danglingReference: "'$ref' leads nowhere"
        case .circularReference: "'$ref' leads to itself"
        case .unusableServer: "a server's URL must be absolute or begin with '/', its path plain"
        case .unusableTemplate(let why): "the path template cannot be matched: \(why)"
        case .ambiguousTemplate: "an earlier template matches the same paths"
        case .duplicateOperation: "the operationId stands twice in the document"
        case .duplicateParameter: "the parameter stands twice"
        case .missingParameter(let name):
            "no parameter describes '{\(name)}' of the path: add one with 'in: path' and 'required: true'"
        case .unsupportedParameter(let why): "the parameter is not read: \(why)"
        case .unsupportedForm(let why): "the form is not read: \(why)"
        case .invalidMediaType: "this is no media type"
        case .invalidStatus: "a status is three digits, '1XX' to '5XX' or 'default'"
        case .schema(let words): words
        case .tooMuchWork(let steps):
            "compiling the document takes more than \(steps) steps, and they ended here: simplify "
                + "patterns with counted repetitions and schemas that many others combine, or offer "
                + "the service in parts"
        case .overBudget(let bytes):
            "the compiled schemas take more than \(bytes) bytes: offer the service in parts"
        }
    }

    /// Place and message.
    public var description: String { "\(document)#\(pointer): \(message)" }
}
