import OpenAPI
import Testing

@Suite struct RequestPathTests {
    @Test(arguments: [
        ("/", [""]), ("/v1/persons", ["v1", "persons"]), ("/v1/persons/", ["v1", "persons", ""]),
        ("/a%20b/%C3%A9", ["a b", "é"]), ("/a.b/...", ["a.b", "..."]), ("/a%3Fb", ["a?b"]),
        ("/~user/a=b,c:d@e", ["~user", "a=b,c:d@e"]),
    ])
    func `a plain path is decoded by segments`(target: String, segments: [String]) throws {
        let path = try RequestPath(Array(target.utf8))
        #expect(path.segments.map { String(decoding: $0, as: UTF8.self) } == segments)
        #expect(path.query == nil)
    }

    @Test func `the query is kept as it came`() throws {
        let path = try RequestPath(Array("/a?b=%2e%2e/c?d".utf8))
        #expect(path.query.map { String(decoding: $0, as: UTF8.self) } == "b=%2e%2e/c?d")
        #expect(try RequestPath(Array("/a?".utf8)).query?.isEmpty == true)
    }

    @Test(arguments: [
        ("", PathRefusal.notAbsolute), ("persons", .notAbsolute),
        ("http://h/persons", .notAbsolute),
        ("/a#b", .notAbsolute), ("//", .emptySegment), ("//persons", .emptySegment),
        ("/a//b", .emptySegment), ("/a/b//", .emptySegment), ("/.", .dotSegment),
        ("/..", .dotSegment), ("/a/../b", .dotSegment), ("/a/./b", .dotSegment),
        ("/%2e%2e/b", .dotSegment), ("/%2E/", .dotSegment), ("/.%2e/b", .dotSegment),
        ("/a%2fb", .encodedSeparator), ("/a%2Fb", .encodedSeparator), ("/a%5cb", .encodedSeparator),
        ("/%252e%252e/b", .encodedSeparator), ("/a%25", .encodedSeparator),
        ("/a%3bb", .encodedSeparator), ("/a;b=c", .doubtfulSeparator),
        ("/a\\b", .doubtfulSeparator),
        ("/a%00", .controlCharacter), ("/a%0d%0ab", .controlCharacter),
        ("/a%7f", .controlCharacter),
        ("/a\u{0}b", .controlCharacter), ("/a b", .controlCharacter), ("/a\tb", .controlCharacter),
        ("/é", .controlCharacter), ("/a%", .brokenEncoding), ("/a%2", .brokenEncoding),
        ("/a%zz", .brokenEncoding), ("/a%u002f", .brokenEncoding), ("/%c0%af", .notUTF8),
        ("/%c0%ae%c0%ae/", .notUTF8), ("/%ff", .notUTF8), ("/%ed%a0%80", .notUTF8),
    ])
    func `a path that may be read in two ways is refused`(target: String, refusal: PathRefusal) {
        #expect(throws: refusal) { try RequestPath(Array(target.utf8)) }
    }

    @Test func `a path of very many bytes or segments is refused`() {
        let long = Array(("/" + String(repeating: "a", count: 20_000)).utf8)
        #expect(throws: PathRefusal.tooLong) { try RequestPath(long) }
        let many = Array(String(repeating: "/a", count: 1_000).utf8)
        #expect(throws: PathRefusal.tooLong) { try RequestPath(many) }
    }
}
