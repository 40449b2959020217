import Testing

@testable import sluis_demo

@Suite struct `Synthetic persons are made by rule` {
    @Test func `every number is one for tests, passes the test of eleven and is used once`() {
        let numbers = TestNumber.first(TestNumber.count)
        #expect(numbers.count == TestNumber.count)
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.allSatisfy { $0.hasPrefix("999") && passesTestOfEleven($0) })
        #expect(numbers.prefix(9_000).allSatisfy { $0.hasPrefix("9999") })
    }

    @Test func `the same number of persons is the same persons`() {
        let first = SyntheticPopulation(count: 500).persons
        #expect(first == SyntheticPopulation(count: 500).persons)
        #expect(first.count == 500)
        #expect(SyntheticPopulation(count: 1).persons.count == 1)
        #expect(
            Array(SyntheticPopulation(count: 900).persons.prefix(490)) == Array(first.prefix(490))
        )
    }

    @Test func `relations hold in both directions and within a household`() {
        let persons = SyntheticPopulation(count: 2_000).persons
        let byNumber = Dictionary(uniqueKeysWithValues: persons.map { ($0.number, $0) })
        for person in persons {
            if let partner = person.partner {
                #expect(byNumber[partner]?.partner == person.number)
                #expect(byNumber[partner]?.address == person.address)
            }
            for child in person.children {
                #expect(byNumber[child]?.parents.contains(person.number) == true)
                #expect((byNumber[child]?.birthDate ?? "") > person.birthDate)
            }
            for parent in person.parents {
                #expect(byNumber[parent]?.children.contains(person.number) == true)
            }
        }
        #expect(persons.contains { $0.partner != nil && $0.children.count == 3 })
        #expect(persons.contains { $0.partner == nil && $0.children.isEmpty })
    }

    @Test func `dates are dates`() {
        for person in SyntheticPopulation(count: 2_000).persons {
            let parts = person.birthDate.split(separator: "-").compactMap { Int($0) }
            #expect(parts.count == 3 && person.birthDate.utf8.count == 10)
            #expect((1_940...2_024).contains(parts[0]) && (1...12).contains(parts[1]))
            #expect((1...28).contains(parts[2]))
        }
    }

    private func passesTestOfEleven(_ number: String) -> Bool {
        let digits = number.utf8.map { Int($0) - 0x30 }
        let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1]
        return digits.count == 9
            && zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }.isMultiple(of: 11)
    }
}
