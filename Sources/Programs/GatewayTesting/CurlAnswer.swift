public import JSONTape

/// An HTTP answer as curl received it.
public struct CurlAnswer: Sendable, CustomStringConvertible {
    /// The protocol, `HTTP/1.1` or `HTTP/2`.
    public let version: String
    /// The status code.
    public let status: Int
    /// The header fields in their order, names in lower case.
    public let fields: [(name: String, value: String)]
    /// The body.
    public let body: [UInt8]

    /// Reads what `curl -i` prints; nil when there is no whole head of HTTP.
    public init?(_ output: [UInt8]) {
        guard let head = output.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: output[..<head.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count > 1, ["HTTP/1.1", "HTTP/2"].contains(words[0]),
            let status = Int(words[1])
        else { return nil }
        (version, self.status) = (String(words[0]), status)
        fields = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        body = Array(output[head.upperBound...])
    }

    /// The value of a field by its name in lower case.
    public func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The body as JSON, where it is.
    public var json: JSONValue? { try? JSONValue(parsing: body) }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The code of an error answer, where header field and body say the same.
    ///
    /// FSC Core 2.0.0, *Error Handling*.
    public var code: String? {
        guard let code = json?["code"]?.string, code == field("fsc-error-code") else { return nil }
        return code
    }

    /// The whole answer, its body cut short.
    public var description: String { "\(status) \(fields) \(text.prefix(600))" }
}
