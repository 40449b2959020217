import JSONTape

/// Contracts as text for people.
enum ContractText {
    static func list(_ answer: JSONValue, _ form: TextForm = .plain) -> String {
        let contracts = answer["contracts"]?.array ?? []
        guard !contracts.isEmpty else { return "No contracts." }
        var table = TextTable([
            .state("STATE"), .text("SERVICE"), .list("PEERS"), .whole("UNTIL"),
            .text("WAITS FOR", below: 0), .whole("CONTRACT"),
        ])
        for contract in contracts {
            let grants = contract["grants"]?.array ?? []
            table.add([
                contract["state"]?.string ?? "?",
                grants.compactMap { $0["service"]?.string }.joined(separator: ", "),
                others(contract).joined(separator: ", "),
                String((contract["notAfter"]?.string ?? "").prefix(10)),
                waits(contract), form.hash(contract["hash"]?.string ?? "?"),
            ])
        }
        let stalled = contracts.flatMap { Self.stalled($0, form) }
        return ([table.text(form)] + stalled).joined(separator: "\n")
    }

    /// The peers of a contract, we aside.
    private static func others(_ contract: JSONValue) -> [String] {
        let peers = (contract["peers"]?.array ?? []).compactMap(\.string)
        let others = peers.filter { $0 != contract["own"]?.string }
        return others.isEmpty ? peers : others
    }

    /// Whom a contract waits for, in a word or two.
    private static func waits(_ contract: JSONValue) -> String {
        var parts: [String] = []
        let count = waiting(contract).count
        if count > 0 { parts.append("delivery of \(count)") }
        if contract["state"]?.string == "proposed" {
            if contract["waitingForUs"]?.bool == true { parts.append("us") }
            let us = contract["own"]?.string
            let others = (contract["waitingFor"]?.array ?? []).compactMap(\.string)
                .filter { $0 != us }
            if !others.isEmpty { parts.append("signatures of \(others.count)") }
        }
        return parts.isEmpty ? "-" : parts.joined(separator: ", ")
    }

    private static func waiting(_ contract: JSONValue) -> [JSONValue] {
        (contract["distributions"]?.array ?? []).filter { $0["state"]?.string != "delivered" }
    }

    /// A line for each message that failed at least once: nothing stalls silently.
    private static func stalled(_ contract: JSONValue, _ form: TextForm) -> [String] {
        let hash = form.hash(contract["hash"]?.string ?? "?") + (form.isWide ? "" : "…")
        return waiting(contract).filter { ($0["attempts"]?.integer ?? 0) > 0 }.map {
            "! \(hash): \(distribution($0))"
        }
    }

    static func distributions(_ answer: JSONValue) -> String {
        let waiting = answer["distributions"]?.array ?? []
        let asked = answer["judged"]?.bool == true ? ["The decision hook is asked again."] : []
        guard !waiting.isEmpty else {
            return (asked + ["Nothing waits to be sent."]).joined(separator: "\n")
        }
        return (asked + waiting.map(distribution)).joined(separator: "\n")
    }

    /// What waits for whom, since how many attempts, why, and when it is sent again.
    static func distribution(_ item: JSONValue) -> String {
        let peer = item["peerID"]?.string ?? "?"
        let message = item["message"]?.string ?? "?"
        if item["state"]?.string == "delivered" { return "\(message) to \(peer): delivered" }
        let attempts = item["attempts"]?.integer ?? 0
        guard attempts > 0 else { return "\(message) to \(peer): is being sent" }
        let times = attempts == 1 ? "once" : "\(attempts) times"
        return "\(message) to \(peer): failed \(times), next try "
            + "\(item["nextAttempt"]?.string ?? "?"): \(item["lastError"]?.string ?? "?")"
    }

    static func one(_ contract: JSONValue) -> String {
        var lines = [
            "Contract  \(contract["hash"]?.string ?? "?")",
            "State     \(contract["state"]?.string ?? "?")",
            "Valid     \(contract["notBefore"]?.string ?? "?") to \(contract["notAfter"]?.string ?? "?")",
        ]
        for meaning in contract["meaning"]?.array ?? [] {
            lines += ContractMeaningText.lines(meaning, of: contract)
        }
        for grant in contract["grants"]?.array ?? [] { lines += self.grant(grant) }
        for signature in contract["signatures"]?.array ?? [] {
            let peer = signature["peerID"]?.string ?? "?"
            let type = signature["type"]?.string ?? "?"
            lines.append("Signed    \(type) by \(peer), \(signature["signedAt"]?.string ?? "?")")
        }
        if contract["state"]?.string == "proposed" {
            for missing in (contract["waitingFor"]?.array ?? []).compactMap(\.string) {
                lines.append("Waiting   for the signature of \(missing)")
            }
        }
        if let reason = contract["judgement"]?["reason"]?.string {
            lines.append("Decision  a person must decide: \(reason)")
        }
        for obstacle in (contract["obstacles"]?.array ?? []).compactMap(\.string) {
            lines.append("Obstacle  it can serve nothing here: \(obstacle)")
        }
        let approvals = (contract["approvals"]?.array ?? []).compactMap(\.string)
        if !approvals.isEmpty {
            lines.append("Approved  by \(approvals.joined(separator: ", ")); one more must accept")
        }
        for item in contract["distributions"]?.array ?? [] {
            lines.append("Delivery  \(distribution(item))")
        }
        return lines.joined(separator: "\n")
    }

    private static func grant(_ grant: JSONValue) -> [String] {
        var lines = ["Grant     \(grant["hash"]?.string ?? "?")"]
        let names = [
            "type", "service", "serviceProvider", "outwayPeer", "outwayIdentification",
            "directory", "protocol", "delegator",
        ]
        for name in names {
            guard let text = grant[name]?.string else { continue }
            lines.append("          \(name): \(text)")
        }
        if let purpose = grant["purpose"] {
            lines.append("          purpose: \(purpose["id"]?.string ?? "?")")
            lines.append("          \(purpose["label"]?.string ?? "")")
            let differing = [
                ("contract_label", "label"), ("contract_legal_basis", "legal basis"),
            ]
            for (name, words) in differing {
                guard let text = purpose[name]?.string else { continue }
                lines.append("          the contract has another \(words) than we publish: \(text)")
            }
        }
        for (name, value) in grant["properties"]?.object?.members ?? [] {
            let text = String(decoding: value.serialized(), as: UTF8.self)
            lines.append("          property \(name): \(text)")
        }
        let aliases = (grant["aliases"]?.array ?? []).compactMap(\.string)
        if !aliases.isEmpty {
            lines.append("          alias: \(aliases.joined(separator: ", "))")
        }
        return lines
    }
}

/// Text in the path of a request.
enum PathText {
    /// One path segment, everything but unreserved characters percent-encoded; RFC 3986, *Characters*.
    static func segment(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
