import ArgumentParser
import JSONTape

/// `sluis status`: whether the running gateway is ready, and why not.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows whether the running gateway is ready, and why not.",
        examples: [
            "sluis status",
            "sluis status --data /var/lib/sluis --json",
        ]
    )

    @OptionGroup var operatorOptions: OperatorOptions

    func run() async throws {
        let answer = try await operatorOptions.client().get("/v1/status")
        operatorOptions.show(answer, as: Self.text)
        guard answer["ready"]?.bool == true else { throw ExitCode.failure }
    }

    static func text(_ answer: JSONValue, _ form: TextForm) -> String {
        var table = TextTable([.text("CHECK"), .state("STATE"), .text("DETAIL")])
        for check in answer["checks"]?.array ?? [] {
            table.add([
                check["name"]?.string ?? "?", word(of: check), check["detail"]?.string ?? "",
            ])
        }
        var lines = [table.text(form)]
        lines += (answer["documents"]?.array ?? []).map(document)
        lines += (answer["refusedHandshakes"]?.array ?? []).map(refused)
        lines += (answer["warnings"]?.array ?? []).map { warning($0, form) }
        if let restored = answer["restored"] { lines.append(Self.restored(restored)) }
        if let waiting = answer["distributions"]?.integer, waiting > 0 {
            lines.append("! \(waiting) messages to peers wait: `sluis contract list` shows them")
        }
        return lines.joined(separator: "\n")
    }

    /// The word for a check's state.
    static func word(of check: JSONValue) -> String {
        switch check["state"]?.string {
        case "pass": "ok"
        case "warn": "warns"
        default: "FAILS"
        }
    }

    /// A peer that was refused in its handshake; nothing that its certificate says is proven.
    static func refused(_ refused: JSONValue) -> String {
        let claims = [
            refused["peerID"]?.string.map { "peer \($0)" }, refused["subject"]?.string,
            refused["serialNumber"]?.string.map { "serial number \($0)" },
        ].compactMap(\.self).joined(separator: ", ")
        return "! refused in the handshake: \(refused["reason"]?.string ?? "?"), "
            + "\(refused["count"]?.integer ?? 0) times, last at \(refused["last"]?.string ?? "?") from "
            + "\(refused["address"]?.string ?? "?")"
            + (claims.isEmpty ? "" : "; the certificate claims \(claims)")
    }

    private static func restored(_ restored: JSONValue) -> String {
        let peers = (restored["missing"]?.array ?? []).compactMap(\.string)
        return "! restored since \(restored["since"]?.string ?? "?"): "
            + "\(restored["reason"]?.string ?? "")\n"
            + "  contracts are held with \(peers.joined(separator: ", ")), until these peers have told "
            + "what they hold"
    }

    private static func document(_ document: JSONValue) -> String {
        let name =
            document["service"]?.string ?? "\(document["document"]?.string?.prefix(16) ?? "?")…"
        let bytes = document["bytes"]?.integer ?? 0
        return "\(name): \(document["operations"]?.integer ?? 0) operations, compiled schemas take "
            + "about \((bytes + 1_023) / 1_024) KiB"
    }

    private static func warning(_ warning: JSONValue, _ form: TextForm) -> String {
        let kind = warning["kind"]?.string ?? "?"
        var subject = warning["subject"]?.string ?? "?"
        if kind == ExpiryWarning.Kind.contract.rawValue { subject = form.hash(subject) }
        let ends = warning["ends"]?.string ?? "?"
        let days = warning["days"]?.integer ?? 0
        let more = warning["atLeast"]?.bool == true ? "more than " : ""
        let usage = warning["exchangesPerDay"]?.integer.map { "; \(more)\($0) exchanges a day" }
        let when = warning["level"]?.integer == 0 ? "has ended" : "ends in \(days) days"
        return "! \(kind) \(subject) \(when) (\(ends))\(usage ?? ""): "
            + "\(warning["mend"]?.string ?? "")"
    }
}

/// `sluis reload`: the running gateway puts in force what its configuration says now.
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Makes the running gateway go by its configuration file as it is now.",
        discussion: """
            Services, purposes, field policies, directories, rules, clients and limits are added, changed and
            removed; certificates, keys and revocation lists are read again. All of it comes into force at once, or
            with one problem nothing; requests under way end by what they began with. Contracts keep the field
            policies that they pin; which contracts of which peers change is told. What needs a restart is named:
            the data folder, listeners and addresses, the identity, the trust of the Group, the log. SIGHUP does the
            same.
            """,
        examples: [
            "sluis reload --dry-run"
        ]
    )

    @Flag(help: "Only tell what would change.")
    var dryRun = false

    @OptionGroup var operatorOptions: OperatorOptions

    func run() async throws {
        let answer = try await operatorOptions.client().send(
            .post,
            "/v1/reload" + (dryRun ? "?dryRun=true" : ""),
            body: nil
        )
        operatorOptions.show(answer) { answer in
            answer["message"]?.string ?? "reloaded"
        }
    }
}
