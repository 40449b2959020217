import Foundation
import GatewayTesting
import JSONTape

/// The running of pages as they are printed: in a shell, in a folder that was empty.
///
/// Ports that pages name are replaced by free ones, in what is run and back in what it says; so is the
/// beginning of a contract's hash.
final class DocumentRun {
    /// The ports that pages may name in what is run.
    private static let printedPorts = [18_800, 18_443, 18_444, 18_445, 18_446, 18_080, 9_000]
    /// What pages print for the beginning of a contract's hash.
    private static let printedContract = "4fZk09"

    /// Where pages begin.
    let root: String
    private let programs: Programs
    private let ports: [(printed: String, free: String)]
    private var running: [(program: RunningProgram, group: String)] = []

    /// How long a block may take until it does what the page says.
    private let patience: Duration

    /// Makes the folder, with what a checkout has for pages that name it.
    init(patience: Duration = .seconds(40)) throws {
        self.patience = patience
        programs = try Programs.found()
        let name = "sluis-docs-\(UUID().uuidString.prefix(8))"
        let folder = FileManager.default.temporaryDirectory.appending(path: name)
        root = folder.path(percentEncoded: false)
        let free = try FreePorts.find(Self.printedPorts.count)
        ports = zip(Self.printedPorts, free).map { ("\($0)", "\($1)") }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for part in ["config", "schemas"] {
            try FileManager.default.copyItem(
                at: DocumentPage.checkout.appending(path: part),
                to: folder.appending(path: part)
            )
        }
    }

