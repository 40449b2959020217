import JSONTape
import OpenAPI
import Testing

private let answer = "responses: {default: {description: x}}"
private let number = "{name: number, in: path, required: true, schema: {type: string}}"

private func item(_ method: String, _ id: String, _ names: String...) -> String {
    let parameters = names.map {
        "{name: \($0), in: path, required: true, schema: {type: string}}"
    }
    return
        "{\(method): {operationId: \(id), parameters: [\(parameters.joined(separator: ", "))], \(answer)}}"
}

@Suite struct RouteTests {
    @Test func `a concrete template comes before a templated one, wherever they stand`() throws {
        let sample = try document(
            """
            {"/persons/{number}": \(item("get", "one", "number")),
             "/persons/search": \(item("post", "search")),
             "/persons/me": \(item("get", "me")),
             "/persons/p{number}": \(item("get", "mixed", "number")),
             "/{kind}/me": \(item("get", "kind", "kind"))}
            """
        )
        #expect(sample.route("GET", "/persons/123") == "one")
        #expect(sample.route("POST", "/persons/search") == "search")
        #expect(sample.route("GET", "/persons/me") == "me")
        #expect(sample.route("GET", "/persons/p12") == "mixed")
        #expect(sample.route("GET", "/other/me") == "kind")
        #expect(sample.route("GET", "/persons/search") == "unknownMethod")
        #expect(sample.route("GET", "/persons") == "unknownPath")
        #expect(sample.route("GET", "/persons/") == "unknownPath")
        #expect(sample.route("GET", "/persons/1/2") == "unknownPath")
    }

    @Test func `HEAD is answered where GET is, other methods only where declared`() throws {
        let sample = try document("{/a: \(item("get", "a"))}")
        #expect(sample.route("HEAD", "/a") == "a")
        #expect(sample.route("OPTIONS", "/a") == "unknownMethod")
        #expect(sample.route("get", "/a") == "unknownMethod")
    }

    @Test func `requests begin with the path of one of the servers`() throws {
        let servers =
            "[{url: 'https://one.example.nl/v1/'}, {url: '/v2'}, {url: 'https://{h}.nl/{b}', "
            + "variables: {h: {default: x}, b: {default: v3}}}]"
        let sample = try document("{/a: \(item("get", "a"))}", servers: servers)
        for path in ["/v1/a", "/v2/a", "/v3/a"] { #expect(sample.route("GET", path) == "a") }
        #expect(sample.route("GET", "/a") == "unknownPath")
        let bare = try document(
            "{/a: \(item("get", "a"))}",
            servers: servers,
            basePath: .fixed("")
        )
        #expect(bare.route("GET", "/a") == "a")
        #expect(bare.route("GET", "/v1/a") == "unknownPath")
    }

    @Test func `an operation's servers replace the document's`() throws {
        let sample = try document(
            """
            {/a: {servers: [{url: /item}], get: {operationId: g, \(answer)},
                  post: {operationId: p, servers: [{url: /own}], \(answer)}}}
            """,
            servers: "[{url: /root}]"
        )
        #expect(sample.route("GET", "/item/a") == "g")
        #expect(sample.route("POST", "/own/a") == "p")
        #expect(sample.route("GET", "/root/a") == "unknownPath")
    }

    @Test func `variables within a segment end at the text after them`() throws {
        let sample = try document(
            """
            {"/f/{name}.{kind}": \(item("get", "file", "name", "kind")),
             "/g({id})": \(item("get", "call", "id"))}
            """
        )
        #expect(try sample.parameterValues("/f/a.json", "path:name") == ["a"])
        #expect(try sample.parameterValues("/f/a.b.json", "path:kind") == ["b.json"])
        #expect(try sample.parameterValues("/g(12)", "path:id") == ["12"])
        for target in ["/f/.json", "/f/a.", "/f/json", "/g()", "/g(1", "/g(1)x"] {
            #expect(sample.route("GET", target) == "unknownPath")
        }
    }

    @Test(arguments: [
        "/persons/%2e%2e/admin", "/persons//1", "/persons/1;x=2", "/persons/1%2f2",
        "/persons/%252e%252e", "/persons/1\\2", "/persons/1%00",
    ])
    func `a path that may be read in two ways never reaches the matcher`(target: String) throws {
        let sample = try document("{'/persons/{number}': \(item("get", "one", "number"))}")
        guard case .failure(.path) = sample.match(method: "GET", target: Array(target.utf8)) else {
            Issue.record("\(target) was matched")
            return
        }
    }

    @Test(arguments: [
        ("persons", "no leading '/'"), ("/a//b", "an empty segment"), ("/{a", "'{' without '}'"),
        ("/a}", "'}' without '{'"), ("/{}", "a variable without a name"),
        ("/{a}{b}", "two variables touch"), ("/{a}/{a}", "a name stands twice"),
        ("/a;b", "a character that no accepted path holds"),
    ])
    func `a template that no path can fit is a problem of the document`(
        template: String,
        why: String
    ) {
        let found = problem("{\"\(template)\": \(item("get", "x"))}")
        #expect(found?.reason == .unusableTemplate(why))
        #expect(found?.pointer.tokens == ["paths", template])
    }

    @Test func `templates of one shape and operations of one id are problems`() {
        #expect(
            problem(
                "{'/a/{x}': \(item("get", "one", "x")), '/a/{y}': \(item("get", "two", "y"))}"
            )?
            .reason == .ambiguousTemplate
        )
        #expect(
            problem("{/a: \(item("get", "one")), /b: \(item("get", "one"))}")?.reason
                == .duplicateOperation
        )
    }
}
