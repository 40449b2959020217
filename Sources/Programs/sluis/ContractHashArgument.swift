import ArgumentParser
import ExchangeModel
import GatewayConfiguration
import JSONTape

/// A contract as a person names it: its whole hash, or the first characters after the dollar signs.
///
/// Dollar signs are eaten by shells; eight characters without them are enough to name a contract.
struct ContractHashArgument: ParsableArguments {
    @Argument(
        help: """
            The contract: its hash in quotes, or the first characters of it without the dollar signs; after -- \
            where they begin with a hyphen.
            """,
        completion: NameCompletion.contracts
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
        let named = (try? GrantHash(text)) == nil ? start : text
        let found = try await client.all("contracts", query: [("hash", named)])
            .compactMap { $0["hash"]?.string }
        guard let only = found.first, found.count == 1 else {
            let some = found.prefix(shown).joined(separator: ", ")
            let rest = found.count - shown
            let hint = found.isEmpty ? try await Self.hint(for: start, client) : ""
            throw CommandRefused(
                found.isEmpty
                    ? "there is no contract whose hash begins with `\(start)`\(hint)"
                    : "\(found.count) contracts begin with `\(start)`: \(some)"
                        + (rest > 0 ? " and \(rest) more" : "") + ": give more of the hash"
            )
        }
        return only
    }

    /// The newest contracts that are nearest to a beginning that none has.
    private static func hint(
        for start: String,
        _ client: AdministrationClient
    ) async throws -> String {
        let page = try await client.get("/v1/contracts?limit=\(searched)")
        let known = (page["contracts"]?.array ?? []).compactMap { $0["hash"]?.string }
        let starts = known.map { hash in
            String((hash.split(separator: "$").last ?? "").prefix(max(8, start.count)))
        }
        return Spelling.after(start, among: Set(starts), of: "contracts")
    }

    /// How many contracts are looked through for one that may have been meant.
    private static let searched = 1_000

    /// How many of several contracts a message names.
    private static let shown = 5
}
