import ExchangeModel
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing

/// What a description declares beside JSON bodies: cookies, other media types, encoded paths.
@Suite struct DeclaredContentTests {
    private static let document = """
        {"openapi":"3.0.3","info":{"title":"x","version":"1"},"servers":[{"url":"/"}],"paths":{
          "/needed":{"get":{"operationId":"needed",
            "parameters":[{"name":"session","in":"cookie","required":true,"schema":{"type":"integer"}}],
            "responses":{"200":{"description":"x","content":{"application/json":{}}}}}},
          "/optional":{"get":{"operationId":"optional",
            "parameters":[{"name":"session","in":"cookie","schema":{"type":"integer"}}],
            "responses":{"200":{"description":"x","content":{"application/json":{}}}}}},
          "/octets":{"put":{"operationId":"putOctets",
            "requestBody":{"required":true,"content":{"application/octet-stream":{}}},
            "responses":{"200":{"description":"x","content":{"application/json":{}}}}}},
          "/extract":{"get":{"operationId":"getExtract",
            "responses":{"200":{"description":"x","content":{
              "application/pdf":{"schema":{"type":"string","format":"binary"}}}}}}},
          "/items/{id}":{"get":{"operationId":"getItem",
            "parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],
            "responses":{"200":{"description":"x","content":{"application/json":{}}}}}}}}
        """

    private func setup() throws -> InwayTrial.Setup {
        var setup = InwayTrial.Setup()
        setup.rules = try PayloadRules(
            document: OpenAPIDocument(JSONValue(parsing: Array(Self.document.utf8)))
        )
        return setup
    }

    private func ask(
        _ line: String,
        fields: String = "",
        body: String = "",
        source: SourceScript = SourceScript { _ in UpstreamSample.json("{}") }
    ) async throws -> (answer: PeerClient.Answer, received: [String]) {
        var result: (answer: PeerClient.Answer, received: [String])?
        try await InwayTrial.with(setup(), source: source) { trial in
            try await trial.client { client in
                let answer = try await client.ask(
                    trial.request(line, fields: fields, body: body)
                )
                result = (answer, trial.source.requests)
            }
        }
        return try #require(result)
    }

    @Test(
        arguments: [
            ("/needed", "Cookie: session=5\r\n", 200),
            ("/needed", "Cookie: a=b; session=5\r\n", 200),
            ("/needed", "Cookie: a=b\r\nCookie: session=5\r\n", 200), ("/needed", "", 400),
            ("/needed", "Cookie: session=x\r\n", 400), ("/optional", "", 200),
            ("/optional", "Cookie: session=abc\r\n", 400),
            ("/optional", "Cookie: session=1; session=2\r\n", 400),
            ("/optional", "Cookie: other=abc\r\n", 200),
        ] as [(String, String, Int)]
    )
    func `cookies are held to the description like other fields`(
        path: String,
        fields: String,
        status: Int
    ) async throws {
        let (answer, received) = try await ask("GET \(path) HTTP/1.1", fields: fields)
        #expect(answer.status == status)
        #expect(received.isEmpty == (status != 200))
        if status == 400 { #expect(answer.body.contains("cookie:session")) }
    }

    @Test func `a declared body of another media type passes as it came`() async throws {
        let type = "Content-Type: application/octet-stream\r\n"
        let (answer, received) = try await ask(
            "PUT /octets HTTP/1.1",
            fields: type,
            body: "\u{0}\u{1}{"
        )
        #expect(answer.status == 200)
        #expect(received.first?.hasSuffix("\u{0}\u{1}{") == true)
        let other = try await ask(
            "PUT /octets HTTP/1.1",
            fields: "Content-Type: text/csv\r\n",
            body: "a"
        )
        #expect(other.answer.status == 400)
        #expect(other.answer.body.contains("mediaType"))
    }

    @Test func `a declared answer of another media type passes, with its file name`() async throws {
        func source(_ type: String) -> SourceScript {
            SourceScript { _ in
                .text(
                    "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: 4\r\n"
                        + "Content-Disposition: attachment; filename=a.pdf\r\nX-Other: y\r\n\r\n%PDF"
                )
            }
        }
        let answer = try await ask("GET /extract HTTP/1.1", source: source("application/pdf"))
            .answer
        #expect(answer.status == 200)
        #expect(answer.body == "%PDF")
        #expect(answer.field("content-disposition") == "attachment; filename=a.pdf")
        #expect(answer.field("x-other") == nil)
        let other = try await ask("GET /extract HTTP/1.1", source: source("text/html")).answer
        #expect(other.status == 502)
        #expect(other.code == "ANSWER_INVALID")
        #expect(!other.body.contains("%PDF"))
    }

    @Test(arguments: ["a%2Fb", "100%25", "a%5cb", "a%3Bb"])
    func `an encoded separator in a path is refused, and told as what it is`(
        segment: String
    ) async throws {
        let (answer, received) = try await ask("GET /items/\(segment) HTTP/1.1")
        #expect(answer.status == 400)
        #expect(answer.body.contains("%2F"))
        #expect(received.isEmpty)
        #expect(try await ask("GET /items/a%20b HTTP/1.1").answer.status == 200)
    }
}
