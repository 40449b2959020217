import ExchangeModel
import YAMLDocument

extension SettingsDecoder {
    func inway(_ section: Section) -> InwayListenerSettings? {
        defer { section.finish() }
        let listen = listen(section)
        let address = advertisedAddress(section)
        let connections = section.whole("connectionsPerPeer", in: 1...100_000, default: 1_000)
        let held = section.size("heldBodies", default: 256 << 20)
        guard let listen, let address else { return nil }
        return InwayListenerSettings(
            listen: listen,
            address: address,
            connectionsPerPeer: connections,
            heldBodies: held
        )
    }

    func outway(_ section: Section) -> OutwayListenerSettings? {
        defer { section.finish() }
        let listen = listen(section)
        let aliases = aliases(section)
        var names: Set<String> = []
        let clients = section.sections("clients").compactMap { section -> ClientSettings? in
            guard let client = client(section, aliases: aliases) else { return nil }
            if !names.insert(client.name).inserted {
                section.problem(
                    "name",
                    "`\(client.name)` stands more than once: the access log tells clients by it"
                )
            }
            return client
        }
        if clients.isEmpty {
            section.problem(
                "clients",
                "must name at least one client; nobody else may use the Outway"
            )
        }
        if let listen, !listen.isLoopback {
            section.problem(
                "listen",
                "must be a loopback address: clients on other machines need TLS, which is not offered here"
            )
        }
        let modes = validation(section)
        let held = section.size("heldBodies", default: 64 << 20)
        let bodyLimit = section.size("bodyLimit", default: 10 << 20)
        let answerLimit = section.size("answerLimit", default: 10 << 20)
        for (name, limit) in [("bodyLimit", bodyLimit), ("answerLimit", answerLimit)]
        where limit > held {
            section.problem(name, "must not be more than all that is held: `outway.heldBodies`")
        }
        let waits = AnswerWaits(
            answer: section.wait("answerTimeout", default: 300, atMost: .hour),
            stream: section.wait("streamTimeout", default: 600, atMost: .day)
        )
        let routes = section.sections("routes").compactMap(route)
        for (name, group) in Dictionary(grouping: routes, by: \.name) where group.count > 1 {
            section.problem("routes", "name `\(name)` stands more than once")
        }
        guard let listen else { return nil }
        return OutwayListenerSettings(
            listen: listen,
            clients: clients,
            aliases: aliases,
            requestValidation: modes.request,
            answerValidation: modes.answer,
            heldBodies: held,
            bodyLimit: bodyLimit,
            answerLimit: answerLimit,
            waits: waits,
            routes: routes
        )
    }

    /// What is said of a grant: `{name: …, answerTimeout: …}`.
    private func route(_ section: Section) -> RouteSettings? {
        defer { section.finish() }
        let name = section.text("name", expected: "a grant hash or an alias")
        let answer = section.optionalWait("answerTimeout", atMost: .hour)
        let stream = section.optionalWait("streamTimeout", atMost: .day)
        guard let name else { return nil }
        let isHash = (try? GrantHash(name)) != nil
        return RouteSettings(
            name: isHash ? name : name.lowercased(),
            answerTimeout: answer,
            streamTimeout: stream
        )
    }

    private func validation(
        _ section: Section
    ) -> (request: ValidationMode, answer: ValidationMode) {
        guard let validation = section.optionalSection("validation") else { return (.off, .off) }
        defer { validation.finish() }
        return (
            validation.choice("request", default: ValidationMode.off),
            validation.choice("answer", default: ValidationMode.enforce)
        )
    }

    private func aliases(_ section: Section) -> [String: GrantHash] {
        guard let node = section.optional("aliases") else { return [:] }
        guard let members = node.members else {
            section.problem("aliases", "must be a mapping of names to grant hashes")
            return [:]
        }
        var aliases: [String: GrantHash] = [:]
        for member in members {
            guard let text = member.value.scalarText, let hash = try? GrantHash(text) else {
                section.problems.add(
                    "is not a grant hash ($1$3$ and 86 characters; put it in quotes)",
                    key: "\(section.key("aliases")).\(member.key)",
                    line: member.keyMark.line
                )
                continue
            }
            let known = aliases.updateValue(hash, forKey: member.key.lowercased())
            if known != nil {
                section.problems.add(
                    "stands more than once: names are the same in capitals and small letters",
                    key: "\(section.key("aliases")).\(member.key)",
                    line: member.keyMark.line
                )
            }
        }
        return aliases
    }

    private func client(_ section: Section, aliases: [String: GrantHash]) -> ClientSettings? {
        defer { section.finish() }
        let name = section.text("name", expected: "a name for the access log")
        let from = section.parsed("from", expected: "`loopback` or `bearerToken`") {
            guard ["loopback", "bearerToken"].contains($0) else {
                throw Malformed(expected: "an origin")
            }
            return $0
        }
        var origin: ClientSettings.Origin = .loopback
        if from == "bearerToken" {
            guard let file = section.secretFile("tokenFile", in: folder) else { return nil }
            origin = .bearerToken(file: file)
        } else if section.optional("tokenFile") != nil {
            section.problem(
                "tokenFile",
                "is of no use with `from: loopback`: a token is not asked for"
            )
        }
        let grants = grants(section, aliases: aliases)
        let endUser = section.optionalParsed(
            "endUserField",
            expected: "the name of a request field",
            Quantity.fieldName
        )
        guard let name, from != nil, let grants else { return nil }
        return ClientSettings(name: name, origin: origin, grants: grants, endUserField: endUser)
    }

    private func grants(
        _ section: Section,
        aliases: [String: GrantHash]
    ) -> ClientSettings.Grants? {
        guard
            let node = section.required(
                "grants",
                expected: "`all` or a list of grant hashes and aliases"
            )
        else { return nil }
        if node.scalarText == "all" { return .all }
        var hashes: Set<GrantHash> = []
        var names: Set<String> = []
        for text in section.list("grants", expected: "a grant hash or an alias", { $0 }) {
            if let hash = try? GrantHash(text) {
                hashes.insert(hash)
            } else if aliases[text.lowercased()] != nil {
                names.insert(text.lowercased())
            } else {
                section.problem(
                    "grants",
                    "`\(text)` is neither a grant hash nor one of `outway.aliases`"
                )
            }
        }
        return .listed(hashes: hashes, aliases: names)
    }
}
