/// Mistakes in a service, its document and its policy.
extension CheckMistakeTests {
    static let services: [Mistake] = [
        .init(
            "- name: persons",
            "- name: persons of noord",
            "services[0].name",
            "1 to 100 letters"
        ),
        .init(
            "protocol: HTTP_1_1",
            "protocol: HTTP/1.1",
            "services[0].protocol",
            "`HTTP_1_1`, `HTTP_2`"
        ),
        .init(
            "url: http://127.0.0.1:9",
            "url: http://registry.example",
            "services[0].upstream.url",
            "`allowPlain: true`"
        ),
        .init(
            "url: http://127.0.0.1:9",
            "url: https://registry.example",
            "services[0].upstream.trustAnchors",
            "is missing"
        ),
        .init(
            "name: X-Key",
            "name: X Key",
            "services[0].upstream.secretFields[0].name",
            "a request field"
        ),
        .init(
            "file: secret",
            "file: secrets",
            "services[0].upstream.secretFields[0].file",
            "there is no file"
        ),
        .init("openapi: api.yaml", "openapi: api.yml", "services[0].openapi", "there is no file"),
        .init(
            "openapi: api.yaml",
            "openApi: api.yaml",
            "services[0].openApi",
            "did you mean `openapi`?"
        ),
        .init("request: enforce", "request: on", "services[0].validation.request", "`enforce`"),
        .init("bodyLimit: 1MiB", "bodyLimit: 1M", "services[0].bodyLimit", "a size such as"),
        .init("answerTimeout: 30s", "answerTimeout: 2h", "services[0].answerTimeout", "at most 1h"),
        .init(
            "x-doelbinding: purpose",
            "x-doelbinding: doel",
            "services[0].contractFields.x-doelbinding",
            "one of purpose, processingActivity"
        ),
        .init(
            "policy: policy.yaml",
            "policy: missing.yaml",
            "services[0].purposes[0].policy",
            "there is no file"
        ),
        .init(
            "label: Benefits",
            "labl: Benefits",
            "services[0].purposes[0].labl",
            "did you mean `label`?"
        ),
        .init(
            "legalBasis: PublicInterest",
            "legalBasis: PublicIntrest",
            "services[0].purposes[0].legalBasis",
            "did you mean PublicInterest?"
        ),
        .init(
            "processingActivity: https://activities.example/1",
            "processingActivity: benefits",
            "services[0].purposes[0].processingActivity",
            "is no IRI"
        ),
        .init(
            "publishIn: [\"00000099000000001000\"]",
            "publishIn: [\"00000099000000001001\"]",
            "services[0].publishIn",
            "not one of `group.directories`"
        ),
        .init(
            "title: {nl: Personen}",
            "title: {en: Persons}",
            "services[0].dataset.title",
            "a Dutch text (nl)"
        ),
        .init(
            "title: {nl: Personen}",
            "title: Personen",
            "services[0].dataset.title",
            "such as {nl:"
        ),
        .init("data-theme/GOVE", "data-theme/GOVT", "services[0].dataset.theme", "GOVE"),
        .init(
            "accessRights: NON_PUBLIC",
            "accessRights: SECRET",
            "services[0].dataset.accessRights",
            "`NON_PUBLIC`"
        ),
        .init("licence: http://", "licence: ", "services[0].dataset.licence", "is no IRI"),
    ]

    private static let openAPI = "services[0].openapi"
    private static let policy = "services[0].purposes[0].policy"

    static let payload: [Mistake] = [
        .init(
            "openapi: 3.0.3",
            "openapi: 2.0.0",
            openAPI,
            "only OpenAPI 3.0 and 3.1",
            file: .document
        ),
        .init("openapi: 3.0.3", "openapi: 3.0", openAPI, "'3.0.0'", file: .document),
        .init("  title: Persons\n", "", openAPI, "'title' is missing", at: "info", file: .document),
        .init(
            "in: path",
            "in: route",
            openAPI,
            "path, query, header or cookie",
            at: "- name: id",
            file: .document
        ),
        .init("- name: id\n", "- name: number\n", openAPI, "'{id}'", at: "get:", file: .document),
        .init("'200':", "'20':", openAPI, "a status is three digits", file: .document),
        .init(
            "schemas/Person'",
            "schemas/Persons'",
            openAPI,
            "leads nowhere",
            at: "schema:\n",
            file: .document
        ),
        .init(
            "'#/components/schemas/Person'",
            "'person.yaml'",
            openAPI,
            "no such file",
            file: .document
        ),
        .init(
            "      type: object\n",
            "      type: objekt\n",
            openAPI,
            "no type 'objekt'",
            "object",
            file: .document
        ),
        .init("maxLength: 200", "maxLength: long", openAPI, "a whole number", file: .document),
        .init("'^[A-Z]'", "'^[A-Z'", openAPI, "pattern", file: .document),
        .init(
            "required: [id]",
            "required: true",
            openAPI,
            "a list of member names",
            file: .document
        ),
        .init(
            "    get:\n",
            "    get\n",
            openAPI,
            "mapping values",
            at: "operationId",
            file: .document
        ),
        .init(
            "purpose: https://purposes.example.nl/benefits",
            "purpose: benefits",
            policy,
            "is no IRI",
            file: .policy
        ),
        .init(
            "title: Benefits",
            "titel: Benefits",
            policy,
            "expected only",
            "title",
            file: .policy
        ),
        .init("  getPerson:\n", "  getPersons:\n", policy, "getPerson", file: .policy),
        .init("- /name\n", "- name\n", policy, "a JSON pointer", file: .policy),
        .init("- /name\n", "- /nam\n", policy, "did you mean 'name'?", file: .policy),
        .init("- /address/street", "- /address", policy, "write '/address/**'", file: .policy),
        .init("- /address/street", "- /**/street", policy, "'**' only at its end", file: .policy),
        .init("allow:\n", "alow:\n", policy, "expected only allow", file: .policy),
        .init("at: 'query:fields'", "at: 'query'", policy, "query:", at: "fields:", file: .policy),
        .init("id_type: BSN", "id_type: BSNN", policy, "did you mean BSN?", file: .policy),
        .init("at: path:id", "at: path:number", policy, "path:id", file: .policy),
        .init("    response:\n", "    response: [\n", policy, "flow", at: "- /name", file: .policy),
    ]
}
