import ArgumentParser
import ExchangeModel
import JSONTape

/// A contract as a person names it: its whole hash, or the first characters after the dollar signs.
///
/// Dollar signs are eaten by shells; eight characters without them are enough to name a contract.
struct ContractHashArgument: ParsableArguments {
    @Argument(
        help: """
            The contract: its hash in quotes, or the first characters of it without the dollar signs; after -- \
            where they begin with a hyphen.
            """
    )
    var contract: String

    /// The whole hash, looked up among the contracts when only its beginning is given.
    func hash(_ client: AdministrationClient) async throws -> String {
        try await Self.hash(contract, client)
    }

    static func hash(_ text: String, _ client: AdministrationClient) async throws -> String {
        if (try? ContractHash(text)) != nil { return text }
        let start = text.split(separator: "$").last.map(String.init) ?? ""
        guard !start.isEmpty else {
            throw ValidationError(
                "`\(text)` names no contract: quote the hash, or leave `$1$1$` out"
            )
        }
        var found: [String] = []
        for contract in try await client.all("contracts") {
            guard let hash = contract["hash"]?.string else { continue }
            let own = hash.split(separator: "$").last ?? ""
            let grants = (contract["grants"]?.array ?? []).compactMap { $0["hash"]?.string }
            if own.hasPrefix(start) || grants.contains(text) { found.append(hash) }
        }
        guard let only = found.first, found.count == 1 else {
            Output.complain(
                found.isEmpty
                    ? "Error: there is no contract whose hash begins with `\(start)`: see `sluis contract list`"
                    : "Error: \(found.count) contracts begin with `\(start)`: give more of the hash"
            )
            throw ExitCode(1)
        }
        return only
    }
}
