import AccessLog
import ExchangeModel
import Testing

@testable import Inway

/// A peer's path stays below the base path of its Service.
@Suite struct PathTests {
    @Test(arguments: [
        "", "/", "/persons/1", "/a%20b/../c", "/a/./b/../../c", "//a//b", "/a/..", "/...", "/..a",
        "/a..b", "/a..", "/.well-known/x", "/a%2Fb/c", "/100%", "/%zz/..%", "/a;x=../b",
        "/a/..;/x/b", "/a/%2e%2e/b", "/%20a/../b", "/v1.0/a,b", "/a%5cb", "/%c3%a9/..", "/..%41",
    ])
    func `a path that stays below its beginning passes`(path: String) {
        let staysWithin = PathDepth.staysWithin(Array(path.utf8).span)
        #expect(staysWithin)
    }

    @Test(arguments: [
        "/..", "/../admin", "/a/../../b", "/%2e%2e/admin", "/.%2E/admin", "/%2E./admin",
        "/..;/admin", "/..;x=1/admin", "/..%3b/admin", "/%2e%2e;a/admin", "/a/..;/../b", "/./../b",
        "//../b", "/a//../../b", "/..%2fadmin", "/..%5cadmin", "/..\\admin", "/a%2f..%2f..%2fb",
        "/a%2fb/../../c", "/x/%2e%2e%2f%2e%2e/b", "/%252e%252e/admin", "/%25252e./admin",
        "/..%00/b",
        "/..%20/b", "/..%09/b", "/%2f../b", "/;/../b/../..", "..", "\\..\\b",
    ])
    func `a path that may be read as leading above its beginning does not`(path: String) {
        let staysWithin = PathDepth.staysWithin(Array(path.utf8).span)
        #expect(!staysWithin)
    }

    @Test func `such a request is refused with 400, whatever its Service has`() async throws {
        try await InwayTrial.with(source: SourceScript { _ in UpstreamSample.json("1") }) { trial in
            try await trial.client { client in
                for path in ["/../admin", "/a/%2e%2e/..;/admin", "http://inway/../admin"] {
                    let answer = try await client.ask(trial.request("GET \(path) HTTP/1.1"))
                    #expect(answer.status == 400 && answer.code == "MALFORMED_REQUEST")
                }
                let answer = try await client.ask(trial.request("GET /a/../b?/../ HTTP/1.1"))
                #expect(answer.status == 200)
            }
            #expect(trial.source.requests.count == 1)
            let denials = try await trial.denials(atLeast: 3)
            #expect(denials.allSatisfy { $0.phase == .accept && $0.code == .malformedRequest })
        }
    }
}
