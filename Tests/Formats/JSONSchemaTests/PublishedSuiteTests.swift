import JSONSchema
import JSONTape
import Testing

/// The JSON Schema Test Suite, draft 2020-12.
@Suite(.enabled(if: SharedData.exists(SharedData.testSuite)))
struct PublishedSuiteTests {
    struct Tally {
        var passed = 0
        var total = 0
        var failures: [String] = []
    }

    private static let registry: SchemaRegistry = {
        var registry = SchemaRegistry()
        let folder = SharedData.testSuite + "/remotes"
        for file in SharedData.files(folder) {
            guard let value = try? SharedData.json(folder + "/" + file) else { continue }
            registry.add(value, baseURI: "http://localhost:1234/" + file)
        }
        return registry
    }()

    private func run(_ folder: String, recursive: Bool, formatAssertion: Bool) throws -> Tally {
        var tally = Tally()
        let path = SharedData.testSuite + "/tests/draft2020-12" + folder
        for file in SharedData.files(path) where recursive || !file.contains("/") {
            for group in try SharedData.json(path + "/" + file).array ?? [] {
                run(group, file, formatAssertion, &tally)
            }
        }
        return tally
    }

    private func run(
        _ group: JSONValue,
        _ file: String,
        _ formatAssertion: Bool,
        _ tally: inout Tally
    ) {
        let tests = group["tests"]?.array ?? []
        let name = "\(file): \(group["description"]?.string ?? "")"
        tally.total += tests.count
        let checker: Checker
        do {
            let options = SchemaOptions(formatAssertion: formatAssertion)
            checker = Checker(
                schema: try CompiledSchema(
                    group["schema"] ?? true,
                    dialect: .draft202012,
                    registry: Self.registry,
                    options: options
                )
            )
        } catch {
            tally.failures.append("\(name): \(error)")
            return
        }
        for test in tests {
            let text = (test["data"] ?? .null).serialized()
            let verdict = Result { try checker.accepts(text) }
            if case .success(let accepted) = verdict, accepted == test["valid"]?.bool {
                tally.passed += 1
            } else {
                let title = test["description"]?.string ?? ""
                tally.failures.append("\(name): \(title): \(verdict)")
            }
        }
    }

    private func report(_ name: String, _ tally: Tally) {
        print("JSON Schema Test Suite 2020-12, \(name): \(tally.passed) of \(tally.total)")
        for failure in tally.failures { print("  " + failure) }
    }

    @Test
    func `all required tests pass`() throws {
        let tally = try run("", recursive: false, formatAssertion: false)
        report("required", tally)
        #expect(tally.total == 1299)
        #expect(tally.passed >= 1299)
    }

    @Test
    func `the optional tests pass`() throws {
        let tally = try run("/optional", recursive: false, formatAssertion: false)
        report("optional", tally)
        #expect(tally.passed >= 162)
    }

    @Test
    func `the format tests pass`() throws {
        let tally = try run("/optional/format", recursive: false, formatAssertion: true)
        report("format", tally)
        #expect(tally.passed >= 764)
    }
}
