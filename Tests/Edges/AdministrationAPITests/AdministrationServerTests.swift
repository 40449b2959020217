import AdministrationAPI
import ExchangeModel
import Foundation
import Glibc
import JSONTape
import Logging
import OutboundHTTP
import RequirementTrait
import Testing

@Suite struct AdministrationServerTests {
    private static let hashInPath = "%241%241%24" + String(repeating: "A", count: 86)
    private static let digest = String(repeating: "ab", count: 32)
    private static let id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

    @Test(arguments: [
        (OutboundRequest.Method.get, "/v1/contracts", "contracts any 100"),
        (.get, "/v1/contracts?state=valid&limit=5", "contracts valid 5"),
        (.get, "/v1/contracts/\(hashInPath)", "contract \(RunningDoor.hash)"),
        (.put, "/v1/contracts/\(hashInPath)/accept", "accept \(RunningDoor.hash)"),
        (
            .put, "/v1/contracts/\(hashInPath)/accept?force=true",
            "accept forced \(RunningDoor.hash)"
        ),
        (
            .put, "/v1/contracts/\(hashInPath)/accept?force=false", "accept \(RunningDoor.hash)"
        ),
        (.put, "/v1/contracts/\(hashInPath)/reject", "reject \(RunningDoor.hash)"),
        (.put, "/v1/contracts/\(hashInPath)/revoke", "revoke \(RunningDoor.hash)"),
        (.post, "/v1/contracts/\(hashInPath)/retry", "retry \(RunningDoor.hash)"),
        (.get, "/v1/distributions", "distributions"),
        (.post, "/v1/distributions/retry", "retry all"),
        (.get, "/v1/peers/00000001", "peer 00000001"), (.get, "/v1/purposes", "purposes"),
        (
            .get, "/v1/purposes/https%3A%2F%2Fp.example%2F1/explanation?service=persons",
            "explain purpose(https://p.example/1) persons"
        ),
        (.get, "/v1/purposes/p/document", "document purpose(p)"),
        (.get, "/v1/deviations", "deviations"), (.post, "/v1/deviations/clear", "clear"),
        (.post, "/v1/services/personen-v1/unpublish", "unpublish personen-v1"),
        (.get, "/v1/peers?cursor=abc", "peers abc"),
        (.get, "/v1/services", "services"),
        (.post, "/v1/services/personen-v1/publish", "publish personen-v1"),
        (
            .get, "/v1/log-entries?from=2026-01-01T01:00:00%2B01:00",
            "log 2026-01-01T00:00:00.000Z"
        ),
        (.get, "/v1/log-entries/\(id)", "entry \(id)"),
        (.get, "/v1/status", "status"),
        (.post, "/v1/reload", "reload"), (.post, "/v1/reload?dryRun=true", "try reload"),
        (.get, "/v1/field-policies", "policies"),
    ])
    func `an operation gets what was asked and who asks`(
        method: OutboundRequest.Method,
        path: String,
        expected: String
    ) async throws {
        try await RunningDoor.open { (door) async throws in
            let (response, json) = try await door.call(method, path)
            #expect((200...201).contains(response.status), "\(json)")
            #expect(json["noted"]?.string == expected)
            #expect(door.visits.all == [expected])
            #expect(door.visits.caller?.userID == getuid())
            #expect(door.visits.caller?.processID == getpid())
        }
    }

