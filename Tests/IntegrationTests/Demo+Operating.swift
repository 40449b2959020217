import Foundation
import GatewayTesting
import JSONTape

extension Demo {
    /// Runs a `sluis` command for one side.
    func sluis(_ side: Side, _ arguments: String...) async throws -> CommandRun {
        let data = try text(side, "dataFolder")
        return try await CommandRun.of(programs.sluis, arguments + ["--data", data, "--json"])
    }

    /// The record of an exchange, or nil when the log of that side holds none.
    func record(_ transaction: String, at side: Side) async throws -> JSONValue? {
        let finished = try await sluis(side, "log", "show", transaction)
        return finished.status == 0 ? try JSONValue(parsing: finished.output) : nil
    }

    /// The record of an exchange once it is closed with an outcome and proven.
    func record(
        _ transaction: String,
        at side: Side,
        outcome: String
    ) async throws -> JSONValue {
        try await eventually("\(outcome) for \(transaction) at \(side)") {
            guard let record = try await record(transaction, at: side),
                record["outcome"]?.string == outcome, record["proof"]?["verified"]?.bool == true
            else { return nil }
            return record
        }
    }

    /// Refusals in the log of a side, newest first, as `sluis log query` lists them.
    func refusals(at side: Side) async throws -> [JSONValue] {
        let listed = try await sluis(
            side,
            "log",
            "query",
            "--outcome",
            "refused",
            "--limit",
            "1000"
        )
        return try listed.json()["exchanges"]?.array ?? []
    }

    /// Waits until the list of refusals has one with a reason, and a transaction where it is named.
    func findRefusal(
        _ reason: String,
        at side: Side,
        transaction: String? = nil,
        since count: Int = 0
    ) async throws -> JSONValue {
        try await eventually("the refusal \(reason) in the log of \(side)") {
            let refusals = try await refusals(at: side).filter { $0["reason"]?.string == reason }
            guard let transaction else { return refusals.count > count ? refusals.first : nil }
            return refusals.first { $0["transactionID"]?.string == transaction }
        }
    }

    /// Verifies the log of a side from its files alone.
    func verification(_ side: Side) async throws -> JSONValue {
        let log = try log(side)
        let arguments = ["log", "verify", "--log", log, "--json"]
        return try await CommandRun.of(programs.sluis, arguments).json()
    }

    /// How many handshakes of a listener ended in a way, at the provider.
    func handshakes(_ outcome: String, at listener: String = "inway") async throws -> Int {
        let url = try text(.provider, "administration") + "/metrics"
        let text = try await CommandRun.of("curl", ["-sS", "--fail", url]).text
        let lines = text.split(separator: "\n").filter {
            $0.hasPrefix("sluis_handshakes_total{") && $0.contains("outcome=\"\(outcome)\"")
                && $0.contains("listener=\"\(listener)\"")
        }
        return lines.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
            .map { Int($0) }.reduce(0, +)
    }
}

/// Names for transactions.
enum TransactionName {
    /// A new UUID of version 7.
    ///
    /// RFC 9562, *UUID Version 7*.
    static func fresh() -> String { RandomUUID.text(version: 7) }
}
