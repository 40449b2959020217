import GRDB
import JSONTape

/// A search of the registry; `type` in its JSON says which kind it is.
enum PersonSearch {
    /// The most persons that an answer may hold.
    static let answerLimit = 100
    /// The most numbers in a search.
    static let numberLimit = 20

    case numbers([String])
    case nameAndBirthDate(familyName: String, birthDate: String)

    /// Reads a search by what it must have; other members are the business of the caller.
    init(_ body: JSONValue) throws(RegistryProblem) {
        switch body["type"]?.string {
        case "SearchByNumber":
            guard let values = body["numbers"]?.array, (1...Self.numberLimit).contains(values.count)
            else {
                throw RegistryProblem(badRequest: "numbers holds 1 to \(Self.numberLimit) numbers")
            }
            let numbers = values.compactMap(\.string).filter { PersonSearch.isNumber($0) }
            guard numbers.count == values.count, Set(numbers).count == numbers.count else {
                throw RegistryProblem(badRequest: "a number has nine digits and occurs once")
            }
            self = .numbers(numbers)
        case "SearchByNameAndBirthDate":
            guard let name = body["familyName"]?.string,
                (1...200).contains(name.unicodeScalars.count),
                let date = body["birthDate"]?.string, date.utf8.count == 10
            else { throw RegistryProblem(badRequest: "familyName and birthDate must be given") }
            self = .nameAndBirthDate(familyName: name, birthDate: date)
        default:
            throw RegistryProblem(badRequest: "type is no kind of search")
        }
    }

    /// Whether a text has the form of a person's number.
    static func isNumber(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 9 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The SQL condition with its arguments.
    var condition: (sql: String, arguments: StatementArguments) {
        switch self {
        case .numbers(let numbers):
            let marks = numbers.map { _ in "?" }.joined(separator: ", ")
            return ("number IN (\(marks))", StatementArguments(numbers))
        case .nameAndBirthDate(let name, let date):
            return ("birthDate = ? AND familyName = ?", [date, name.lowercased()])
        }
    }
}
