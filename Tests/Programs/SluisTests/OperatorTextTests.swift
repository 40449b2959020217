import ArgumentParser
import Foundation
import JSONTape
import Testing

@testable import sluis

@Suite struct OperatorTextTests {
    @Test(arguments: [
        (["contract", "lst"], "sluis contract list"), (["contrat"], "sluis contract"),
        (["log", "qery", "--json"], "sluis log query"), (["reloda"], "sluis reload"),
        (["contract", "acept", "abc"], "sluis contract accept"),
    ])
    func `a slip in a command is answered with what was meant`(
        arguments: [String],
        meant: String
    ) {
        #expect(CommandWords.suggestion(for: arguments) == meant)
    }

    @Test(arguments: [
        [], ["contract"], ["contract", "list"], ["contract", "zzzzzzzz"], ["--help"],
        ["contract", "show", "lst"], ["help"], ["status", "--dta", "x"],
    ])
    func `arguments that name a command, or nothing like one, are answered with no guess`(
        arguments: [String]
    ) {
        #expect(CommandWords.suggestion(for: arguments) == nil)
    }

    @Test func `a purpose is shown in the words that we publish, with those that differ`() throws {
        let text = ContractText.one([
            "hash": "$1$1$a", "state": "proposed",
            "obstacles": ["the service 'x' is not offered here"],
            "grants": [
                [
                    "hash": "$1$3$a",
                    "purpose": ["id": "p", "label": "Ours", "contract_label": "Theirs"],
                ]
            ],
        ])
        #expect(text.contains("          Ours"))
        #expect(text.contains("the contract has another label than we publish: Theirs"))
        #expect(text.contains("it can serve nothing here: the service 'x' is not offered here"))
    }

    @Test func `a delivery that failed is told with attempts, next try and reason`() {
        let item: JSONValue = [
            "peerID": "1", "message": "accept", "state": "waiting", "attempts": 3,
            "nextAttempt": "2026-01-01T00:00:00.000Z", "lastError": "no connection could be made",
        ]
        #expect(
            ContractText.distribution(item)
                == "accept to 1: failed 3 times, next try 2026-01-01T00:00:00.000Z: "
                + "no connection could be made"
        )
        let list = ContractText.list([
            "contracts": [["hash": "$1$1$abc", "state": "proposed", "distributions": [item]]]
        ])
        #expect(list.contains("delivery of 1"))
        #expect(list.contains("! abc…: accept to 1: failed 3 times"))
    }

    @Test func `the list of exchanges says for whom, where anything was on behalf of another`() {
        let plain: JSONValue = ["startedAt": "now", "peerID": "1", "outcome": "answered"]
        let delegated: JSONValue = [
            "startedAt": "now", "peerID": "1", "delegator": "4", "outcome": "answered",
        ]
        #expect(!LogText.list(["exchanges": [plain]]).contains("FOR"))
        let text = LogText.list(["exchanges": [plain, delegated]])
        #expect(text.contains("PEER  FOR  SERVICE"))
        #expect(text.contains("1     4    -"))
    }

    @Test func `a hook that is asked again is told`() {
        let answer: JSONValue = ["distributions": [], "judged": true]
        #expect(
            ContractText.distributions(answer)
                == "The decision hook is asked again.\nNothing waits to be sent."
        )
        #expect(ContractText.distributions(["distributions": []]) == "Nothing waits to be sent.")
    }

    @Test(arguments: [(400, 2), (403, 1), (404, 1), (409, 1), (503, 1)] as [(Int, Int32)])
    func `a wrong request ends with 2, a refusal with 1`(status: Int, code: Int32) {
        let failure = AdministrationFailure.refused(status: status, problem: .null)
        #expect(failure.exitCode == code)
    }

    @Test(arguments: [
        ["log", "query", "--limit", "0"], ["log", "query", "--limit", "1001"],
        ["log", "query", "--outcome", "bogus"], ["contract", "list", "--state", "odd"],
        ["explain", "1"], ["doctor", "--peer", "http://a"], ["token", "inspect"],
        ["join", "https://a:1", "--group", "a b", "--anchors", "x", "--name", "n", "--oin", "1"],
    ])
    func `wrong arguments are refused before anything is asked`(arguments: [String]) {
        #expect(throws: (any Error).self) { try GatewayCommand.parseAsRoot(arguments) }
    }

    @Test func `an OpenAPI document without a pointer is no schema`() throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "api-\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try Data(#"{"openapi": "3.1.0", "paths": {}}"#.utf8).write(to: URL(filePath: file))
        let problem = #expect(throws: PayloadCheck.Problem.self) {
            try PayloadCheck(schemaFile: file, pointer: "")
        }
        #expect(problem?.mend.contains("--pointer") == true)
    }

    @Test(arguments: [
        ("persons", true), ("a.b-c", true), ("", false), ("-a", false), ("A", false),
        ("a/b", false), (String(repeating: "a", count: 64), false),
    ])
    func `an alias fits into a host name`(text: String, isName: Bool) {
        #expect(AliasBook.isName(text) == isName)
    }

    @Test func `a checkpoint is printed as it is kept: its lines are its own`() {
        let note = "origin/log\n34\nhash=\n\n— origin/log \(String(repeating: "s", count: 120))\n"
        let printed = LogText.checkpoint(note).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        #expect(printed.dropFirst(2).joined(separator: "\n") == note)
        #expect(LogText.checkpoint("a\u{1b}[2J\n").hasSuffix("a\\u{1b}[2J\n"))
    }

    @Test func `what a peer wrote is shown, and orders to the terminal are not obeyed`() {
        let label = "\u{1b}[2J\u{202e}evil\r\n| valid\u{9b}1m"
        let shown = Output.printable(["purpose": ["label": .string(label), label: [.null]]])
        let expected = #"\u{1b}[2J\u{202e}evil\u{d}\u{a}| valid\u{9b}1m"#
        #expect(shown["purpose"]?["label"]?.string == expected)
        #expect(shown["purpose"]?.object?.names == ["label", expected])
        let plain: JSONValue = ["name": "Gemeente Súdwest-Fryslân \u{1f469}\u{200d}\u{1f4bb}"]
        #expect(Output.printable(plain) == plain)
    }
}
