import JSONTape
import Testing

@testable import sluis_demo

@Suite struct `A client gets the fields that it asks for` {
    let document: JSONValue = [
        "number": "1", "name": ["given": "A", "family": "B"],
        "children": [["number": "2", "name": ["given": "C"]], ["number": "3"]],
    ]

    @Test func `names, members of members and members of every element`() throws {
        let selection = try #require(FieldSelection(["number", "name.family", "children.number"]))
        #expect(
            selection.applied(to: document) == [
                "number": "1", "name": ["family": "B"],
                "children": [["number": "2"], ["number": "3"]],
            ]
        )
    }

    @Test func `a whole member counts more than a part of it, in either order`() throws {
        for names in [["name", "name.family"], ["name.family", "name"]] {
            let selection = try #require(FieldSelection(names))
            #expect(selection.applied(to: document) == ["name": ["given": "A", "family": "B"]])
        }
    }

    @Test func `unknown fields and members of plain values give nothing`() throws {
        let selection = try #require(FieldSelection(["unknown", "number.part"]))
        #expect(selection.applied(to: document) == [:])
        #expect(FieldSelection.everything.applied(to: document) == document)
    }

    @Test(arguments: [[], [""], ["a", ""], ["a."], [".a"], ["a..b"]])
    func `an empty name is refused`(_ names: [String]) {
        #expect(FieldSelection(names) == nil)
    }
}
