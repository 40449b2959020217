import ArgumentParser
import GatewayConfiguration

/// The commands by the words that people type.
enum CommandWords {
    /// What was probably meant by arguments that name no command; nil when they name one, or nothing like
    /// one.
    static func suggestion(for arguments: [String]) -> String? {
        var command: any ParsableCommand.Type = GatewayCommand.self
        var words: [String] = []
        for argument in arguments.prefix(8) {
            let below = command.configuration.subcommands
            guard !below.isEmpty, !argument.hasPrefix("-"), argument.count <= 40 else { return nil }
            if let next = below.first(where: { name(of: $0) == argument }) {
                command = next
                words.append(argument)
                continue
            }
            guard argument != "help",
                let near = Spelling.nearest(to: argument, in: below.map { name(of: $0) })
            else { return nil }
            return (["sluis"] + words + [near]).joined(separator: " ")
        }
        return nil
    }

    /// The words that lead to a command, `sluis` first; empty for one that is none of them.
    static func path(
        to command: any ParsableCommand.Type,
        from root: any ParsableCommand.Type = GatewayCommand.self
    ) -> [String] {
        if root == command { return [name(of: root)] }
        for below in root.configuration.subcommands {
            let found = path(to: command, from: below)
            if !found.isEmpty { return [name(of: root)] + found }
        }
        return []
    }

    /// All commands, groups of them too.
    static func all(
        from root: any ParsableCommand.Type = GatewayCommand.self
    ) -> [any ParsableCommand.Type] {
        [root] + root.configuration.subcommands.flatMap { all(from: $0) }
    }

    /// A command's word: as it says, or its type's name in small letters with hyphens.
    static func name(of command: any ParsableCommand.Type) -> String {
        if let name = command.configuration.commandName { return name }
        var name = ""
        for character in "\(command)" {
            if character.isUppercase, !name.isEmpty { name += "-" }
            name += character.lowercased()
        }
        return name
    }
}
