import JSONSchema
import JSONTape
import Testing

/// Discriminators choose for the values that they map; all others the schema itself judges.
@Suite struct DiscriminatorTests {
    private static let document = #"""
        {"openapi":"3.1.2","components":{"schemas":{
          "A":{"type":"object","required":["kind"],"properties":{"kind":{"type":"string"}}},
          "B":{"type":"object","required":["kind"],"properties":{"kind":{"type":"string"}}},
          "Both":{"oneOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}],
            "discriminator":{"propertyName":"kind","mapping":{"a":"#/components/schemas/A"}}},
          "Any":{"anyOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"}],
            "discriminator":{"propertyName":"kind"}},
          "One":{"oneOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"}],
            "discriminator":{"propertyName":"kind"}},
          "Cat":{"type":"object","required":["kind","meows"],
            "properties":{"kind":{"type":"string","enum":["cat"]},"meows":{"type":"boolean"}}},
          "Dog":{"type":"object","required":["kind","barks"],
            "properties":{"kind":{"type":"string","enum":["dog"]},"barks":{"type":"boolean"}}},
          "Pet":{"type":"object","properties":{"kind":{"type":"string"}},"required":["kind"],
            "discriminator":{"propertyName":"kind","mapping":{"kitten":"Kitten"}}},
          "Kitten":{"allOf":[{"$ref":"#/components/schemas/Pet"},{"required":["age"]}]},
          "Patch":{"type":"object",
            "properties":{"kind":{"enum":["street","person"]},"note":{"type":"string"}},
            "discriminator":{"propertyName":"kind","mapping":{"street":"Street"}}},
          "Street":{"allOf":[{"$ref":"#/components/schemas/Patch"},
            {"properties":{"name":{"type":"string"}}}]},
          "Twice":{"allOf":[{"$ref":"#/components/schemas/Pet"},{"$ref":"#/components/schemas/Sized"}]},
          "Sized":{"type":"object","properties":{"size":{"type":"string"}},
            "discriminator":{"propertyName":"size","mapping":{"large":"Large"}}},
          "Large":{"allOf":[{"$ref":"#/components/schemas/Sized"},{"required":["weight"]}]},
          "Stray":{"oneOf":[{"$ref":"#/components/schemas/A"}],
            "discriminator":{"propertyName":"kind","mapping":{"dog":"Dog"}}},
          "Closed":{"type":"object","oneOf":[{"$ref":"#/components/schemas/Cat"},
            {"$ref":"#/components/schemas/Dog"}],"discriminator":{"propertyName":"kind"},
            "unevaluatedProperties":false}
        }}}
        """#

    private func checker(_ name: String, _ dialect: Dialect = .openAPI31) throws -> Checker {
        try Checker(Self.document, at: "/components/schemas/\(name)", dialect: dialect)
    }

    @Test(
        arguments: [
            // The member is absent: a partial update leaves it out.
            ("Patch", #"{"note":"moved"}"#, []), ("Patch", "{}", []),
            ("Patch", #"{"note":7}"#, ["type /note"]),
            // Allowed, and no schema is chosen for it.
            ("Patch", #"{"kind":"person","name":7}"#, []),
            ("Patch", #"{"kind":"street","name":7}"#, ["type /name"]),
            ("Patch", #"{"kind":"other"}"#, ["enum /kind"]),
            ("Patch", #"{"kind":7}"#, ["enum /kind"]),
            // A schema's own name maps nothing, whether a mapping stands beside it or not.
            ("Pet", #"{"kind":"Pet"}"#, []), ("Pet", #"{"kind":"fish"}"#, []),
            ("Pet", #"{"kind":"kitten"}"#, ["required "]),
            ("Pet", #"{"kind":"kitten","age":1}"#, []), ("Pet", "{}", ["required "]),
            // `oneOf` counts for what is not mapped, and names of schemas are not values.
            ("One", #"{"kind":"cat","meows":true}"#, []), ("One", #"{"kind":"dog"}"#, ["oneOf "]),
            ("One", #"{"kind":"Cat","meows":true}"#, ["enum /kind"]),
            ("One", #"{"meows":true}"#, ["oneOf "]), ("One", "7", ["oneOf "]),
            ("Any", #"{"kind":"dog","barks":false}"#, []), ("Any", #"{"kind":1}"#, ["anyOf "]),
            // The choice stays for mapped values, also where alternatives overlap.
            ("Both", #"{"kind":"a"}"#, []), ("Both", #"{"kind":"b"}"#, ["oneOf "]),
            // Two discriminators of one value, each with or without a choice.
            ("Twice", #"{"kind":"x","size":"y"}"#, []),
            ("Twice", #"{"kind":"kitten","age":1,"size":"large","weight":1}"#, []),
            ("Twice", #"{"kind":"kitten","size":"small"}"#, ["required "]),
            ("Twice", #"{"kind":"x","size":"large"}"#, ["required "]),
            ("Twice", "{}", ["required "]),
            // What the second pass alone decides.
            ("Closed", #"{"kind":"cat","meows":true}"#, []),
            (
                "Closed", #"{"kind":"cat","meows":true,"x":1}"#, ["unevaluatedProperties /x"]
            ),
        ] as [(String, String, [String])]
    )
    func `values that are mapped are chosen for, others the schema judges`(
        schema: String,
        text: String,
        violations: [String]
    ) throws {
        for dialect in [Dialect.openAPI31, .openAPI30]
        where schema != "Closed" || dialect == .openAPI31 {
            let checker = try checker(schema, dialect)
            #expect(try checker.violations(text) == violations)
            #expect(try checker.accepts(text) == violations.isEmpty)
        }
    }

    @Test(
        arguments: [
            (
                "One",
                ["'Cat', 'Dog' of 'kind' can never pass", "'cat', 'dog' of 'kind' can stand there"]
            ),
            ("Patch", ["'person' of 'kind' can stand there"]), ("Pet", []), ("Both", []),
            ("Stray", ["'dog' of 'kind' leads to a schema that is not one of the alternatives"]),
        ] as [(String, [String])]
    )
    func `values that can never pass or are not mapped are warned of`(
        schema: String,
        starts: [String]
    ) throws {
        let warnings = try checker(schema).schema.warnings
        #expect(warnings.count == starts.count, "\(warnings)")
        for (warning, start) in zip(warnings, starts) {
            #expect(warning.message.hasPrefix(start), "\(warning.message)")
            #expect(warning.pointer.description == "/components/schemas/\(schema)/discriminator")
        }
    }
}
