import ExchangeModel
import PayloadPolicy
import PeerTransport
import Testing

@testable import Inway

/// Addresses in answers that lead to the source become paths; others stay or are left out.
@Suite struct SourceReferencesTests {
    private func source(
        _ authority: String = "source.internal:8080",
        at host: String = "10.1.2.3",
        port: Int = 8080,
        basePath: String = ""
    ) throws -> SourceReferences {
        SourceReferences(
            OfferedService(
                name: try ServiceName("persons"),
                source: UpstreamTarget(
                    addresses: [.init(host: host, port: port)],
                    security: .plain
                ),
                authority: authority,
                basePath: basePath,
                rules: try PersonsRegistry.streamed()
            )
        )
    }

    private func text(_ reading: SourceReferences.Reading) -> String {
        switch reading {
        case .path(let path): String(decoding: path, as: UTF8.self)
        case .elsewhere: "elsewhere"
        case .unreachable: "unreachable"
        }
    }

    @Test(arguments: [
        ("http://source.internal:8080/zaken/1", "/zaken/1"),
        ("https://source.internal/zaken/1?a=b#c", "/zaken/1?a=b#c"),
        ("HTTP://SOURCE.internal:80/zaken/1", "/zaken/1"), ("//source.internal/x", "/x"),
        ("http://user:secret@source.internal:8080/x", "/x"), ("http://10.1.2.3:8080/x", "/x"),
        ("http://source.internal:8080", "/"), ("http://source.internal:8080?a", "/?a"),
        ("http://source.internal:/x", "/x"),
        // Two slashes would be the beginning of a host.
        ("http://source.internal:8080//evil.example/x", "/.//evil.example/x"),
        ("http://source.internal:8080/\\evil.example", "unreachable"),
        // Another program on the source's machine, or another protocol.
        ("http://source.internal:9999/x", "unreachable"),
        ("ftp://source.internal/x", "unreachable"),
        ("http:///x", "unreachable"), ("http://[::1/x", "unreachable"),
        ("https://other.example/x", "elsewhere"),
        ("https://source.internal.example/x", "elsewhere"),
        ("https://other.example@source.internal/x", "/x"), ("urn:uuid:1", "elsewhere"),
        ("javascript:x", "elsewhere"), ("mailto:a@source.internal", "elsewhere"),
        ("/zaken/1", "/zaken/1"), ("zaken/1", "zaken/1"),
        ("../1?x=http://source.internal/", "../1?x=http://source.internal/"),
        ("?page=2", "?page=2"), ("", ""),
    ])
    func `a reference to the source becomes a path`(reference: String, reading: String) throws {
        #expect(text(try source().reading(of: Array(reference.utf8))) == reading)
    }

    @Test(arguments: [
        ("http://source.internal:8080/api/zaken/1", "/zaken/1"), ("/api/zaken/1", "/zaken/1"),
        ("/api", "/"), ("/api?x", "/?x"), ("http://source.internal:8080/api", "/"),
        ("http://source.internal:8080/api//x", "/.//x"),
        ("http://source.internal:8080/apiary/1", "unreachable"),
        ("http://source.internal:8080/other", "unreachable"),
        ("http://source.internal:8080", "unreachable"),
        ("/zaken/1", "/zaken/1"), ("1", "1"),
    ])
    func `the path that the Inway puts in front of every path is taken off`(
        reference: String,
        reading: String
    ) throws {
        let source = try source(basePath: "/api")
        #expect(text(source.reading(of: Array(reference.utf8))) == reading)
    }

    @Test(arguments: [
        "http://localhost:8080/x", "http://127.0.0.1:8080/x", "http://[::1]:8080/x",
    ])
    func `a source on this machine is known by all names for it`(reference: String) throws {
        for (authority, host) in [("[::1]:8080", "::1"), ("127.0.0.1:8080", "127.0.0.1")] {
            let source = try source(authority, at: host)
            #expect(text(source.reading(of: Array(reference.utf8))) == "/x")
        }
        #expect(text(try source().reading(of: Array(reference.utf8))) == "elsewhere")
    }

    @Test(
        arguments: [
            ("<http://source.internal:8080/x?page=2>; rel=\"next\"", "</x?page=2>; rel=\"next\""),
            (
                "<http://source.internal:8080/a,b>; rel=next, </c>; title=\"a, <b>\",<https://other.example/>",
                "</a,b>; rel=next, </c>; title=\"a, <b>\", <https://other.example/>"
            ),
            ("<http://source.internal:9999/x>; rel=next, </c>; rel=prev", "</c>; rel=prev"),
            ("<http://source.internal:9999/x>; rel=next", nil), ("http://source.internal/x", nil),
            ("", nil), ("<x", nil),
            (
                "</x>; anchor=\"http://source.internal:8080/y\"; rel=\"a\\\"b\"",
                "</x>; anchor=\"/y\"; rel=\"a\\\"b\""
            ),
            ("</x>; Anchor = http://source.internal:9999/y", nil),
        ] as [(String, String?)]
    )
    func `links to the source become paths, one by one`(value: String, passed: String?) throws {
        let result = ReferenceField.link.passed(
            Array(value.utf8),
            of: try source(),
            mayLeadElsewhere: false
        )
        #expect(result.map { String(decoding: $0, as: UTF8.self) } == passed)
    }

    @Test(
        arguments: [
            ("5; url=http://source.internal:8080/x", "5; url=/x"), ("5;URL='/x'", "5;URL=/x"),
            ("5", "5"), ("5; url=http://source.internal:9999/x", nil),
            ("0,url=https://other.example/", nil),
        ] as [(String, String?)]
    )
    func `a field that has a page fetched later is treated alike`(
        value: String,
        passed: String?
    ) throws {
        let result = ReferenceField.refresh.passed(
            Array(value.utf8),
            of: try source(),
            mayLeadElsewhere: false
        )
        #expect(result.map { String(decoding: $0, as: UTF8.self) } == passed)
    }
}
