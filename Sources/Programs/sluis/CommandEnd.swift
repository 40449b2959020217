import ArgumentParser
import Foundation
import JSONTape

/// Why a command ends without what it was asked for: words for people, a problem document for programs.
struct CommandRefused: Error, CustomStringConvertible {
    /// One sentence, and a line for each fault; fit for a terminal.
    let description: String
    /// 1 where the answer is no, 2 where it could not be tried.
    let exitCode: Int32
    /// RFC 9457.
    let problem: JSONValue

    /// Says why.
    init(_ description: String, exitCode: Int32 = 1) {
        self.init(
            description,
            exitCode: exitCode,
            problem: Self.problem(
                exitCode == 1 ? "refused" : "could not be tried",
                detail: description
            )
        )
    }

    /// Says why, with a problem document that says more.
    init(_ description: String, exitCode: Int32, problem: JSONValue) {
        (self.description, self.exitCode, self.problem) = (description, exitCode, problem)
    }

    /// Several faults, a line each.
    init(_ faults: [String], exitCode: Int32) {
        var problem = Self.problem("could not be tried", detail: faults.first ?? "").object ?? [:]
        problem["errors"] = .array(faults.map { ["detail": .string($0)] })
        self.init(
            faults.joined(separator: "\n"),
            exitCode: exitCode,
            problem: .object(problem)
        )
    }

    static func problem(_ title: String, detail: String) -> JSONValue {
        ["type": "about:blank", "title": .string(title), "detail": .string(detail)]
    }
}

/// How a command ends that threw: what it prints where, and its exit code.
struct CommandEnd: Equatable {
    /// What goes to the standard output: help, the version, or a problem document.
    var output = ""
    /// What goes to the standard error.
    var message = ""
    var exitCode: Int32

    /// Puts what was thrown in words, as JSON where the arguments ask for that.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - command: The command that threw it; nil where the arguments name none.
    ///   - arguments: The arguments, without the program's name.
    ///   - form: How text on the standard error is laid out.
    init(
        _ error: any Error,
        of command: (any ParsableCommand.Type)?,
        arguments: [String],
        form: TextForm = .plain
    ) {
        let asked = arguments.prefix { $0 != "--" }.contains("--json")
        let refused: CommandRefused
        switch error {
        case let refusal as CommandRefused: refused = refusal
        case let code as ExitCode:
            exitCode = code.rawValue
            return
        default:
            let code = GatewayCommand.exitCode(for: error)
            guard !code.isSuccess else {
                output = GatewayCommand.fullMessage(for: error)
                exitCode = 0
                return
            }
            refused =
                code == .validationFailure
                ? Self.misused(error, command, arguments)
                : CommandRefused(Output.printableLines(SystemError.words(of: error)))
        }
        exitCode = refused.exitCode
        if asked { output = Output.json(refused.problem) }
        // Who looks at a program's log reads the sentence all the same.
        if GatewayCommand.exitCode(for: error) == .validationFailure {
            message = refused.description
        } else {
            message = form.fitted("Error: \(refused.description)")
        }
    }

    /// Wrong arguments: what is wrong with them, how the command is used, and what may have been meant.
    private static func misused(
        _ error: any Error,
        _ command: (any ParsableCommand.Type)?,
        _ arguments: [String]
    ) -> CommandRefused {
        let detail = GatewayCommand.message(for: error)
        let meant = CommandWords.suggestion(for: arguments).map { "Did you mean `\($0)`?" }
        let problem = CommandRefused.problem(
            "wrong arguments",
            detail: [detail, meant].compactMap(\.self).joined(separator: " ")
        )
        var lines = [GatewayCommand.fullMessage(for: error)]
        if error is ValidationError, let command {
            // What a command finds when it runs is told without its usage by the library.
            let words = CommandWords.path(to: command).joined(separator: " ")
            let usage = GatewayCommand.usageString(for: command).split(separator: "\n")
            lines = [
                "Error: \(detail)", "Usage: " + usage.joined(separator: "\n       "),
                "  See '\(words) --help' for more information.",
            ]
        }
        lines += [meant].compactMap(\.self)
        return CommandRefused(lines.joined(separator: "\n"), exitCode: 2, problem: problem)
    }

    /// Prints it and ends the process.
    func exit() -> Never {
        if !output.isEmpty { Swift.print(output) }
        if !message.isEmpty { Output.complain(message) }
        fflush(nil)
        Foundation.exit(exitCode)
    }
}
