import ExchangeModel
import GatewayConfiguration
import JSONTape

/// The names in a filter that found nothing: one that nobody knows is a slip, and no empty answer.
struct FilterNames {
    /// A peer's id.
    var peer: String?
    /// A service's name.
    var service: String?
    /// A purpose's id.
    var purpose: String?

    /// What a gateway knows of one kind.
    struct Known {
        /// What may stand in a filter.
        var names: Set<String> = []
        /// What is shown of each, a peer's name for example.
        var shown: Set<String> = []
        /// Whether there may be more that could not be asked for.
        var isPartial = false
    }

    /// Refuses the first name that is not known, with the nearest ones.
    func refuseUnknown(_ client: AdministrationClient) async throws {
        guard peer != nil || service != nil || purpose != nil else { return }
        let services = try await client.get("/v1/services")
        if let peer {
            let peers = try await client.all("peers")
            try Self.refuse(peer, unless: Self.peers(peers, services), "peer")
        }
        if let service {
            try Self.refuse(service, unless: Self.services(services), "service")
        }
        if let purpose {
            try Self.refuse(purpose, unless: Self.purposes(services), "purpose")
        }
    }

    /// The peers that announced themselves or offer a listed service, we among them.
    static func peers(_ peers: [JSONValue], _ services: JSONValue) -> Known {
        var known = Known(isPartial: services["unreachable"] != nil)
        var names: [String: String] = [:]
        for service in services["services"]?.array ?? [] {
            guard let id = service["peerID"]?.string else { continue }
            names[id] = service["peerName"]?.string ?? ""
        }
        for peer in peers {
            guard let id = peer["id"]?.string else { continue }
            names[id] = peer["name"]?.string ?? ""
        }
        known.names = Set(names.keys)
        known.shown = Set(names.map { $0.value.isEmpty ? $0.key : "\($0.key) (\($0.value))" })
        return known
    }

    /// The services that are ours or listed.
    static func services(_ services: JSONValue) -> Known {
        let names = Set((services["services"]?.array ?? []).compactMap { $0["name"]?.string })
        return Known(names: names, shown: names, isPartial: services["unreachable"] != nil)
    }

    /// The purposes that our or listed services are offered for.
    static func purposes(_ services: JSONValue) -> Known {
        let names = Set(
            (services["services"]?.array ?? []).flatMap { $0["purposes"]?.array ?? [] }
                .compactMap { $0["id"]?.string }
        )
        return Known(names: names, shown: names, isPartial: services["unreachable"] != nil)
    }

    /// Throws when a name is not known.
    static func refuse(_ name: String, unless known: Known, _ kind: String) throws {
        guard !known.names.contains(name) else { return }
        let hint = Spelling.after(name, among: known.shown, of: "known \(kind)s")
        let partial =
            known.isPartial ? "; a directory could not be asked, so that there may be more" : ""
        throw CommandRefused(
            "no \(kind) `\(Output.printable(name))` is known here\(hint)\(partial)"
        )
    }
}
