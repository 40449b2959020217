import CertificateAuthority
import Contracts
import ExchangeModel
import Foundation
import GatewayTesting
import JSONTape
import Manager
import Synchronization
import Testing

/// What the Manager says before and beside its routes, as a client of another make sees it.
@Suite struct ExpectationTests {
    /// A run of curl as the consumer; `-v` tells of interim answers on its standard error.
    ///
    /// It waits for `100 Continue` longer than the run may take.
    private static func curl(
        _ nodes: NodeGroup,
        _ path: String,
        _ arguments: [String],
        input: [UInt8] = []
    ) async throws -> (run: CommandRun, answer: CurlAnswer) {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sluis-expect-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let issued = nodes.consumer.issued
        let (chain, key) = (folder.appending(path: "chain.pem"), folder.appending(path: "key.pem"))
        try Data(issued.chainPEM.utf8).write(to: chain)
        try Data(issued.privateKeyPEM.utf8).write(to: key)
        let url = try nodes.provider.manager.settings.address.description + path
        let run = try await CommandRun.of(
            "curl",
            [
                "-sS", "-v", "-i", "-k", "--http1.1", "--max-time", "20", "--expect100-timeout",
                "60",
                "--cert", chain.path, "--key", key.path,
            ] + arguments + [url],
            input: input,
            within: 30
        )
        var output = run.output
        let interim = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
        if output.starts(with: interim) { output.removeFirst(interim.count) }
        return (run, try #require(CurlAnswer(output), "\(run.errors)"))
    }

    private static func address(_ nodes: NodeGroup) throws -> String {
        try "Fsc-Manager-Address: \(nodes.consumer.manager.settings.address)"
    }

    @Test func `a client that waits is asked for the body at once, and answered by it`()
        async throws
    {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            let body = try nodes.body(nodes.content(), by: nodes.consumer)
            let (run, answer) = try await Self.curl(
                nodes,
                "/v1/contracts",
                ["-H", Self.address(nodes), "-H", "Expect: 100-Continue", "--data-binary", "@-"],
                input: body
            )
            #expect(run.errors.contains("< HTTP/1.1 100 Continue"), "\(run.errors)")
            #expect(answer.status == 201, "\(answer)")
        }
    }

    @Test(arguments: [
        (["-H", "Expect: 100-continue"], "/v1/contracts", 400, "MANAGER_ADDRESS_MISSING"),
        (
            ["-H", "Expect: 100-continue", "-H", "Fsc-Manager-Address: x"], "/v1/contracts", 400,
            "MALFORMED_REQUEST"
        ),
        (["-H", "Expect: 100-continue"], "/v1/nothing", 404, "UNKNOWN_RESOURCE"),
        (["-H", "Expect: 200-ok"], "/v1/contracts", 417, "EXPECTATION_UNSUPPORTED"),
        (["-H", "Expect: 100-continue, x"], "/v1/contracts", 417, "EXPECTATION_UNSUPPORTED"),
        (["-H", "Expect: 100-continue"], "/v1/token", 413, "PAYLOAD_TOO_LARGE"),
    ])
    func `what the head decides is answered instead of 100 Continue`(
        arguments: [String],
        path: String,
        status: Int,
        code: String
    ) async throws {
        try await NodeGroup.run { nodes in
            let (run, answer) = try await Self.curl(
                nodes,
                path,
                arguments + ["--data-binary", "@-"],
                input: Array(repeating: 0x61, count: 20_000)
            )
            #expect(!run.errors.contains("100 Continue"), "\(run.errors)")
            #expect(answer.status == status)
            #expect(answer.code == code)
            #expect(answer.field("connection") == "close")
        }
    }

    @Test(arguments: ["Fsc-Manager-Address: https://a\u{B}b:8443", "Fsc-Manager-Address: \u{1}"])
    func `what is not HTTP is answered with the standard's error body`(field: String) async throws {
        try await NodeGroup.run { nodes in
            let (_, answer) = try await Self.curl(
                nodes,
                "/v1/announce",
                ["-X", "PUT", "-H", field]
            )
            #expect(answer.status == 400)
            #expect(answer.code == "MALFORMED_REQUEST")
            #expect(answer.json?["domain"]?.string == "ERROR_DOMAIN_MANAGER")
            #expect(answer.json?["message"]?.string == "the request is not acceptable HTTP")
        }
    }

    @Test func `HEAD is answered as GET, without a body, also with a refusal`() async throws {
        try await NodeGroup.run { nodes in
            let digest = try #require(SHA256Value(Array(repeating: 0xAB, count: 32)))
            let document = Array(#"{"openapi":"3.1.0"}"#.utf8)
            nodes.provider.facts.documents.withLock { $0[digest] = document }
            let path = "/v1/purpose-documents/\(digest.hexadecimal)"
            let (_, found) = try await Self.curl(nodes, path, ["-I"])
            #expect(found.status == 200 && found.body.isEmpty)
            #expect(found.field("content-length") == String(document.count))
            #expect(found.field("content-type") == "application/vnd.oai.openapi+json")
            let (_, missing) = try await Self.curl(nodes, path + "0", ["-I"])
            #expect(missing.status == 404 && missing.body.isEmpty)
            #expect(missing.field("fsc-error-code") == "UNKNOWN_RESOURCE")
        }
    }
}
