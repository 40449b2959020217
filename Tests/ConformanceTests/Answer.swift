import GatewayTesting
import JSONTape

extension CurlAnswer {
    /// The code of an error answer of a component, where header and body say the same.
    ///
    /// FSC Core 2.0.0, *Error Handling*.
    func code(of domain: String) -> String? {
        guard let code, let json, json["domain"]?.string == "ERROR_DOMAIN_" + domain,
            json["message"]?.string?.isEmpty == false
        else { return nil }
        return code
    }
}

/// There was no HTTP answer: the connection was refused, or ended before it.
struct NoAnswer: Error {
    let errors: String
}

/// HTTP requests by curl.
enum Curl {
    static func ask(_ arguments: [String], body: [UInt8] = []) async throws -> CurlAnswer {
        var all = ["-sS", "-i", "--http1.1", "--max-time", "20", "-H", "Expect:"]
        if !body.isEmpty { all += ["--data-binary", "@-"] }
        let finished = try await CommandRun.of("curl", all + arguments, input: body)
        guard finished.status == 0, let answer = CurlAnswer(finished.output) else {
            throw NoAnswer(errors: finished.errors)
        }
        return answer
    }
}
