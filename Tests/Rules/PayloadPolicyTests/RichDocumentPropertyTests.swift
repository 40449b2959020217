import ExchangeModel
import JSONSchema
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing

/// What a derived document tells of members: every place that it names.
private struct DescribedPlaces {
    let document: JSONValue
    private var seen: Set<String> = []
    private(set) var places: Set<[String]> = []

    init(_ document: JSONValue) { self.document = document }

    mutating func walk(_ schema: JSONValue, _ place: [String]) {
        guard place.count < 7, let object = schema.object else { return }
        if let reference = object["$ref"]?.string {
            guard seen.insert("\(reference) \(place)").inserted,
                let pointer = try? JSONPointer(parsing: String(reference.dropFirst())),
                let target = document[pointer]
            else { return }
            walk(target, place)
        }
        for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            for part in object[keyword]?.array ?? [] {
                walk(part, keyword == "prefixItems" ? place + ["*"] : place)
            }
        }
        for keyword in ["items", "additionalProperties"] {
            if let below = object[keyword] { walk(below, place + ["*"]) }
        }
        for (_, below) in object["patternProperties"]?.object ?? [:] { walk(below, place + ["*"]) }
        for (name, below) in object["properties"]?.object ?? [:] {
            places.insert(place + [name])
            walk(below, place + [name])
        }
        for name in object["required"]?.array?.compactMap(\.string) ?? [] {
            places.insert(place + [name])
        }
        if let name = object["discriminator"]?["propertyName"]?.string {
            places.insert(place + [name])
        }
    }
}

/// Random documents in both versions, with discriminators, maps, patterns and tuples.
@Suite struct RichDocumentPropertyTests {
    /// Whether a place lies on the way to something that a pattern matches, or below it.
    private func isWithin(_ place: [String], _ patterns: [[String]]) -> Bool {
        patterns.contains { pattern in
            var steps = pattern[...]
            for token in place {
                guard let step = steps.popFirst() else { return false }
                if step == "**" { return true }
                guard step == "*" || token == "*" || step == token else { return false }
            }
            return true
        }
    }

    @Test(arguments: 0..<50)
    func `what a policy leaves conforms to the derived document, which tells of nothing else`(
        seed: UInt64
    ) throws {
        var random = RandomDocument(seed: seed, isOld: seed % 2 == 0)
        let (json, schema) = random.document()
        let patterns = random.patterns()
        let isAlways = seed % 3 == 0
        let pointers = JSONValue.array(patterns.map(RandomDocument.pointer))
        let policy = try FieldPolicy([
            "purpose": "p",
            "operations": [
                "a": ["response": [isAlways ? "always" : "allow": pointers]]
            ],
        ])
        let rules = try PayloadRules(document: OpenAPIDocument(json), policies: [policy])
        let derived = try DerivedDocument(of: json, for: policy)
        let consumer = try PayloadRules(derived: OpenAPIDocument(derived.json), of: derived.json)
        let sending = try Exchange(rules, purpose: "p", digest: policy.digest)
        let receiving = try Exchange(consumer, purpose: nil)
        for _ in 0..<12 {
            let text = random.text(schema)
            let result = try sending.release(("GET", "/a"), body: text)
            guard case .success(let released) = result else {
                Issue.record("\(result) \(text) \(json)")
                return
            }
            let left = released.text ?? text
            let seen = try receiving.release(("GET", "/a"), body: left)
            #expect(seen.failure == nil, "\(text) -> \(left) \(derived.json) \(seen)")
            guard released.text != nil else { continue }
            #expect(try receiving.release(("GET", "/a"), body: text).failure != nil, "\(text)")
        }
        var described = DescribedPlaces(derived.json)
        let answer = derived.json["paths"]?["/a"]?["get"]?["responses"]?["200"]?["content"]
        described.walk(try #require(answer?["application/json"]?["schema"]), [])
        for place in described.places {
            #expect(isWithin(place, patterns), "\(place) \(patterns) \(derived.json)")
        }
    }

    @Test(arguments: 0..<20)
    func `an answer with a member twice is withheld whole, however it is written`(
        seed: UInt64
    ) throws {
        var random = RandomDocument(seed: seed, isOld: false)
        let document = try OpenAPIDocument([
            "openapi": "3.1.0", "info": ["title": "x", "version": "1"],
            "paths": [
                "/a": ["get": ["operationId": "a", "responses": ["200": ["description": "x"]]]]
            ],
        ])
        let policy = try FieldPolicy([
            "purpose": "p",
            "operations": [
                "a": ["response": ["allow": .array(random.patterns().map(RandomDocument.pointer))]]
            ],
        ])
        let rules = try PayloadRules(
            document: document,
            requestMode: .off,
            answerMode: .off,
            policies: [policy]
        )
        let exchange = try Exchange(rules, purpose: "p", digest: policy.digest)
        let pairs = [
            (#""a""#, #""a""#), (#""a""#, #""\u0061""#), (#""é""#, #""\u00e9""#),
            (#""x/y""#, #""x\/y""#), (#""\u006eaam""#, #""n\u0061am""#), (#""~t""#, #""\u007et""#),
        ]
        let (one, other) = pairs[random.next(pairs.count)]
        let depth = random.next(4)
        let names = (0..<depth).map { _ in RandomDocument.names[random.next(3)] }
        let open = names.map { "{\"\($0)\":" }.joined()
        let text = open + "{\(one):1,\"z\":2,\(other):3}" + String(repeating: "}", count: depth)
        #expect(try exchange.release(("GET", "/a"), body: text).failure?.code == .answerInvalid)
    }
}
