import GatewayTesting
import RequirementTrait
import Testing

extension RunningPrograms {
    /// Bytes that are no acceptable HTTP/1.1 end the connection, on both listeners.
    @Suite struct MalformedTests {
        struct Head: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let bytes: String

            init(_ description: String, _ fields: String...) {
                testDescription = description
                bytes = fields.joined(separator: "\r\n") + "\r\n\r\n"
            }
        }

        static let heads = [
            Head("no Host", "GET / HTTP/1.1"),
            Head("two Hosts", "GET / HTTP/1.1", "Host: a", "Host: b"),
            Head("space before the colon", "GET / HTTP/1.1", "Host : a"),
            Head("folded field", "GET / HTTP/1.1", "Host: a", " folded"),
            Head("NUL in the target", "GET /\u{0} HTTP/1.1", "Host: a"),
            Head(
                "two framings",
                "POST / HTTP/1.1",
                "Host: a",
                "Content-Length: 5",
                "Transfer-Encoding: chunked",
                "",
                "0"
            ),
            Head("signed length", "POST / HTTP/1.1", "Host: a", "Content-Length: +1", "", "x"),
            Head(
                "two lengths",
                "POST / HTTP/1.1",
                "Host: a",
                "Content-Length: 1",
                "Content-Length: 2"
            ),
            Head("bare line feed", "GET / HTTP/1.1\nHost: a"),
            Head("no request line", "nonsense"),
        ]

        @Test(arguments: heads)
        func `the Outway refuses it with 400 and closes`(head: Head) async throws {
            let demo = try await SharedDemo.demo
            let before = try demo.notes
            let answer = try await demo.raw(head.bytes, to: demo.text("outway"))
            #expect(answer?.status == 400)
            #expect(try demo.notes == before)
        }

        @Test(arguments: heads)
        func `the Inway refuses it with 400 and closes`(head: Head) async throws {
            let demo = try await SharedDemo.demo
            let before = try demo.notes
            let client = TLSClient(demo: demo, identity: demo.identity("consumer"))
            let finished = try await client.run(["-quiet"], input: head.bytes)
            #expect(finished.status == 0, "not closed in time: \(finished.text)")
            #expect(
                CurlAnswer(finished.output)?.status == 400,
                "\(finished.text)\(finished.errors)"
            )
            #expect(try demo.notes == before)
        }

        @Test func `a peer that was refused so is served on its next connection`() async throws {
            let demo = try await SharedDemo.demo
            let answer = try await demo.outway()
            #expect(answer.status == 200)
        }
    }
}
