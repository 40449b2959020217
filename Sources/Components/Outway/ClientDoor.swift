import AccessControl
import ExchangeModel

/// Decides which grant a client's request is for, and whether the client may use it.
struct ClientDoor {
    /// The grants that an answer to an unknown hash lists.
    static let listedGrants = 20

    /// A client that may use a route.
    struct Admission {
        let permit: OutwayPermit
        let route: ReadyRoute
        /// Whether the client is known by its bearer token.
        let usedBearer: Bool
        /// What an alias falls back to where the provider refuses the grant, the next one first.
        var fallbacks: [Fallback] = []
    }

    /// Another grant that means the same, and the leave to use it.
    struct Fallback {
        let permit: OutwayPermit
        let route: ReadyRoute
    }

    let snapshot: OutwaySnapshot
    let client: ClientFacts

    /// Decides, and notes what became known on the way.
    func open(
        _ choice: RequestIntake.Choice,
        knownAs facts: inout ExchangeFacts
    ) -> Result<Admission, OutwayRefusal> {
        let rule: ClientRule
        switch snapshot.clients.identify(client) {
        case .failure(let refusal): return .failure(.client(refusal))
        case .success(let found): rule = found
        }
        facts.client = rule.name
        guard let route = route(choice) else {
            guard let unusable = unusable(choice) else {
                return .failure(.grantUnknown(usable: usable))
            }
            (facts.grant, facts.service) = (unusable.grant, unusable.service)
            (facts.provider, facts.purpose) = (unusable.provider, unusable.purpose)
            return .failure(.grantUnusable(unusable, usable: usable))
        }
        facts.grant = route.grant
        facts.service = route.route.service
        (facts.provider, facts.purpose) = (route.route.provider, route.route.purpose)
        switch permit(for: route, route.route.aliases, rule) {
        case .failure(let refusal): return .failure(.client(refusal))
        case .success(let permit):
            let missing = snapshot.configuration.heldGrants.missing(for: route.grant)
            guard missing.isEmpty else { return .failure(.grantHeld(missing)) }
            var usedBearer = false
            if case .bearer = rule.proof { usedBearer = true }
            var admission = Admission(permit: permit, route: route, usedBearer: usedBearer)
            if case .alias(let alias) = choice {
                admission.fallbacks = fallbacks(alias, rule)
            }
            return .success(admission)
        }
    }

    /// Whatever name the client used: it may be allowed the grant by another one.
    private func permit(
        for route: ReadyRoute,
        _ aliases: [String],
        _ rule: ClientRule
    ) -> Result<OutwayPermit, ClientRefusal> {
        var refused = ClientRefusal.grantNotAllowed(client: rule.name)
        for alias in [nil] + aliases.map({ Optional($0.lowercased()) }) {
            switch snapshot.clients.authorize(client, grant: route.grant, alias: alias) {
            case .failure(let refusal): refused = refusal
            case .success(let permit): return .success(permit)
            }
        }
        return .failure(refused)
    }

    private func fallbacks(_ alias: [UInt8], _ rule: ClientRule) -> [Fallback] {
        snapshot.fallbacks(alias: alias).compactMap { route in
            let names = route.route.aliases + route.route.fallbackAliases
            guard case .success(let permit) = permit(for: route, names, rule) else { return nil }
            return Fallback(permit: permit, route: route)
        }
    }

    private func route(_ choice: RequestIntake.Choice) -> ReadyRoute? {
        switch choice {
        case .none: nil
        case .hash(let hash): snapshot.route(hash: hash)
        case .alias(let alias): snapshot.route(alias: alias)
        }
    }

    /// The grant that cannot be used, where the client was allowed to use it.
    private func unusable(_ choice: RequestIntake.Choice) -> UnusableGrant? {
        let unusable: UnusableGrant?
        switch choice {
        case .none: unusable = nil
        case .hash(let hash): unusable = snapshot.unusable(hash: hash)
        case .alias(let alias): unusable = snapshot.unusable(alias: alias)
        }
        guard let unusable else { return nil }
        for alias in [nil] + unusable.aliases.map({ Optional($0.lowercased()) }) {
            if case .success = snapshot.clients.authorize(
                client,
                grant: unusable.grant,
                alias: alias
            ) {
                return unusable
            }
        }
        return nil
    }

    private var usable: String {
        guard case .success(let rule) = snapshot.clients.identify(client) else {
            return "this client has no grant that it may use"
        }
        let (grants, areMore) = snapshot.grants(Self.listedGrants) { grant, alias in
            rule.grants.allows(grant, alias: alias)
        }
        guard !grants.isEmpty else { return "this client has no grant that it may use" }
        let shown = grants.map { grant in
            grant.alias.map { "\(grant.hash) (\($0))" } ?? grant.hash.rawValue
        }
        return "usable: " + shown.joined(separator: ", ") + (areMore ? " and more" : "")
    }
}
