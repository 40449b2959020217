import AccessControl
import ExchangeModel
import HTTPWire
import NIOCore
import PayloadPolicy
import RequirementTrait
import Testing

@testable import Inway

/// What a request's head must say, and what of it goes on to the source.
@Suite struct HeadTests {
    static let transaction = "01890a5d-ac96-774b-bcce-b302099a8057"
    static let trusted = "Fsc-Authorization: Bearer t\r\nFsc-Transaction-Id: \(transaction)\r\n"

    static func read(_ text: String) throws -> (RequestHead, [UInt8]) {
        let bytes = Array(text.utf8)
        var parser = RequestParser()
        return (try #require(try parser.parse(bytes.span)), bytes)
    }

    static func intake(_ text: String) throws -> Result<RequestIntake, InwayRefusal> {
        let (head, bytes) = try read(text)
        return RequestIntake.read(head, in: bytes.span)
    }

    static func code(_ text: String) throws -> ErrorAnswer? {
        switch try intake(text) {
        case .success: nil
        case .failure(let refusal): refusal.answer
        }
    }

    @Test(.requirement("FSC Core 2.0.0: I-04"), .requirement("FSC Core 2.0.0: I-08"))
    func `a request without a token is refused with 401 and a challenge`() throws {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nFsc-Transaction-Id: \(Self.transaction)\r\n\r\n"
        guard case .failure(let refusal) = try Self.intake(text) else {
            Issue.record("the request passes")
            return
        }
        #expect(refusal.answer.code == .accessTokenMissing)
        #expect(refusal.answer.status == 401)
        #expect(refusal.answer.domain == .inway)
        #expect(refusal.fields == "www-authenticate: Bearer\r\n")
    }

    @Test(
        .requirement("FSC Logging 1.1.0: L-09"),
        arguments: [
            ("", ErrorCode.missingLogRecordID),
            ("Fsc-Transaction-Id:\r\n", .invalidLogRecordID),
            ("Fsc-Transaction-Id: 1\r\n", .invalidLogRecordID),
            ("Fsc-Transaction-Id: 919108f7-52d1-4320-9bac-f847db4148a8\r\n", .invalidLogRecordID),
            (
                "Fsc-Transaction-Id: \(transaction)\r\nFsc-Transaction-Id: \(transaction)\r\n",
                .invalidLogRecordID
            ),
        ]
    )
    func `a transaction id that is no single UUIDv7 is refused with 400`(
        field: String,
        code: ErrorCode
    ) throws {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nFsc-Authorization: t\r\n\(field)\r\n"
        let answer = try Self.code(text)
        #expect(answer?.code == code)
        #expect(answer?.status == 400)
    }

    @Test(arguments: [
        ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n", ErrorCode.methodUnsupported),
        ("TRACE / HTTP/1.1\r\nHost: a\r\n", .methodUnsupported),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: fsc-authorization\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: Fsc-Transaction-Id\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nFsc-Authorization: other\r\n", .accessTokenInvalid),
    ])
    func `what cannot pass an Inway is refused, token or not`(
        text: String,
        code: ErrorCode
    ) throws {
        #expect(try Self.code(text + Self.trusted + "\r\n")?.code == code)
    }

    @Test func `a well-formed head gives transaction, token and trace`() throws {
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let text = "GET / HTTP/1.1\r\nHost: a\r\ntraceparent: \(trace)\r\n\(Self.trusted)\r\n"
        let intake = try Self.intake(text).get()
        #expect(intake.transaction.description == Self.transaction)
        #expect(String(decoding: Array(text.utf8)[intake.token], as: UTF8.self) == "Bearer t")
        #expect(intake.trace?.description == trace)
        let bad = text.replacing("-01\r\n", with: "-0x\r\n")
        #expect(try Self.intake(bad).get().trace == nil)
    }

    // MARK: To the source

    private func forwarded(
        _ text: String,
        basePath: String = "",
        fields: [ContractField.Source] = [],
        startsTrace: Bool = false,
        whole: Bool = false
    ) throws -> [Substring] {
        let parties = try InwayParties()
        let policy = try PersonsRegistry.policy()
        var service = OfferedService(
            name: try ServiceName("persons"),
            source: UpstreamSample.target(port: 1),
            authority: "source.internal:8080",
            basePath: basePath,
            rules: try PersonsRegistry.rules()
        )
        service.contractFields = try fields.map {
            ContractField(name: try #require(FieldName("X-\($0.rawValue)")), source: $0)
        }
        let name = try #require(FieldName("X-Api-Key"))
        service.fixedFields = [
            try #require(OfferedService.FixedField(name: name, value: Array("secret".utf8)))
        ]
        service.processingActivities = [policy.purpose: "https://register.example.nl/42"]
        let trace = try #require(
            TraceContext(Array("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".utf8))
        )
        let (head, bytes) = try Self.read(text)
        var sink: [UInt8] = []
        SourceRequest(service).write(
            head,
            in: bytes.span,
            adding: SourceRequest.Additions(
                permit: try parties.permit(policy: policy, delegator: parties.stranger.peer),
                trace: trace,
                startsTrace: startsTrace,
                wantsWholeAnswer: whole
            ),
            to: &sink
        )
        return String(decoding: sink, as: UTF8.self).split(separator: "\r\n")
    }

    @Test(.requirement("FSC Core 2.0.0: I-06"), .requirement("FSC Logging 1.1.0: L-09"))
    func `token and transaction id reach the source unchanged, other fields of FSC do not`() throws
    {
        let lines = try forwarded(
            "GET /a%2Fb?c=d HTTP/1.1\r\nHost: inway\r\n\(Self.trusted)Fsc-Grant-Hash: x\r\n"
                + "Fsc-Error-Code: y\r\nfsc_authorization: z\r\nAccept: a/b\r\n\r\n"
        )
        #expect(lines.first == "GET /a%2Fb?c=d HTTP/1.1")
        #expect(lines.contains("Fsc-Authorization: Bearer t"))
        #expect(lines.contains("Fsc-Transaction-Id: \(Self.transaction)"))
        #expect(lines.contains("Accept: a/b"))
        #expect(lines.contains("host: source.internal:8080"))
        #expect(!lines.contains { $0.contains("inway") || $0.contains("Grant") })
        #expect(!lines.contains { $0.contains("Error-Code") || $0.contains("fsc_") })
    }

    @Test func `fields about the purpose come from the contract, never from the peer`() throws {
        let lines = try forwarded(
            "GET / HTTP/1.1\r\nHost: a\r\nX-Doelbinding: forged\r\nx_verwerking: forged\r\n"
                + "X-Origin-OIN: forged\r\nx-gebruiker: forged\r\nX-Purpose: forged\r\n"
                + "x-api-key: forged\r\n\r\n",
            fields: [.purpose, .processingActivity, .peer, .origin]
        )
        #expect(!lines.contains { $0.contains("forged") })
        #expect(lines.contains("x-purpose: \(InwayParties.purposeID)"))
        #expect(lines.contains("x-processingactivity: https://register.example.nl/42"))
        #expect(lines.contains("x-peer: 00000000000000000002"))
        #expect(lines.contains("x-origin: 00000000000000000003"))
        #expect(lines.contains("x-api-key: secret"))
    }

    @Test func `the path is only changed by a base path`() throws {
        let text = "GET http://a/x/../y?z HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try forwarded(text).first == "GET /x/../y?z HTTP/1.1")
        #expect(try forwarded(text, basePath: "/v1").first == "GET /v1/x/../y?z HTTP/1.1")
    }

    @Test func `an answer that is checked is asked for whole and uncoded`() throws {
        let text =
            "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nRange: bytes=0-1\r\n"
            + "If-Range: x\r\n\r\n"
        let checked = try forwarded(text, whole: true)
        #expect(checked.contains("accept-encoding: identity"))
        #expect(!checked.contains { $0.contains("gzip") || $0.contains("Range") })
        let streamed = try forwarded(text)
        #expect(streamed.contains("Accept-Encoding: gzip"))
        #expect(streamed.contains("Range: bytes=0-1"))
    }

    @Test(.requirement("W3C Trace Context: traceparent Header"))
    func `a hop has a span of its own, and a trace that begins here has no foreign state`() throws {
        let text = "GET / HTTP/1.1\r\nHost: a\r\ntraceparent: x\r\ntracestate: y\r\n\r\n"
        let own = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let joined = try forwarded(text)
        #expect(joined.contains("tracestate: y"))
        #expect(joined.filter { $0.hasPrefix("traceparent") } == [Substring(own)])
        #expect(try !forwarded(text, startsTrace: true).contains("tracestate: y"))
    }

    @Test func `fields of this connection do not reach the source`() throws {
        let lines = try forwarded(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\n"
                + "Expect: 100-continue\r\nContent-Length: 0\r\n\r\n"
        )
        #expect(lines.count == 4)
    }
}