    /// Ends what is still running, the programs below the shells first, and removes the folder.
    func end() async {
        for (program, file) in running.reversed() {
            let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            if let group = Int32(text.filter(\.isNumber)), group > 1 {
                // To the group itself: a shell that a test starts has this signal blocked.
                kill(-group, SIGTERM)
                let ended: Bool? = try? await eventually("the end", within: .seconds(40)) {
                    program.isRunning ? nil : true
                }
                if ended == nil { kill(-group, SIGKILL) }
            }
            await program.end()
        }
        running = []
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Runs all blocks of a page in order.
    ///
    /// - Throws: At the first block that does not do what the page says: which, and what it said.
    func run(_ page: DocumentPage) async throws {
        for block in page.blocks where block.language == "sh" {
            let place = "\(page.path):\(block.line)"
            if block.builds {
                try await checkBuild(block, place)
            } else if block.staysRunning {
                try await start(block, place)
            } else {
                try await run(block, place)
            }
        }
        for block in page.blocks where block.language == "usage" {
            try await checkUsage(block, "\(page.path):\(block.line)")
        }
    }

    // MARK: - Blocks

    /// What the shell runs before a block: the programs are on the path, the folder is the page's.
    private var preface: String {
        let folder = URL(filePath: programs.sluis).deletingLastPathComponent()
        return """
            export PATH='\(folder.path(percentEncoded: false))':"$PATH"
            cd '\(root)'
            set -eo pipefail

            """
    }

    private func withFreePorts(_ text: String) throws -> String {
        try ports.reduce(text) { text, port in
            let number = try NSRegularExpression(pattern: "(?<![0-9.])\(port.printed)(?![0-9])")
            let whole = NSRange(text.startIndex..., in: text)
            return number.stringByReplacingMatches(in: text, range: whole, withTemplate: port.free)
        }
    }

    private func withPrintedPorts(_ text: String) -> String {
        ports.reduce(text) { $0.replacing(":\($1.free)", with: ":\($1.printed)") }
    }

    /// Runs a block until it does what the page says, for what others do meanwhile takes a moment.
    private func run(_ block: DocumentPage.Block, _ place: String) async throws {
        var text = try withFreePorts(block.text)
        if text.contains(Self.printedContract) {
            text = text.replacing(Self.printedContract, with: try await contract(in: block.folder))
        }
        var said = ""
        let done: Bool? = try? await eventually(place, within: patience) {
            let run = try await CommandRun.of("bash", ["-c", preface + "exec 2>&1\n" + text])
            said = "exit \(run.status)\n" + withPrintedPorts(run.text)
            guard run.status == block.exit else { return nil }
            guard let answer = block.answer else { return true }
            return try PrintedAnswer(answer).fits(withPrintedPorts(run.text)) ? true : nil
        }
        guard done == true else {
            throw Unexpected("\(place) does not do what the page says: \(block.text)\nbut \(said)")
        }
    }

    /// Starts a block in a group of processes of its own, and waits until it is ready.
    private func start(_ block: DocumentPage.Block, _ place: String) async throws {
        let number = running.count
        let (log, group) = (root + "/.\(number).log", root + "/.\(number).group")
        let wrapper = """
            set -m
            bash -c "$1" & group=$!
            echo "$group" > "$2"
            wait "$group"
            """
        let program = try RunningProgram(
            "/bin/bash",
            ["-c", wrapper, "bash", preface + (try withFreePorts(block.text)), group],
            log: log
        )
        running.append((program, group))
        do {
            try await eventually("\(place) is ready", within: .seconds(90)) {
                let lines = program.words.split(whereSeparator: \.isNewline)
                if lines.contains(where: { $0 == "ready" || $0.hasPrefix("ready ") }) {
                    return true
                }
                guard program.isRunning else { throw Unexpected("it ended") }
                return Bool?.none
            }
        } catch {
            throw Unexpected(
                "\(place) does not stay running: \(program.words.suffix(2_000)) (\(error))"
            )
        }
    }

    /// The beginning of the hash of the oldest contract for a service that is in force.
    private func contract(in folder: String?) async throws -> String {
        let data = "\(root)/\(folder ?? "provider")/data"
        let list = try await CommandRun.of(
            programs.sluis,
            ["contract", "list", "--state", "valid", "--data", data, "--json"]
        ).json()
        let contracts = (list["contracts"]?.array ?? []).filter { contract in
            contract["grants"]?[0]?["type"]?.string == "GRANT_TYPE_SERVICE_CONNECTION"
        }
        let oldest = contracts.min {
            ($0["createdAt"]?.string ?? "") < ($1["createdAt"]?.string ?? "")
        }
        guard let hash = oldest?["hash"]?.string else { throw Unexpected("there is no contract") }
        return String(hash.dropFirst("$1$1$".count).prefix(Self.printedContract.count))
    }

    // MARK: - What is not run

    /// What installs or builds is there, and takes the arguments that the page gives it.
    private func checkBuild(_ block: DocumentPage.Block, _ place: String) async throws {
        for line in block.lines.dropFirst() where !line.isEmpty {
            let words = Self.words(line)
            guard let program = words.first else { continue }
            guard program.hasPrefix("deploy/") else {
                guard ["export", "cd", "git", "swift"].contains(program) else {
                    throw Unexpected("\(place): `\(program)` is not looked at: run it instead")
                }
                continue
            }
            let file = DocumentPage.checkout.appending(path: program).path(percentEncoded: false)
            guard FileManager.default.isExecutableFile(atPath: file) else {
                throw Unexpected("\(place): there is no \(program)")
            }
            let text = try String(contentsOfFile: file, encoding: .utf8)
            for option in words.dropFirst() where option.hasPrefix("-") {
                guard text.contains(option) else {
                    throw Unexpected("\(place): \(program) does not know \(option)")
                }
            }
        }
    }

    /// Commands that name values by words have the options that the page gives them.
    private func checkUsage(_ block: DocumentPage.Block, _ place: String) async throws {
        let joined = block.text.replacing(/\\\n\s*/, with: " ")
        for line in joined.split(separator: "\n") {
            let words = Self.words(String(line))
            guard let start = words.firstIndex(where: { $0 == "sluis" || $0 == "sluis-demo" })
            else {
                throw Unexpected("\(place): no program of ours in: \(line)")
            }
            let rest = words[(start + 1)...].prefix { $0 != "|" && $0 != ">" }
            let path = rest.prefix { $0.wholeMatch(of: /[a-z][a-z-]*/) != nil }
            let program = words[start] == "sluis" ? programs.sluis : programs.demo
            let help = try await CommandRun.of(program, path + ["--help"])
            let known = Set(help.text.matches(of: /--[a-z][a-zA-Z-]*/).map { String($0.output) })
            guard help.status == 0, !help.text.contains("SUBCOMMANDS") || path.isEmpty else {
                throw Unexpected("\(place): there is no `\(path.joined(separator: " "))`: \(line)")
            }
            for option in rest where option.hasPrefix("--") {
                let name = String(option.prefix { $0 != "=" })
                guard known.contains(name) else {
                    throw Unexpected("\(place): \(path.joined(separator: " ")) has no \(name)")
                }
            }
        }
    }

    /// The words of a line as a shell divides it, its comment left out.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == " " {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else if character == "#", word.isEmpty {
                break
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}
