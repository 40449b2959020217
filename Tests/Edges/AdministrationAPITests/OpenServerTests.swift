import AdministrationAPI
import Foundation
import JSONTape
import Logging
import OutboundHTTP
import Synchronization
import Testing

@Suite struct OpenServerTests {
    private static let tag = "\"0123456789abcdef\""

    /// Opens the listener on a free port and gives a call on it.
    private func open(
        checks: [HealthCheck] = [],
        _ body: ((_ path: String, _ headers: HeaderFields) async throws -> OutboundResponse)
            async throws -> Void
    ) async throws {
        let documents = OpenDocuments(
            readiness: { checks },
            metrics: { Array("up 1\n".utf8) },
            catalog: { path, type in
                guard path == "/catalog" || path == "/id/dataset/personen" else { return nil }
                return PublishedDocument(
                    body: Array("\(path) \(type)".utf8),
                    mediaType: type,
                    entityTag: Self.tag
                )
            },
            description: { service in
                guard service == "personen-v1" else { return nil }
                return PublishedDocument(
                    body: Array("{}".utf8),
                    mediaType: "application/json",
                    entityTag: Self.tag
                )
            }
        )
        let (ports, opened) = AsyncStream.makeStream(of: Int.self)
        let server = try OpenServer(
            host: "127.0.0.1",
            port: 0,
            documents: documents,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            ready: { opened.yield($0) }
        )
        var configuration = OutboundConfiguration()
        configuration.webAddresses = AddressRules(
            allowed: ["127.0.0.0/8"].compactMap(AddressRange.init)
        )
        let client = OutboundClient(configuration)
        try await RunningDoor.run([server]) {
            var port = 0
            for await found in ports {
                port = found
                break
            }
            try await body { path, headers in
                var request = try OutboundRequest.revocationList("http://127.0.0.1:\(port)\(path)")
                request.headers = headers
                return try await client.send(request, deadline: .now + .seconds(20))
            }
            await client.shutDown()
        }
    }

    @Test func `a gateway whose checks pass is alive and ready`() async throws {
        try await open(checks: [HealthCheck(name: "log", .pass, detail: "")]) {
            (get) async throws in
            #expect(try await get("/livez", [:]).status == 200)
            #expect(try await get("/readyz", [:]).status == 200)
        }
    }

    @Test func `a gateway with a failing check is alive, not ready, and says why`() async throws {
        let checks = [
            HealthCheck(name: "log", .pass, detail: ""),
            HealthCheck(name: "trust", .fail, detail: "a revocation list has ended"),
            HealthCheck(name: "partner", .warn, detail: "a partner is kept out"),
        ]
        try await open(checks: checks) { (get) async throws in
            #expect(try await get("/livez", [:]).status == 200)
            let answer = try await get("/readyz", [:])
            #expect(answer.status == 503)
            let json = try JSONValue(parsing: answer.body)
            #expect(json["status"]?.integer == 503)
            #expect(json["checks"]?.array?.count == 1)
            #expect(json["checks"]?[0]?["name"]?.string == "trust")
        }
    }

    @Test func `metrics are plain text of the version that Prometheus reads`() async throws {
        try await open { (get) async throws in
            let answer = try await get("/metrics", [:])
            #expect(answer.headers["Content-Type"]?.contains("version=0.0.4") == true)
            #expect(answer.body == Array("up 1\n".utf8))
        }
    }

    private static let wishes: [(accept: String?, type: String)] = [
        (nil, "application/ld+json"), ("*/*", "application/ld+json"),
        ("text/turtle", "text/turtle"),
        ("text/turtle;q=0.5, application/*;q=0.4", "text/turtle"),
        ("text/*, application/ld+json;q=0.9", "text/turtle"),
        ("application/ld+json;q=0, */*;q=0.1", "text/turtle"),
    ]

    @Test(arguments: wishes)
    func `the catalogue comes in the form that is asked for`(
        accept: String?,
        type: String
    ) async throws {
        try await open { (get) async throws in
            let headers = accept.map { ["Accept": $0] as HeaderFields } ?? [:]
            let answer = try await get("/catalog", headers)
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"] == type)
            #expect(answer.headers["ETag"] == Self.tag)
            #expect(answer.headers["Vary"] == "Accept")
            #expect(answer.body == Array("/catalog \(type)".utf8))
        }
    }

    @Test func `a form that there is not is refused as such`() async throws {
        try await open { (get) async throws in
            #expect(try await get("/catalog", ["Accept": "image/png"]).status == 406)
            #expect(try await get("/catalog", ["Accept": "text/turtle;q=0"]).status == 406)
        }
    }

    @Test(arguments: [tag, "W/" + tag, "\"other\", " + tag, "*"])
    func `a reader that has the document gets no copy`(known: String) async throws {
        try await open { (get) async throws in
            let answer = try await get("/catalog", ["If-None-Match": known])
            #expect(answer.status == 304)
            #expect(answer.body.isEmpty)
            #expect(answer.headers["ETag"] == Self.tag)
        }
    }

    @Test func `a reader with another version gets the document`() async throws {
        try await open { (get) async throws in
            #expect(try await get("/catalog", ["If-None-Match": "\"other\""]).status == 200)
        }
    }

    @Test func `ids lead to what they name, others to nothing`() async throws {
        try await open { (get) async throws in
            #expect(try await get("/id/dataset/personen", [:]).status == 200)
            #expect(try await get("/id/dataset/other", [:]).status == 404)
        }
    }

    @Test func `the OpenAPI document of a service is at its name`() async throws {
        try await open { (get) async throws in
            let answer = try await get("/openapi/personen-v1", [:])
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"] == "application/json")
            #expect(try await get("/openapi/other", [:]).status == 404)
        }
    }

    @Test(arguments: ["/v1/contracts", "/v1/status", "/v1/reload", "/v1/log-entries"])
    func `operations are not offered on the open listener`(path: String) async throws {
        try await open { (get) async throws in #expect(try await get(path, [:]).status == 404) }
    }

    @Test(arguments: ["0.0.0.0", "192.168.1.1", "example.org", "::", "127.evil.example"])
    func `an address beyond the loopback is refused`(host: String) {
        let documents = OpenDocuments(readiness: { [] }, metrics: { [] }, catalog: { _, _ in nil })
        #expect(throws: AdministrationProblem.notLoopback(host: host)) {
            try OpenServer(
                host: host,
                port: 0,
                documents: documents,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            )
        }
    }
}
