import ArgumentParser
import Foundation
import JSONTape
import Testing

@testable import sluis

/// How commands end: in words for people, with JSON for programs, and with the right usage.
@Suite struct CommandEndTests {
    private func end(
        _ error: any Error,
        _ command: (any ParsableCommand.Type)? = nil,
        _ arguments: [String] = []
    ) -> CommandEnd {
        CommandEnd(error, of: command, arguments: arguments)
    }

    private func problem(_ end: CommandEnd) throws -> JSONValue {
        #expect(end.message.hasPrefix("Error: "))
        return try JSONValue(parsing: Array(end.output.utf8))
    }

    @Test(arguments: [
        AdministrationFailure.refused(
            status: 404,
            problem: ["title": "Not Found", "detail": "gone"]
        ),
        .notRunning(folder: "data"), .timedOut, .unreadable(status: 500),
    ])
    func `a refusal is a sentence, and under --json a problem document`(
        failure: AdministrationFailure
    ) throws {
        let refused = CommandRefused(
            failure.description,
            exitCode: failure.exitCode,
            problem: failure.problem
        )
        let text = end(refused)
        #expect(text.message.hasPrefix("Error: ") && text.output.isEmpty)
        let json = end(refused, nil, ["contract", "list", "--json"])
        #expect(try problem(json)["detail"]?.string?.isEmpty == false)
        #expect(try problem(json)["title"]?.string?.isEmpty == false)
        #expect(json.exitCode == text.exitCode && json.exitCode == failure.exitCode)
    }

    @Test(arguments: [
        ["contract", "list", "--state", "odd"], ["log", "query", "--limit", "0"], ["contrat"],
        ["explain", "1"], ["log", "query", "--limit"], ["peer", "show"],
    ])
    func `wrong arguments are told with the usage of their command, or as JSON`(
        arguments: [String]
    ) throws {
        let error = #expect(throws: (any Error).self) {
            try GatewayCommand.parseAsRoot(arguments)
        }
        let text = end(try #require(error), nil, arguments)
        let path = arguments.prefix { !$0.hasPrefix("-") && $0 != "1" && $0 != "contrat" }
        #expect(text.message.contains("Usage: " + (["sluis"] + path).joined(separator: " ")))
        #expect(text.exitCode == 2)
        let json = end(try #require(error), nil, arguments + ["--json"])
        #expect(try problem(json)["title"] == "wrong arguments")
        #expect(json.exitCode == 2)
    }

    @Test func `what a command finds when it runs is told with its own usage`() {
        let found = end(ValidationError("name the folder"), ContractCommand.List.self, [])
        #expect(found.message.hasPrefix("Error: name the folder\nUsage: sluis contract list "))
        #expect(found.message.hasSuffix("See 'sluis contract list --help' for more information."))
        #expect(found.exitCode == 2)
    }

    @Test func `a word that is nearly a command is told, as JSON too`() throws {
        let arguments = ["contract", "lst", "--json"]
        let error = #expect(throws: (any Error).self) {
            try GatewayCommand.parseAsRoot(arguments)
        }
        let json = try problem(end(try #require(error), nil, arguments))
        #expect(json["detail"]?.string?.contains("Did you mean `sluis contract list`?") == true)
    }

    @Test func `--json behind -- is an argument and no wish`() {
        let found = end(CommandRefused("no"), nil, ["contract", "show", "--", "--json"])
        #expect(found.message == "Error: no" && found.output.isEmpty && found.exitCode == 1)
    }

    @Test func `several faults are a line each, and a list under --json`() throws {
        let refused = CommandRefused(["a: one", "b: two"], exitCode: 2)
        #expect(end(refused).message == "Error: a: one\nb: two")
        let json = try problem(end(refused, nil, ["--json"]))
        #expect(json["errors"] == [["detail": "a: one"], ["detail": "b: two"]])
    }

    @Test func `a problem of several lines keeps them, and orders nothing about`() {
        let found = end(StartProblem("one\n  two\u{1b}[2J"))
        #expect(found.message == "Error: one\n  two\\u{1b}[2J")
    }

    @Test func `help and the version are no refusals`() {
        for arguments in [["--help"], ["--version"], ["contract", "list", "-h"]] {
            let error = #expect(throws: (any Error).self) {
                var command = try GatewayCommand.parseAsRoot(arguments)
                try command.run()
            }
            guard let error else { continue }
            let found = end(error, nil, arguments)
            #expect(found.exitCode == 0 && !found.output.isEmpty && found.message.isEmpty)
        }
    }

    @Test func `an exit code says nothing more`() {
        #expect(end(ExitCode(1)) == CommandEnd(ExitCode(1), of: nil, arguments: ["--json"]))
        #expect(end(ExitCode(1)).output.isEmpty && end(ExitCode(1)).message.isEmpty)
    }

    @Test func `an error of a file is told by the file and the system's words`() {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let acts: [(String, () throws -> Void)] = [
            (
                "No such file or directory",
                { try Data("x".utf8).write(to: folder.appending(path: "a")) }
            ),
            (
                "No such file or directory",
                { _ = try FileManager.default.contentsOfDirectory(atPath: folder.path) }
            ),
            ("No such file or directory", { try FileManager.default.removeItem(at: folder) }),
            ("No such file or directory", { _ = try FileHandle(forReadingFrom: folder) }),
            (
                "Not a directory",
                {
                    try FileManager.default.createDirectory(
                        atPath: "/dev/null/x",
                        withIntermediateDirectories: true
                    )
                }
            ),
        ]
        for (words, act) in acts {
            let error = #expect(throws: (any Error).self) { try act() }
            guard let error else { continue }
            let found = end(error)
            #expect(found.message.contains(words), "\(found.message)")
            for code in ["NSCocoaErrorDomain", "CocoaError", "Domain=", "Code="] {
                #expect(!found.message.contains(code), "\(found.message)")
            }
            #expect(found.exitCode == 1)
        }
        #expect(SystemError.words(of: StartProblem("in words")) == "in words")
    }
}