    @Test(arguments: [
        ("/v1/contracts/\(hashInPath)/revoke", "revoke \(RunningDoor.hash) because moved"),
        ("/v1/contracts/\(hashInPath)/reject", "reject \(RunningDoor.hash) because moved"),
        ("/v1/field-policies/\(digest)/withdraw", "withdraw abababab moved"),
        ("/v1/field-policies/\(digest)/withdraw?dryRun=true", "try withdraw abababab moved"),
        ("/v1/field-policies/\(digest)/reinstate", "reinstate abababab moved"),
    ])
    func `a reason goes with what ends something`(path: String, expected: String) async throws {
        try await RunningDoor.open { (door) async throws in
            let (response, json) = try await door.call(.put, path, body: #"{"reason": "moved"}"#)
            #expect(response.status == 200, "\(json)")
            #expect(door.visits.all == [expected])
        }
    }

    @Test(arguments: [
        ("/v1/contracts/\(hashInPath)/revoke", #"{"reason": ""}"#, "/reason"),
        ("/v1/contracts/\(hashInPath)/revoke", #"{"reason": 1}"#, "/reason"),
        ("/v1/contracts/\(hashInPath)/reject", #"{"why": "x"}"#, "/why"),
        ("/v1/field-policies/\(digest)/withdraw", "{}", "/reason"),
        (
            "/v1/field-policies/\(digest)/withdraw",
            #"{"reason": "\#(String(repeating: "x", count: 401))"}"#, "/reason"
        ),
        ("/v1/field-policies/abc/withdraw", #"{"reason": "x"}"#, "digest"),
    ])
    func `a reason that cannot be kept is refused, and nothing is done`(
        path: String,
        body: String,
        location: String
    ) async throws {
        try await RunningDoor.open { (door) async throws in
            let (response, json) = try await door.call(.put, path, body: body)
            #expect(response.status == 400)
            let found = json["errors"]?[0]?["location"]
            #expect(
                (found?["pointer"] ?? found?["name"])?.string?.contains(location) == true,
                "\(json)"
            )
            #expect(door.visits.all.isEmpty)
        }
    }

    @Test func `a proposal is created and its place is told`() async throws {
        try await RunningDoor.open { (door) async throws in
            let (response, _) = try await door.call(
                .post,
                "/v1/contracts",
                body: #"{"peerID": "1", "service": "personen"}"#
            )
            #expect(response.status == 201)
            #expect(response.headers["Location"] == "/v1/contracts/\(Self.hashInPath)")
            #expect(door.visits.all == ["propose personen"])
        }
    }

    @Test(
        .requirement("NL API Design Rules 2.2: /core/error-handling/invalid-input"),
        arguments: [
            (OutboundRequest.Method.get, "/v1/contracts?state=odd", "state"),
            (.get, "/v1/contracts?limit=0", "limit"), (.get, "/v1/contracts?limit=1001", "limit"),
            (.get, "/v1/contracts?sort=up", "sort"), (.get, "/v1/peers?limit=1&limit=2", "limit"),
            (.get, "/v1/contracts/abc", "hash"), (.get, "/v1/contracts/%zz", "hash"),
            (.put, "/v1/contracts/abc/accept", "hash"),
            (.put, "/v1/contracts/\(Self.hashInPath)/accept?force=1", "force"),
            (.put, "/v1/contracts/\(Self.hashInPath)/revoke?force=true", "force"),
            (.get, "/v1/log-entries/abc", "id"),
            (.get, "/v1/log-entries?from=2026-02-30T00:00:00Z", "from"),
            (.get, "/v1/log-entries?from=2026-01-01", "from"),
            (.get, "/v1/log-entries?outcome=fine", "outcome"),
            (.get, "/v1/log-entries?transactionId=1", "transactionId"),
            (.post, "/v1/services/a%20b/publish", "name"), (.get, "/v1/status?x=1", "x"),
        ]
    )
    func `a wrong request is refused with every fault, and no operation runs`(
        method: OutboundRequest.Method,
        path: String,
        location: String
    ) async throws {
        try await RunningDoor.open { (door) async throws in
            let (response, json) = try await door.call(method, path)
            #expect(response.status == 400)
            #expect(response.headers["Content-Type"] == "application/problem+json")
            #expect(json["status"]?.integer == 400)
            #expect(json["title"]?.string == "Bad Request")
            #expect(json["errors"]?[0]?["location"]?["name"]?.string == location)
            #expect(door.visits.all.isEmpty)
        }
    }

    @Test(
        .requirement("NL API Design Rules 2.2: /core/error-handling/all-errors")
    )
    func `all faults of a query are told at once`() async throws {
        try await RunningDoor.open { (door) async throws in
            let (_, json) = try await door.call(.get, "/v1/contracts?state=odd&limit=0&x=1")
            #expect(json["errors"]?.array?.count == 3)
        }
    }

    @Test(arguments: [("[]", 400), ("{", 400), (#"{"a":1,"a":2}"#, 400), ("", 400)])
    func `a body that is no JSON object is refused`(body: String, status: Int) async throws {
        try await RunningDoor.open { (door) async throws in
            let (response, json) = try await door.call(.post, "/v1/contracts", body: body)
            #expect(response.status == status)
            #expect(json["errors"]?[0]?["in"]?.string == "body")
            #expect(door.visits.all.isEmpty)
        }
    }

    @Test func `a body that is too large or of another type is refused`() async throws {
        try await RunningDoor.open { (door) async throws in
            let large = "{\"a\":\"\(String(repeating: "x", count: 1 << 20))\"}"
            let (refused, _) = try await door.call(.post, "/v1/contracts", body: large)
            #expect(refused.status == 413)
            let (response, json) = try await door.call(
                .post,
                "/v1/contracts",
                body: "a=b",
                type: "application/x-www-form-urlencoded"
            )
            #expect(response.status == 415)
            #expect(json["status"]?.integer == 415)
            #expect(door.visits.all.isEmpty)
        }
    }

    @Test(arguments: [
        (OperationRefusal.Kind.invalid, 400), (.notFound, 404), (.forbidden, 403), (.conflict, 409),
        (.unavailable, 503),
    ])
    func `a refusal of an operation is a problem document`(
        kind: OperationRefusal.Kind,
        status: Int
    ) async throws {
        let refusal = OperationRefusal(kind, "that is how it is")
        try await RunningDoor.open(refusing: refusal) { (door) async throws in
            let (response, json) = try await door.call(.get, "/v1/status")
            #expect(response.status == status)
            #expect(json["detail"]?.string == "that is how it is")
            #expect(json["type"]?.string == "about:blank")
        }
    }

    @Test func `a breakdown tells nothing of its cause`() async throws {
        struct Breakdown: Error {
            let secret = "password"
        }
        try await RunningDoor.open(refusing: Breakdown()) { (door) async throws in
            let (response, json) = try await door.call(.get, "/v1/status")
            #expect(response.status == 500)
            #expect(json["detail"]?.string == "the call failed; the log says why")
            #expect(!String(decoding: response.body, as: UTF8.self).contains("password"))
        }
    }

    @Test(
        .requirement("NL API Design Rules 2.2: /core/version-header"),
        .requirement("NL API Design Rules 2.2: /core/transport/security-headers"),
        arguments: ["/v1/status", "/v1/contracts?x=1", "/v1/nothing", "/", "/v1/contracts/"]
    )
    func `every answer has the version and the security headers`(path: String) async throws {
        try await RunningDoor.open { (door) async throws in
            let (response, _) = try await door.call(.get, path)
            #expect(response.headers["API-Version"] == "1.0.0")
            #expect(response.headers["Cache-Control"] == "no-store")
            #expect(response.headers["X-Content-Type-Options"] == "nosniff")
            #expect(response.headers["X-Frame-Options"] == "DENY")
            #expect(response.headers["Strict-Transport-Security"] != nil)
            #expect(
                response.headers["Content-Security-Policy"]?.contains("frame-ancestors 'none'")
                    == true
            )
        }
    }

    @Test func `a path that is not there is a problem document`() async throws {
        try await RunningDoor.open { (door) async throws in
            let (response, json) = try await door.call(.get, "/v1/nothing")
            #expect(response.status == 404)
            #expect(json["status"]?.integer == 404)
            let (other, _) = try await door.call(.delete, "/v1/contracts")
            #expect([404, 405].contains(other.status))
            #expect(door.visits.all.isEmpty)
        }
    }

    @Test(.requirement("NL API Design Rules 2.2: /core/publish-openapi"))
    func `the description is served for everybody`() async throws {
        try await RunningDoor.open { (door) async throws in
            let (response, json) = try await door.call(.get, "/v1/openapi.json")
            #expect(json["openapi"]?.string == "3.1.0")
            #expect(response.headers["Access-Control-Allow-Origin"] == "*")
        }
    }

    @Test func `the socket is for its owner alone and goes away at the end`() async throws {
        var path = ""
        try await RunningDoor.open { (door) async throws in
            path = door.socketPath
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            let folder = (path as NSString).deletingLastPathComponent
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder).contains("sluis.sock")
            )
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a second gateway on the same socket is refused, the first goes on`() async throws {
        try await RunningDoor.open { (door) async throws in
            let second = AdministrationServer(
                socketPath: door.socketPath,
                operations: RunningDoor.operations(door.visits),
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            )
            await #expect(throws: AdministrationProblem.socketInUse(path: door.socketPath)) {
                try await second.run()
            }
            let (answer, _) = try await door.call(.get, "/v1/status")
            #expect(answer.status == 200)
        }
    }
}
