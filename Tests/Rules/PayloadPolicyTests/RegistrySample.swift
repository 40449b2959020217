import ExchangeModel
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

/// A small persons registry, its policies, and exchanges with it.
enum RegistrySample {
    static let purpose = "https://purposes.example.nl/benefit"

    static let documentText = """
        openapi: 3.1.0
        info: {title: Persons, version: 1.0.0}
        servers: [{url: 'http://127.0.0.1/v1'}]
        paths:
          /persons/{number}:
            get:
              operationId: getPerson
              parameters:
                - {name: number, in: path, required: true, schema: {type: string, pattern: '^[0-9]{9}$'}}
                - {name: fields, in: query, explode: false, schema: {type: array, items: {type: string}}}
                - {name: deceased, in: query, schema: {type: boolean}}
              responses:
                200: {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}
                404: {$ref: '#/components/responses/Fault'}
                5XX: {description: x, content: {application/json: {}}}
          /persons/{number}/photo:
            get:
              operationId: getPhoto
              parameters:
                - {name: number, in: path, required: true, schema: {type: string}}
              responses: {200: {description: x, content: {image/png: {}}}}
          /persons/search:
            post:
              operationId: search
              requestBody:
                required: true
                content: {application/json: {schema: {$ref: '#/components/schemas/Query'}}}
              responses:
                200: {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Persons'}}}}
                400: {$ref: '#/components/responses/Fault'}
        components:
          responses:
            Fault: {description: x, content: {application/problem+json: {schema: {type: object}}}}
          schemas:
            Query:
              type: object
              required: [type]
              properties:
                type: {type: string}
                numbers: {type: array, items: {type: string, pattern: '^[0-9]{9}$'}}
                fields: {type: array, items: {type: string}}
              additionalProperties: false
            Persons:
              type: object
              required: [persons]
              properties: {persons: {type: array, items: {$ref: '#/components/schemas/Person'}}}
            Person:
              type: object
              properties:
                number: {type: string}
                name: {type: object, properties: {family: {type: string}, given: {type: string}}}
                birth: {type: object, properties: {date: {type: string, format: date}, place: {type: string}}}
                children: {type: array, items: {$ref: '#/components/schemas/Person'}}
                remarks: {type: string}
        """

    static let policyText = """
        purpose: \(purpose)
        operations:
          getPerson:
            request:
              fields: {at: 'query:fields'}
              allow_values: {'query:deceased': [false]}
              subjects: [{at: 'path:number', id_type: NUMBER}]
            response:
              allow: [/name/**, /birth/date, /children/*/number]
              always: [/number]
              subjects: [{at: /number, id_type: NUMBER}, {at: '/children/*/number', id_type: NUMBER}]
              header_fields: [X-Total]
          search:
            request:
              allow_values: {/type: [ByNumber]}
              fields: {at: /fields, below: '/persons/*'}
              subjects: [{at: '/numbers/*', id_type: NUMBER}]
            response:
              allow: ['/persons/*/number', '/persons/*/name/family']
              subjects: [{at: '/persons/*/number', id_type: NUMBER}]
        """

    static func document() throws -> OpenAPIDocument {
        try OpenAPIDocument(YAMLNode(parsing: documentText).json)
    }

    static func policy(_ text: String = policyText) throws -> FieldPolicy {
        try FieldPolicy(YAMLNode(parsing: text).json)
    }

    static func rules(
        request: PayloadMode = .enforce,
        answer: PayloadMode = .enforce,
        withPolicy: Bool = true,
        opaque: Set<String> = [],
        limits: PayloadLimits = PayloadLimits()
    ) throws -> PayloadRules {
        try PayloadRules(
            document: document(),
            requestMode: request,
            answerMode: answer,
            policies: withPolicy ? [policy()] : [],
            opaqueOperations: opaque,
            limits: limits
        )
    }
}

/// One exchange with the sample registry, phase by phase.
struct Exchange {
    let rules: PayloadRules
    let context: PayloadContext

