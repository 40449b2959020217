/// A person that does not exist.
struct SyntheticPerson: Equatable {
    /// What the registry may know of a gender.
    enum Gender: String {
        case female
        case male
        case unknown
    }

    /// Where a household lives.
    struct Address: Equatable {
        let street: String
        let houseNumber: Int
        let postalCode: String
        let city: String
        /// The municipality's code of four digits.
        let municipality: String
    }

    let number: String
    let givenNames: String
    /// A word such as "van der" before the family name; empty where there is none.
    let familyNamePrefix: String
    let familyName: String
    let gender: Gender
    /// ISO 3166-1, two letters each.
    let nationality: [String]
    /// Year, month and day, as in RFC 3339.
    let birthDate: String
    let birthPlace: String
    let address: Address
    /// Year, month and day; nil for the living.
    let deathDate: String?
    /// A note of the registrar.
    let remarks: String?
    /// Numbers of the partner, the parents and the children.
    var partner: String?
    var parents: [String] = []
    var children: [String] = []

    /// Whether the demonstration may show this person: every group of the document has something.
    var isExample: Bool {
        partner != nil && !children.isEmpty && remarks != nil && deathDate == nil
    }
}

/// Households of synthetic persons, made by rule: the same persons for the same number.
struct SyntheticPopulation {
    let persons: [SyntheticPerson]

    /// Makes households until there are so many persons; the last household may be cut short.
    init(count: Int) {
        let numbers = TestNumber.first(count)
        var persons: [SyntheticPerson] = []
        persons.reserveCapacity(numbers.count)
        var household = 0
        while persons.count < numbers.count {
            persons += Self.household(household, Array(numbers[persons.count...].prefix(5)))
            household += 1
        }
        self.persons = persons
    }

    /// Adults and children of each kind of household, taken in turn.
    private static let kinds = [(1, 0), (2, 2), (2, 0), (1, 1), (2, 3), (1, 0), (2, 1), (2, 0)]

    /// The members of a household that get a number.
    private static func household(_ index: Int, _ numbers: [String]) -> [SyntheticPerson] {
        var dice = Dice(seed: UInt64(index))
        let (adults, children) = kinds[index % kinds.count]
        let (prefix, name) = dice.pick(SyntheticNames.family)
        let address = address(&dice, household: index)
        let firstYear = children > 0 ? 1_968 + dice.below(28) : 1_940 + dice.below(62)
        var members: [SyntheticPerson] = []
        for (position, number) in numbers.prefix(adults + children).enumerated() {
            let isChild = position >= adults
            let gender = gender(&dice)
            let family =
                isChild || position == 0 ? (prefix, name) : dice.pick(SyntheticNames.family)
            let year =
                isChild
                ? min(firstYear + 27 + dice.below(12), 2_024) : firstYear + dice.below(6)
            let hasDied = !isChild && year < 1_950 && dice.below(5) == 0
            members.append(
                SyntheticPerson(
                    number: number,
                    givenNames: dice.pick(
                        gender == .male ? SyntheticNames.male : SyntheticNames.female
                    ),
                    familyNamePrefix: family.0,
                    familyName: family.1,
                    gender: gender,
                    nationality: dice.below(12) == 0
                        ? ["NL", dice.pick(SyntheticNames.countries)] : ["NL"],
                    birthDate: date(year, &dice),
                    birthPlace: dice.pick(SyntheticNames.places).city,
                    address: address,
                    deathDate: hasDied ? date(2_015 + dice.below(10), &dice) : nil,
                    remarks: position == 0 && index % 9 == 1
                        ? dice.pick(SyntheticNames.remarks) : nil
                )
            )
        }
        return related(members, adults: adults)
    }

    private static func gender(_ dice: inout Dice) -> SyntheticPerson.Gender {
        let roll = dice.below(200)
        return roll == 0 ? .unknown : roll.isMultiple(of: 2) ? .female : .male
    }

    private static func related(
        _ members: [SyntheticPerson],
        adults: Int
    ) -> [SyntheticPerson] {
        let parents = members.prefix(adults).map(\.number)
        let children = members.dropFirst(adults).map(\.number)
        return members.enumerated().map { position, member in
            var member = member
            if position < adults {
                member.partner = parents.first { $0 != member.number }
                member.children = children
            } else {
                member.parents = parents
            }
            return member
        }
    }

    private static func address(_ dice: inout Dice, household: Int) -> SyntheticPerson.Address {
        let place = dice.pick(SyntheticNames.places)
        let letters = Array("ABCDEFGHJKLMNPRSTVWXZ")
        let postalCode =
            "\(place.firstPostalCode + household % 90)\(dice.pick(letters))\(dice.pick(letters))"
        return SyntheticPerson.Address(
            street: dice.pick(SyntheticNames.streets),
            houseNumber: 1 + dice.below(198),
            postalCode: postalCode,
            city: place.city,
            municipality: place.municipality
        )
    }

    private static func date(_ year: Int, _ dice: inout Dice) -> String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(padded(1 + dice.below(12)))-\(padded(1 + dice.below(28)))"
    }
}

/// Numbers that look random and are always the same for a seed (SplitMix64).
struct Dice {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x5155_4953
    }

    /// A number from zero up to a positive bound.
    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(max(bound, 1)))
    }

    /// One of some elements; there must be at least one.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }
}
