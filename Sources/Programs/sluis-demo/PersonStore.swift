import Foundation
import GRDB
import JSONTape

/// The registry's database: a row for each person, found by number, or by name and birth date.
struct PersonStore: Sendable {
    /// Grows when the rule that makes persons, or the form of their documents, changes.
    private static let rule = 2

    private let database: DatabasePool

    /// Opens `registry.sqlite` in a folder; fills it anew unless it holds these very persons.
    ///
    /// Also writes `example-number.txt`: the number of a person whose document has every group.
    init(folder: URL, people: Int) throws {
        let path = folder.appending(path: "registry.sqlite").path(percentEncoded: false)
        database = try DatabasePool(path: path)
        let mark = "\(Self.rule).\(people)"
        let isFilled = try database.read { database in
            try database.tableExists("rule")
                && String.fetchOne(database, sql: "SELECT mark FROM rule") == mark
        }
        if !isFilled { try fill(people, mark: mark) }
        let example = try database.read { database in
            try String.fetchOne(
                database,
                sql:
                    "SELECT number FROM person WHERE isExample ORDER BY number < '9999', number LIMIT 1"
            )
        }
        let file = folder.appending(path: "example-number.txt")
        try Data("\(example ?? "")\n".utf8).write(to: file, options: .atomic)
    }

    private func fill(_ people: Int, mark: String) throws {
        try database.write { database in
            try database.execute(
                sql: """
                    DROP TABLE IF EXISTS rule;
                    DROP TABLE IF EXISTS person;
                    CREATE TABLE person (
                        number TEXT PRIMARY KEY, familyName TEXT NOT NULL, birthDate TEXT NOT NULL,
                        isExample INTEGER NOT NULL, document BLOB NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX personByBirth ON person (birthDate, familyName);
                    CREATE TABLE rule (mark TEXT NOT NULL);
                    """
            )
            let insert = try database.makeStatement(
                sql: "INSERT INTO person VALUES (?, ?, ?, ?, ?)"
            )
            let persons = SyntheticPopulation(count: people).persons
            let byNumber = Dictionary(uniqueKeysWithValues: persons.map { ($0.number, $0) })
            for person in persons {
                try insert.execute(arguments: [
                    person.number, person.familyName.lowercased(), person.birthDate,
                    person.isExample,
                    Data(PersonDocument.json(of: person, in: byNumber).serialized()),
                ])
            }
            try database.execute(sql: "INSERT INTO rule VALUES (?)", arguments: [mark])
        }
    }

    /// The document of a person.
    func person(_ number: String) async throws -> JSONValue? {
        try await persons(.numbers([number])).first
    }

    /// The documents of the persons that a search finds, by number; one more than the limit at most.
    func persons(_ search: PersonSearch) async throws -> [JSONValue] {
        let (condition, arguments) = search.condition
        let rows = try await database.read { database in
            try Data.fetchAll(
                database,
                sql: "SELECT document FROM person WHERE \(condition) ORDER BY number LIMIT ?",
                arguments: arguments + [PersonSearch.answerLimit + 1]
            )
        }
        return try rows.map { try JSONValue(parsing: [UInt8]($0)) }
    }
}