    init(
        _ rules: PayloadRules,
        purpose: String? = RegistrySample.purpose,
        digest: SHA256Value? = nil
    ) throws {
        self.rules = rules
        let named = try purpose.map { text in
            let pinned = try digest ?? RegistrySample.policy().digest
            return Purpose(
                id: try PurposeID(text),
                label: "x",
                legalBasis: "x",
                legalSources: [],
                authorisationReference: nil,
                fieldPolicy: pinned
            )
        }
        context = PayloadContext(
            transaction: TransactionID(high: 1, low: 2),
            purpose: named,
            peer: try PeerID("00000001001234567000")
        )
    }

    func head(
        _ method: String,
        _ target: String,
        type: String? = "application/json",
        coding: String? = nil
    ) -> Result<RequestMatch, PayloadRefusal> {
        var tape = ValueTape()
        return rules.operation(
            for: RequestFacts(
                method: method,
                target: Array(target.utf8),
                contentType: type.map { Array($0.utf8) },
                contentCoding: coding.map { Array($0.utf8) }
            ),
            context: context,
            tape: &tape
        )
    }

    /// What a request with a body came to: `nil` when it passes.
    func refusal(
        _ method: String,
        _ target: String,
        body: String = "",
        type: String? = "application/json",
        coding: String? = nil
    ) -> PayloadRefusal? {
        switch head(method, target, type: type, coding: coding) {
        case .failure(let refusal): return refusal
        case .success(let match):
            var tape = ValueTape()
            switch rules.check(
                Array(body.utf8).span,
                match: match,
                context: context,
                tape: &tape
            )
            {
            case .success: return nil
            case .failure(let refusal): return refusal
            }
        }
    }

    /// The subjects and verdict of a request that passes.
    func conforming(
        _ method: String,
        _ target: String,
        body: String = ""
    ) throws -> (subjects: [String], verdict: PayloadVerdict, transaction: TransactionID) {
        let match = try head(method, target).get()
        var tape = ValueTape()
        let payload = try rules.check(
            Array(body.utf8).span,
            match: match,
            context: context,
            tape: &tape
        ).get()
        let subjects = payload.subjects.map {
            $0.idType + " " + String(decoding: $0.value, as: UTF8.self)
        }
        return (subjects, payload.verdict, payload.transaction)
    }

    struct Release: Equatable {
        /// The body that leaves where it is another than came; empty where none does.
        var text: String?
        var paths: [String] = []
        var subjects: [String] = []
        var verdict: PayloadVerdict
        var noStore = false
    }

    /// What an answer came to.
    func release(
        _ request: (String, String),
        status: Int = 200,
        body: String,
        type: String? = "application/json",
        coding: String? = nil
    ) throws -> Result<Release, PayloadRefusal> {
        let match = try head(request.0, request.1).get()
        var tape = ValueTape()
        var out = Array("before".utf8)
        let result = rules.release(
            AnswerFacts(
                status: status,
                contentType: type.map { Array($0.utf8) },
                contentCoding: coding.map { Array($0.utf8) }
            ),
            body: Array(body.utf8).span,
            match: match,
            context: context,
            tape: &tape,
            into: &out
        )
        #expect(out.starts(with: "before".utf8))
        switch result {
        case .failure(let refusal):
            #expect(out.count == 6, "a refused answer leaves nothing in the output")
            return .failure(refusal)
        case .success(let released):
            #expect(released.transaction == context.transaction)
            #expect((out.count == 6) == (released.body != .minimized))
            return .success(
                Release(
                    text: released.body == .original
                        ? nil : String(decoding: out.dropFirst(6), as: UTF8.self),
                    paths: released.paths,
                    subjects: released.subjects.map { String(decoding: $0.value, as: UTF8.self) },
                    verdict: released.verdict,
                    noStore: released.mayNameSubjects
                )
            )
        }
    }
}

extension Result {
    /// The failure, when it is one.
    var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
