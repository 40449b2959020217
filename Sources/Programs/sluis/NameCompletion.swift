import ArgumentParser
import Foundation
import JSONTape

/// What shells offer for names that only a running gateway knows; nothing where none can be asked.
enum NameCompletion {
    /// How long a person waits at a prompt.
    private static let patience = Duration.seconds(2)

    /// The first characters of contracts' hashes, those in force or proposed first.
    static let contracts = CompletionKind.custom { words, _, prefix in
        let found = await names("/v1/contracts?limit=1000", words) { answer in
            (answer["contracts"]?.array ?? []).compactMap { contract in
                contract["hash"]?.string.map { TextForm.plain.hash($0) }
            }
        }
        // One that begins with a hyphen would be taken for an option.
        return matching(prefix, found.filter { !$0.hasPrefix("-") })
    }

    /// The ids of known peers.
    static let peers = CompletionKind.custom { words, _, prefix in
        let peers = await names("/v1/peers?limit=1000", words) { answer in
            (answer["peers"]?.array ?? []).compactMap { $0["id"]?.string }
        }
        let providers = await names("/v1/services", words) { answer in
            (answer["services"]?.array ?? []).compactMap { $0["peerID"]?.string }
        }
        return matching(prefix, peers + providers)
    }

    /// The names of own and listed services.
    static let services = CompletionKind.custom { words, _, prefix in
        await matching(
            prefix,
            names("/v1/services", words) { answer in
                (answer["services"]?.array ?? []).compactMap { $0["name"]?.string }
            }
        )
    }

    /// The ids of purposes.
    static let purposes = CompletionKind.custom { words, _, prefix in
        await matching(
            prefix,
            names("/v1/purposes", words) { answer in
                (answer["purposes"]?.array ?? []).compactMap { $0["id"]?.string }
            }
        )
    }

    /// The data folder that the words of a command line name, or that commands find by themselves.
    static func folder(_ words: [String]) -> String? {
        for (index, word) in words.enumerated() {
            if word == "--data", index + 1 < words.count { return words[index + 1] }
            if word.hasPrefix("--data=") { return String(word.dropFirst("--data=".count)) }
        }
        return GatewayPlace.dataFolder()
    }

    /// Each name once, in order, that begins as what was typed.
    static func matching(_ prefix: String, _ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { $0.hasPrefix(prefix) && seen.insert($0).inserted }
    }

    private static func names(
        _ path: String,
        _ words: [String],
        _ read: (JSONValue) -> [String]
    ) async -> [String] {
        guard let folder = folder(words) else { return [] }
        let client = AdministrationClient(dataFolder: folder, patience: patience)
        return await client.ifRunning(path).map { read(Output.printable($0)) } ?? []
    }
}
