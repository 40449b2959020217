import JSONTape

/// The JSON of a person, as schemas/person-registry.openapi.yaml has it.
enum PersonDocument {
    /// Every name that `fields` may hold: members with dots between them.
    static let fieldNames: Set<String> = {
        let name = ["name", "name.givenNames", "name.familyName", "name.prefix"]
        let birth = ["birth", "birth.date", "birth.place", "birth.country"]
        let relations = ["partners", "children", "parents"]
        let address = ["street", "houseNumber", "postalCode", "city", "municipalityCode"]
        let death = ["date", "place", "country"]
        return Set(
            ["number", "gender", "nationality", "address", "death", "remarks"] + name + birth
                + relations + address.map { "address." + $0 } + death.map { "death." + $0 }
                + relations.flatMap { relation in
                    (["number"] + name + birth).map { "\(relation).\($0)" }
                }
        )
    }()

    /// The whole document; relatives stand in it by number, name and birth.
    static func json(
        of person: SyntheticPerson,
        in population: [String: SyntheticPerson]
    ) -> JSONValue {
        var document: JSONObject = [
            "number": .string(person.number), "name": name(of: person), "birth": birth(of: person),
            "gender": .string(person.gender.rawValue),
            "nationality": .array(person.nationality.map { .string($0) }),
            "address": address(person.address),
        ]
        func relatives(_ numbers: [String]) -> JSONValue {
            .array(
                numbers.compactMap { population[$0] }.map {
                    ["number": .string($0.number), "name": name(of: $0), "birth": birth(of: $0)]
                }
            )
        }
        document["partners"] = relatives(person.partner.map { [$0] } ?? [])
        document["children"] = relatives(person.children)
        document["parents"] = relatives(person.parents)
        if let date = person.deathDate {
            document["death"] = [
                "date": .string(date), "place": .string(person.address.city), "country": "NL",
            ]
        }
        if let remarks = person.remarks { document["remarks"] = .string(remarks) }
        return .object(document)
    }

    private static func name(of person: SyntheticPerson) -> JSONValue {
        var name: JSONObject = ["givenNames": .string(person.givenNames)]
        if !person.familyNamePrefix.isEmpty { name["prefix"] = .string(person.familyNamePrefix) }
        name["familyName"] = .string(person.familyName)
        return .object(name)
    }

    private static func birth(of person: SyntheticPerson) -> JSONValue {
        [
            "date": .string(person.birthDate), "place": .string(person.birthPlace), "country": "NL",
        ]
    }

    private static func address(_ address: SyntheticPerson.Address) -> JSONValue {
        [
            "street": .string(address.street),
            "houseNumber": .number(JSONNumber(Int64(address.houseNumber))),
            "postalCode": .string(address.postalCode), "city": .string(address.city),
            "municipalityCode": .string(address.municipality),
        ]
    }
}
