/// One thing that is wrong in a configuration file: where, what, and what is expected.
public struct ConfigurationProblem: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The file, as it was named.
    public let file: String
    /// The line, from 1; 0 when the problem is not of one line.
    public let line: Int
    /// The key, for example `services[0].upstream.url`.
    public let key: String
    /// What is wrong and what is expected, as one sentence.
    public let message: String

    /// Names a problem.
    public init(file: String, line: Int, key: String, message: String) {
        self.file = file
        self.line = line
        self.key = key
        self.message = message
    }

    /// `file:line: key: message`, as compilers write it.
    public var description: String {
        let place = line > 0 ? "\(file):\(line): " : "\(file): "
        return place + (key.isEmpty ? "" : "\(key): ") + message
    }

    /// Orders by line, then by key.
    public static func < (left: Self, right: Self) -> Bool {
        (left.line, left.key, left.message) < (right.line, right.key, right.message)
    }
}

/// Why a configuration was not taken: every problem at once.
public struct ConfigurationRefused: Error, Sendable, CustomStringConvertible {
    /// All problems, in the order of the file.
    public let problems: [ConfigurationProblem]
    /// What a person should know beside them, in the order of the file.
    public let warnings: [ConfigurationProblem]

    /// Gathers problems, and what was seen beside them.
    public init(problems: [ConfigurationProblem], warnings: [ConfigurationProblem] = []) {
        self.problems = problems
        self.warnings = warnings
    }

    /// The problems, one a line.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
