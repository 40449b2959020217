import AccessLog
import ExchangeModel
import HTTPWire
import PayloadPolicy
import Testing

@testable import Inway

/// Fields by which servers take another method, path or client for the request's own.
@Suite struct ProxyFieldTests {
    static let left = [
        "X-Original-URL: /admin", "X-Rewrite-URL: /admin", "X-Original-URI: /admin",
        "X-Override-URL: /admin", "X-Forwarded-For: 10.0.0.1", "X-Forwarded-Host: a",
        "X-Forwarded-Proto: http", "X-Forwarded-Prefix: /x", "X-Forwarded-Anything: x",
        "X-Forwarded: x", "Forwarded: for=10.0.0.1", "X-Real-IP: 10.0.0.1", "Client-IP: 10.0.0.1",
        "True-Client-IP: 10.0.0.1", "CF-Connecting-IP: 10.0.0.1", "X-Envoy-Original-Path: /admin",
        "X-Envoy-Internal: true", "X-SSL-Client-S-DN: x", "SSL-Client-Cert: x", "Client-Cert: :x:",
        "X-ARR-ClientCert: x", "Remote-User: root", "X-Remote-User: root", "X-Script-Name: /admin",
        "SCRIPT_NAME: /admin", "PATH_INFO: /admin", "Proxy: http://10.0.0.1", "X-Host: a",
        // An application that follows CGI reads hyphen and underscore as one.
        "x_forwarded_for: 10.0.0.1", "X_Original_URL: /admin", "Content_Length: 7",
        "Transfer_Encoding: chunked", "Content_Type: text/html", "content_encoding: gzip",
        "Proxy_Authorization: x",
    ]

    static let overrides = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]

    private func service(_ passed: [String] = []) throws -> OfferedService {
        var service = OfferedService(
            name: try ServiceName("persons"),
            source: UpstreamSample.target(port: 1),
            authority: "source.internal",
            rules: try PersonsRegistry.streamed()
        )
        service.passedFields = passed.compactMap { FieldName($0) }
        return service
    }

    private func forwarded(_ fields: [String], _ passed: [String] = []) throws -> [Substring] {
        let lines = fields.map { $0 + "\r\n" }.joined()
        let (head, bytes) = try HeadTests.read("POST /x HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
        var sink: [UInt8] = []
        SourceRequest(try service(passed)).write(
            head,
            in: bytes.span,
            adding: SourceRequest.Additions(
                permit: try InwayParties().permit(),
                trace: try #require(
                    TraceContext(
                        Array("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".utf8)
                    )
                ),
                startsTrace: false,
                wantsWholeAnswer: false
            ),
            to: &sink
        )
        return String(decoding: sink, as: UTF8.self).split(separator: "\r\n")
    }

    @Test func `what a proxy would say never reaches a source from a peer, however it is written`()
        throws
    {
        let honest = ["Accept: a/b", "Content-Type: text/plain", "Content-Encoding: br", "Via: x"]
        let lines = try forwarded(Self.left + Self.overrides.map { $0 + ": POST" } + honest)
        #expect(Set(lines.dropFirst(2).dropLast()) == Set(honest.map { Substring($0) }))
        #expect(lines.first == "POST /x HTTP/1.1")
    }

    @Test func `a service gets the fields that its configuration names, and no others`() throws {
        let passed = ["X-Forwarded-Host", "Remote-User"]
        let lines = try forwarded(Self.left, passed)
        #expect(Set(lines.dropFirst(2).dropLast()) == ["X-Forwarded-Host: a", "Remote-User: root"])
    }

    @Test(arguments: overrides)
    func `a request that asks for another method is refused, and the field is named`(
        name: String
    ) throws {
        func override(_ line: String, _ passed: [String] = []) throws -> String? {
            let (head, bytes) = try HeadTests.read("POST /x HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n")
            let fields = passed.compactMap { FieldName($0) }
            return ProxyField.override(of: head, in: bytes.span, except: fields)?.description
        }
        #expect(try override("\(name): DELETE") == name.lowercased())
        #expect(try override("\(name.replacing("-", with: "_")): merge") == name.lowercased())
        #expect(try override("\(name.uppercased()):") == name.lowercased())
        #expect(try override("\(name): POST") == nil)
        #expect(try override("\(name): post") == nil)
        #expect(try override("\(name): DELETE", [name]) == nil)
        #expect(try override("X-Other: DELETE") == nil)
        let field = try #require(FieldName(name))
        let answer = InwayRefusal.methodOverridden(field).answer
        #expect(answer.status == 400 && answer.message.contains(name.lowercased()))
    }

    @Test func `only fields that would be left out can be let through`() throws {
        let may = ["X-Forwarded-For", "X-HTTP-Method-Override", "Remote-User", "X-Envoy-Internal"]
        let mayNot = ["Accept", "Host", "Content-Length", "Proxy-Authorization", "Fsc-Grant-Hash"]
        for name in may { #expect(ProxyField.mayPass(try #require(FieldName(name))), "\(name)") }
        for name in mayNot {
            #expect(!ProxyField.mayPass(try #require(FieldName(name))), "\(name)")
        }
        for name in ["X-Method-Override", "X-Original-URL", "X-Forwarded-Prefix"] {
            #expect(ProxyField.redirects(try #require(FieldName(name))), "\(name)")
        }
        #expect(!ProxyField.redirects(try #require(FieldName("X-Forwarded-For"))))
    }

    @Test func `a refused override reaches nobody and is on record, over HTTP/1.1 and HTTP/2`()
        async throws
    {
        let script = SourceScript { _ in UpstreamSample.json("{}") }
        try await InwayTrial.with(source: script) { trial in
            func request(_ fields: String) throws -> String {
                try trial.request("POST /x HTTP/1.1", fields: fields, body: "{}")
            }
            try await trial.client { client in
                let answer = try await client.ask(request("X-HTTP-Method-Override: DELETE\r\n"))
                #expect(answer.status == 400 && answer.code == "MALFORMED_REQUEST")
                #expect(answer.body.contains("x-http-method-override"))
            }
            try await trial.streams { client in
                let answer = try await client.ask(request("x-http-method: DELETE\r\n"))
                #expect(answer.status == 400 && answer.body.contains("x-http-method"))
                #expect(trial.source.requests.isEmpty)
                let same = try await client.ask(
                    request("x-http-method: POST\r\nx-original-url: /admin\r\n")
                )
                #expect(same.status == 200)
            }
            let seen = try #require(trial.source.requests.first).lowercased()
            #expect(!seen.contains("x-http-method") && !seen.contains("admin"))
            #expect(
                try await trial.denials(atLeast: 2).map(\.code) == [
                    .malformedRequest, .malformedRequest,
                ]
            )
        }
    }
}
