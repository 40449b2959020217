import ArgumentParser

extension CommandConfiguration {
    /// A configuration whose help ends with commands as they are typed in a shell, where a backslash at the
    /// end of a line continues it.
    init(
        commandName: String? = nil,
        abstract: String,
        usage: String? = nil,
        discussion: String = "",
        examples: [String],
        version: String = "",
        subcommands: [any ParsableCommand.Type] = [],
        groupedSubcommands: [CommandGroup] = []
    ) {
        let heading = examples.count == 1 ? "Example:" : "Examples:"
        let lines = examples.map { "  " + $0.replacing("\n", with: "\n    ") }
        let end = ([heading] + lines).joined(separator: "\n")
        self.init(
            commandName: commandName,
            abstract: abstract,
            usage: usage,
            discussion: discussion.isEmpty ? end : Self.flowing(discussion) + "\n\n" + end,
            version: version,
            subcommands: subcommands,
            groupedSubcommands: groupedSubcommands
        )
    }

    /// A text whose paragraphs are one line each, so that help breaks them where the terminal ends.
    private static func flowing(_ text: String) -> String {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isOwn = line.isEmpty || line.hasPrefix(" ") || lines.last?.isEmpty != false
            if isOwn || lines.last?.hasPrefix(" ") == true {
                lines.append(String(line))
            } else {
                lines[lines.count - 1] += " " + line
            }
        }
        return lines.joined(separator: "\n")
    }
}
