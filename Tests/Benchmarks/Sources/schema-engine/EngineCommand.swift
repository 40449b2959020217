import ArgumentParser

/// `schema-engine`: the product's engine of payloads, in a loop.
@main
struct EngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema-engine",
        abstract: "Runs the product's engine of payloads over and over.",
        subcommands: [MeasureCommand.self, RepeatCommand.self]
    )
}

/// `schema-engine measure`: what each step of each case costs.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Prints the CPU time of each step of each case.",
        discussion: """
            One line a step: engine, case, step, nanoseconds, with tabs between. The time is that of the thread, the
            best of seven runs.
            """
    )

    @Argument(help: "The file that lists the cases, JSON.")
    var cases: String

    @Option(help: "The least that one run takes, in milliseconds.")
    var milliseconds: Int64 = 40

    func run() throws {
        for subject in try EngineCase.read(cases) {
            var work = try EngineWork(subject)
            for step in work.steps {
                let best = work.bestNanoseconds(step, atLeast: milliseconds * 1_000_000)
                print("sluis\t\(subject.name)\t\(step.rawValue)\t\(Int64(best.rounded()))")
            }
        }
    }
}

/// `schema-engine repeat`: one step so many times, for a counter of instructions.
struct RepeatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repeat",
        abstract: "Does one step of one case so many times."
    )

    @Argument(help: "The file that lists the cases, JSON.")
    var cases: String

    @Argument(help: "The name of the case.")
    var name: String

    @Argument(help: "The step: parse, validate, parse+validate or parse+validate+minimise.")
    var step: EngineStep

    @Argument(help: "How often.")
    var count: Int

    func run() throws {
        guard let subject = try EngineCase.read(cases).first(where: { $0.name == name }) else {
            throw ValidationError("the file has no case '\(name)'")
        }
        var work = try EngineWork(subject)
        work.repeated(step, count)
    }
}

extension EngineStep: ExpressibleByArgument {}
