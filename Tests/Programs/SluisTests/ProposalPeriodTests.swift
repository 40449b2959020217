import AdministrationAPI
import ArgumentParser
import ExchangeModel
import JSONTape
import Testing

@testable import sluis

@Suite struct ProposalPeriodTests {
    private static let now = Timestamp(seconds: 1_800_000_000)

    private func period(_ body: JSONObject) throws -> (start: Int64, end: Int64) {
        var faults: [OperationRefusal.Fault] = []
        let period = ProposalPeriod(body, longestDays: 3_650, faults: &faults)
        guard faults.isEmpty else {
            throw OperationRefusal(.invalid, "unreadable", faults: faults)
        }
        let (start, end) = try period.moments(at: Self.now)
        return (start.seconds, end.seconds)
    }

    private func places(_ body: JSONObject) -> [String] {
        do {
            _ = try period(body)
            return []
        } catch let refusal as OperationRefusal {
            return refusal.faults.map(\.location)
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `without moments a proposal is for a year from now`() throws {
        let plain = try period([:])
        #expect(plain.start == 1_799_999_940 && plain.end == 1_800_000_000 + 365 * 86_400)
        #expect(try period(["days": 1]).end == 1_800_086_400)
    }

    @Test func `a date is its midnight in UTC, a moment itself`() throws {
        let dates = try period(["notBefore": "2027-06-01", "notAfter": "2028-01-01"])
        #expect(dates.start == 1_811_808_000 && dates.end == 1_830_297_600)
        let moments = try period(["notAfter": "2027-06-01T02:00:00+02:00"])
        #expect(moments.end == 1_811_808_000)
        let later = try period(["notBefore": "2027-06-01", "days": 2])
        #expect(later.end == later.start + 2 * 86_400)
    }

    @Test(
        arguments: [
            (["notBefore": "tomorrow"], "/notBefore"), (["notAfter": "2027-02-30"], "/notAfter"),
            (["notAfter": 5], "/notAfter"), (["notAfter": "2027-06-01T00:00"], "/notAfter"),
            (["notAfter": "2027-06-01", "days": 5], "/days"), (["days": 0], "/days"),
            (["days": 3_651], "/days"), (["notAfter": "2026-01-01"], "/notAfter"),
            (["notBefore": "2028-01-01", "notAfter": "2027-06-01"], "/notAfter"),
            (["notAfter": "2040-01-01"], "/notAfter"),
        ] as [(JSONObject, String)]
    )
    func `a period that cannot be is refused with its place`(body: JSONObject, place: String) {
        #expect(places(body) == [place])
    }

    @Test func `a property is a name and JSON`() throws {
        let level = try PropertyArgument(#"group.level={"a":[1,"x=y"]}"#)
        #expect(level.name == "group.level" && level.value == ["a": [1, "x=y"]])
        #expect(try PropertyArgument("a=null").value == .null)
        for text in ["a", "=1", "a=", "a=b", "a={", "a=1 2"] {
            #expect(throws: ValidationError.self, "\(text)") { try PropertyArgument(text) }
        }
    }

    @Test func `a text without quotes is told how a property has one`() {
        let error = #expect(throws: ValidationError.self) {
            try PropertyArgument("x=unquoted")
        }
        #expect(error?.message.contains(#"--property x='"TEXT"'"#) == true)
    }

    @Test(
        arguments: [
            ([], true), ([["service": "persons"]], false), ([["service": "cars"]], true),
            ([["service": "persons", "purpose": "p"]], true),
            ([["service": "cars"], ["service": "cars"]], false),
            ([["service": "cars", "purpose": "p"], ["service": "cars", "purpose": "q"]], true),
        ] as [([JSONValue], Bool)]
    )
    func `a grant that is there already is not proposed twice`(more: [JSONValue], isTaken: Bool) {
        var body: JSONObject = ["service": "persons"]
        if !more.isEmpty { body["grants"] = .array(more) }
        var faults: [OperationRefusal.Fault] = []
        let wishes = ProposalReading.wishes(body, &faults)
        #expect(wishes.count == more.count + 1)
        #expect(faults.map(\.detail).allSatisfy { $0.contains("the same purpose again") })
        #expect(faults.isEmpty == isTaken)
    }
}
