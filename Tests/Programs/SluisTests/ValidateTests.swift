import ArgumentParser
import Foundation
import JSONSchema
import JSONTape
import Testing

@testable import sluis

@Suite struct ValidateTests {
    /// A folder of files that is gone after the test.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "validate-\(UUID().uuidString)").path

        init(_ files: [String: String]) throws {
            for (name, text) in files {
                let file = URL(filePath: path).appending(path: name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: file)
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func file(_ name: String) -> String { path + "/" + name }
    }

    private func verdicts(
        _ schema: CompiledSchema,
        _ chunks: [String],
        maximumLine: Int = 1_000
    ) -> (verdicts: String, messages: String) {
        var lines = LineVerdicts(schema, name: "-", maximumLine: maximumLine)
        var verdicts: [UInt8] = []
        var messages = ""
        for chunk in chunks {
            let output = lines.take(Array(chunk.utf8).span)
            verdicts += output.verdicts
            messages += output.messages
        }
        let rest = lines.end()
        verdicts += rest.verdicts
        return (String(decoding: verdicts, as: UTF8.self), messages + rest.messages)
    }

    private func schema(
        _ text: String,
        _ reading: PayloadCheck.Reading = .init()
    ) throws
        -> CompiledSchema
    {
        let folder = try Folder(["schema.json": text])
        return try PayloadCheck(
            schemaFile: folder.file("schema.json"),
            pointer: "",
            reading: reading
        ).schema
    }

    @Test func `every line gets one verdict, wherever the chunks end`() throws {
        let schema = try schema(#"{"type":"integer"}"#)
        let text = "1\n\"a\"\n22\r\n {} \n333"
        let expected = "true\nfalse\ntrue\nfalse\ntrue\n"
        #expect(verdicts(schema, [text]).verdicts == expected)
        #expect(verdicts(schema, text.map(String.init)).verdicts == expected)
        #expect(verdicts(schema, [text, "\n"]).verdicts == expected)
        #expect(verdicts(schema, []).verdicts == "")
    }

    @Test func `a line that is not JSON is false and named`() throws {
        let schema = try schema("true")
        let output = verdicts(schema, ["{}\n\n{\"a\":1,\"a\":2}\n[\"\\ud800\"]\n[1,\n"])
        #expect(output.verdicts == "true\nfalse\nfalse\nfalse\nfalse\n")
        #expect(
            output.messages.split(separator: "\n").map { $0.prefix { $0 != " " } }
                == ["-:2:", "-:3:", "-:4:", "-:5:"]
        )
        #expect(output.messages.contains("-:3: json: an object names a member twice (column 9)\n"))
    }

    @Test func `a line that is too long is false, and those after it are read`() throws {
        let schema = try schema("true")
        let long = "[" + String(repeating: "1,", count: 600) + "1]"
        let chunks = ["1\n", String(long.prefix(700)), String(long.dropFirst(700)) + "\n2\n"]
        let output = verdicts(schema, chunks)
        #expect(output.verdicts == "true\nfalse\ntrue\n")
        #expect(output.messages == "-:2: more than 1000 bytes\n")
    }

    @Test func `a line that takes too many steps is false and named`() throws {
        let schema = try schema(
            ##"""
            {"anyOf":[{"properties":{"a":{"$ref":"#"}},"required":["b"]},
                      {"properties":{"a":{"$ref":"#"}},"required":["c"]},{"type":"null"}]}
            """##
        )
        let deep =
            String(repeating: "{\"a\":", count: 100) + "1" + String(repeating: "}", count: 100)
        let output = verdicts(schema, [deep, "\nnull\n"])
        #expect(output.verdicts == "false\ntrue\n")
        #expect(output.messages.hasPrefix("-:1: stepBudget"))
    }

    @Test(arguments: [
        (ValidateCommand.DialectName.openAPI30, "null", true), (.openAPI31, "null", false),
        (.draft202012, "null", false), (.openAPI30, "5", false), (.openAPI31, "\"a\"", true),
    ])
    func `a bare schema is read in the dialect that is named`(
        dialect: ValidateCommand.DialectName,
        text: String,
        isValid: Bool
    ) throws {
        var reading = PayloadCheck.Reading()
        reading.dialect = dialect.dialect
        let schema = try schema(#"{"type":"string","nullable":true}"#, reading)
        #expect(verdicts(schema, [text]).verdicts == "\(isValid)\n")
    }

    @Test func `formats are annotations where asked for`() throws {
        var reading = PayloadCheck.Reading()
        let text = #"{"format":"ipv4"}"#
        #expect(try verdicts(schema(text, reading), ["\"x\""]).verdicts == "false\n")
        reading.assertsFormat = false
        #expect(try verdicts(schema(text, reading), ["\"x\""]).verdicts == "true\n")
    }

    @Test func `references lead to named documents and to files below the folder`() throws {
        let folder = try Folder([
            "schema.json":
                #"{"properties":{"a":{"$ref":"https://x.example/a"},"b":{"$ref":"sub/b.yaml#/B"}}}"#,
            "a.json": #"{"type":"integer"}"#, "sub/b.yaml": "B: {type: boolean}",
        ])
        var reading = PayloadCheck.Reading()
        let problem = #expect(throws: PayloadCheck.Problem.self) {
            try PayloadCheck(schemaFile: folder.file("schema.json"), pointer: "", reading: reading)
        }
        #expect(problem?.what.contains("https://x.example/a") == true)
        reading.references = ["https://x.example/a=" + folder.file("a.json")]
        let schema = try PayloadCheck(
            schemaFile: folder.file("schema.json"),
            pointer: "",
            reading: reading
        ).schema
        #expect(
            verdicts(schema, [#"{"a":1,"b":true}"#, "\n", #"{"a":"x"}"#, "\n", #"{"b":1}"#])
                .verdicts
                == "true\nfalse\nfalse\n"
        )
    }

    @Test(arguments: ["https://x.example/a", "=a.json", "https://x.example/a=missing.json"])
    func `a reference that names no document is refused`(reference: String) {
        var reading = PayloadCheck.Reading()
        reading.references = [reference]
        #expect(throws: PayloadCheck.Problem.self) { try schema("true", reading) }
    }

    @Test func `files outside the folder are not read, by path or by link`() throws {
        let folder = try Folder([
            "secret.json": #"{"type":"string"}"#,
            "api/one.json": #"{"openapi":"3.1.0","x":{"$ref":"../secret.json"}}"#,
            "api/two.json": #"{"openapi":"3.1.0","x":{"$ref":"link.json"}}"#,
        ])
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("api/link.json"),
            withDestinationPath: "../secret.json"
        )
        for name in ["api/one.json", "api/two.json"] {
            let problem = #expect(throws: DocumentFiles.Problem.self) {
                try DocumentFiles(folder.file(name))
            }
            #expect(problem?.place == folder.file(name) + ":1#/x/$ref")
        }
    }

    @Test func `a problem of a document names file, line and pointer`() throws {
        let folder = try Folder([
            "api.yaml": """
            openapi: 3.1.0
            info: {title: x, version: '1'}
            paths:
              /a: {$ref: paths/a.yaml}
            """,
            "paths/a.yaml": """
            get:
              operationId: a
              responses:
                '200':
                  description: x
                  content:
                    application/json:
                      schema:
                        type: string
                        pattern: (a)\\1
            """,
        ])
        let problem = #expect(throws: PayloadCheck.Problem.self) {
            try PayloadCheck(
                openAPIFile: folder.file("api.yaml"),
                operation: "a",
                body: .response(200)
            )
        }
        #expect(problem?.place.hasPrefix(folder.file("paths/a.yaml") + ":10#") == true)
        #expect(problem?.what.contains("refers back") == true)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `verdicts that cannot be written are told, never a crash`() throws {
        let folder = try Folder(["data.jsonl": "1\n2\n", "out": ""])
        let schema = try schema("{}")
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let problem = #expect(throws: PayloadCheck.Problem.self) {
            try LineVerdicts.run(schema, file: folder.file("data.jsonl"), to: full)
        }
        #expect(problem?.description.contains("standard output") == true)
        let file = try #require(FileHandle(forWritingAtPath: folder.file("out")))
        try LineVerdicts.run(schema, file: folder.file("data.jsonl"), to: file)
        #expect(
            FileManager.default.contents(atPath: folder.file("out")) == Data("true\ntrue\n".utf8)
        )
    }

    @Test(arguments: [
        ["--schema", "a"], ["a"], ["--schema", "a", "--openapi", "b", "c"],
        ["--schema", "-", "--jsonl"], ["--schema", "a", "-", "-"],
        ["--schema", "a", "--dialect", "draft7", "b"], ["--openapi", "a", "--request", "b"],
        ["--openapi", "a", "--operation", "x", "--request", "--dialect", "oas30", "b"],
        ["--schema", "a", "--request", "b"], ["--schema", "a", "--direction", "up", "b"],
    ])
    func `arguments that do not fit together are refused`(arguments: [String]) {
        #expect(throws: (any Error).self) {
            try GatewayCommand.parseAsRoot(["validate"] + arguments)
        }
    }

    @Test(arguments: [
        ["--schema", "a", "--jsonl"], ["--schema", "-", "a"], ["--schema", "a", "--jsonl", "-"],
        ["--schema", "a", "--dialect", "2020-12", "--reference", "u=f", "--reference", "v=g", "b"],
        ["--openapi", "a", "--operation", "x", "--response", "200", "--jsonl"],
    ])
    func `arguments that fit together are taken`(arguments: [String]) throws {
        _ = try GatewayCommand.parseAsRoot(["validate"] + arguments)
    }
}
