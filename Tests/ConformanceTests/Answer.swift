import JSONTape

/// An HTTP answer as curl received it.
struct Answer: Sendable, CustomStringConvertible {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    /// Reads what `curl -i` prints; nil when there is no whole head.
    init?(_ output: [UInt8]) {
        guard let head = output.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: output[..<head.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "),
            let status = Int(first.dropFirst(9).prefix(3))
        else { return nil }
        self.status = status
        fields = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        body = Array(output[head.upperBound...])
    }

    /// The value of a field by its name in lower case.
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    var json: JSONValue? { try? JSONValue(parsing: body) }

    /// The code of an error answer of a component, where header and body say the same.
    ///
    /// FSC Core 2.0.0, *Error Handling*.
    func code(of domain: String) -> String? {
        guard let json, let code = json["code"]?.string, code == field("fsc-error-code"),
            json["domain"]?.string == "ERROR_DOMAIN_" + domain,
            json["message"]?.string?.isEmpty == false
        else { return nil }
        return code
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    var description: String { "\(status) \(fields) \(text.prefix(600))" }
}

/// There was no HTTP answer: the connection was refused, or ended before it.
struct NoAnswer: Error {
    let errors: String
}

/// HTTP requests by curl.
enum Curl {
    static func ask(_ arguments: [String], body: [UInt8] = []) async throws -> Answer {
        var all = ["-sS", "-i", "--http1.1", "--max-time", "20", "-H", "Expect:"]
        if !body.isEmpty { all += ["--data-binary", "@-"] }
        let finished = try await Finished.running("curl", all + arguments, input: body)
        guard finished.status == 0, let answer = Answer(finished.output) else {
            throw NoAnswer(errors: finished.errors)
        }
        return answer
    }
}
