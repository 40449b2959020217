import HTTPWire
import NIOCore
import NIOHPACK

/// Writes the fields of an HTTP/2 message as a head of HTTP/1.1.
///
/// What HTTP/2 forbids is refused here, and whatever could end a line or a name; the strict parser
/// that reads the head refuses the rest. So a message that is refused as HTTP/1.1 is refused as
/// HTTP/2. RFC 9113, *HTTP Fields*; white space at an end of a value, and a character that was not
/// UTF-8, count as control characters.
struct FieldTranscript {
    /// The parts of a request that HTTP/2 has as fields.
    fileprivate struct Target {
        var method: String?
        var scheme: String?
        var authority: String?
        var path: String?
    }

    private var lines = ByteBuffer()
    private var statesLength = false
    private var host: String?
    private var cookies: String?

    private init() {}

    /// A request's head, with the empty line.
    static func request(
        _ fields: HPACKHeaders,
        endsStream: Bool
    ) throws(WireProblem) -> ByteBuffer {
        var (transcript, target) = (FieldTranscript(), Target())
        var isWithinTarget = true
        for (name, value, _) in fields {
            try check(value)
            if name.utf8.first == UInt8(ascii: ":") {
                guard isWithinTarget else { throw .malformedRequestLine }
                try target.note(name, value)
            } else {
                isWithinTarget = false
                try transcript.add(name, value)
            }
        }
        var head = ByteBuffer()
        head.writeString(try target.line())
        if let host = try transcript.host(target.authority) {
            head.writeString("host: \(host)\r\n")
        }
        if let cookies = transcript.cookies { head.writeString("cookie: \(cookies)\r\n") }
        head.writeImmutableBuffer(transcript.lines)
        head.writeString(
            endsStream || transcript.statesLength ? "\r\n" : "transfer-encoding: chunked\r\n\r\n"
        )
        return head
    }

    /// An answer's head, with the empty line.
    static func answer(
        _ fields: HPACKHeaders,
        endsStream: Bool,
        answering method: RequestMethod
    ) throws(WireProblem) -> ByteBuffer {
        var transcript = FieldTranscript()
        var status: String?
        for (name, value, _) in fields {
            try check(value)
            if name.utf8.first == UInt8(ascii: ":") {
                guard name == ":status", status == nil, value.utf8.count == 3 else {
                    throw .malformedStatusLine
                }
                status = value
            } else {
                guard status != nil else { throw .malformedStatusLine }
                try transcript.add(name, value)
            }
        }
        guard let status else { throw .malformedStatusLine }
        var head = ByteBuffer(string: "HTTP/1.1 \(status) \r\n")
        head.writeImmutableBuffer(transcript.lines)
        let isBodiless =
            method == .head || status.hasPrefix("1") || ["204", "304"].contains(status)
        if !transcript.statesLength, !isBodiless {
            head.writeString(
                endsStream ? "content-length: 0\r\n" : "transfer-encoding: chunked\r\n"
            )
        }
        head.writeString("\r\n")
        return head
    }

    /// The lines of trailers, without an empty line.
    static func trailers(_ fields: HPACKHeaders) throws(WireProblem) -> ByteBuffer {
        var transcript = FieldTranscript()
        for (name, value, _) in fields {
            try check(value)
            guard name != "host", name != "cookie" else { throw .forbiddenTrailer }
            try transcript.add(name, value)
        }
        return transcript.lines
    }

    private mutating func add(_ name: String, _ value: String) throws(WireProblem) {
        guard !name.isEmpty, name.utf8.allSatisfy(\.isLowerToken) else { throw .invalidFieldName }
        switch name {
        case "connection", "keep-alive", "proxy-connection", "upgrade", "http2-settings":
            throw .invalidConnection
        case "transfer-encoding": throw .unsupportedTransferCoding
        case "te":
            // It is about this connection only.
            guard value == "trailers" else { throw .unsupportedTransferCoding }
        case "host":
            guard host == nil else { throw .repeatedHost }
            host = value
        case "cookie":
            // RFC 9113, *Compressing the Cookie Header Field*: one field to who knows HTTP/1.1.
            cookies = cookies.map { $0 + "; " + value } ?? value
        default:
            if name == "content-length" { statesLength = true }
            lines.writeString(name)
            lines.writeStaticString(": ")
            lines.writeString(value)
            lines.writeStaticString("\r\n")
        }
    }

    /// The one name of the server that the request gives.
    private func host(_ authority: String?) throws(WireProblem) -> String? {
        guard let authority, let host else { return authority ?? host }
        guard authority.lowercased() == host.lowercased() else { throw .targetDisagreesWithHost }
        return authority
    }

    /// Refuses a value that two readers could understand differently.
    private static func check(_ value: String) throws(WireProblem) {
        var last: UInt8 = 0x21
        for byte in value.utf8 {
            switch byte {
            case 0: throw .zeroByte
            case 0x0A: throw .bareLineFeed
            case 0x0D: throw .bareCarriageReturn
            case 0x09: break
            case ..<0x20, 0x7F: throw .controlCharacter
            default: break
            }
            last = byte
        }
        guard let first = value.utf8.first else { return }
        guard !first.isBlank, !last.isBlank, !value.unicodeScalars.contains("\u{FFFD}") else {
            throw .controlCharacter
        }
    }
}

extension FieldTranscript.Target {
    fileprivate mutating func note(_ name: String, _ value: String) throws(WireProblem) {
        switch name {
        case ":method" where method == nil: method = value
        case ":scheme" where scheme == nil: scheme = value
        case ":authority" where authority == nil: authority = value
        case ":path" where path == nil: path = value
        default: throw .malformedRequestLine
        }
    }

    /// The first line of HTTP/1.1.
    ///
    /// RFC 9113, *Request Pseudo-Header Fields* and *The CONNECT Method*.
    fileprivate func line() throws(WireProblem) -> String {
        guard let method else { throw .malformedRequestLine }
        if method == "CONNECT" {
            guard let authority, scheme == nil, path == nil else { throw .targetFormMismatch }
            return "CONNECT \(authority) HTTP/1.1\r\n"
        }
        guard scheme == "https", let path else { throw .malformedRequestLine }
        guard path.utf8.first == UInt8(ascii: "/") || (path == "*" && method == "OPTIONS") else {
            throw .targetFormMismatch
        }
        return "\(method) \(path) HTTP/1.1\r\n"
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// RFC 9113, *Field Validity*: a character of a token that is no capital.
    fileprivate var isLowerToken: Bool {
        switch self {
        case 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B: true
        default: false
        }
    }
}
