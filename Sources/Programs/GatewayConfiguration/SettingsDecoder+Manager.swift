import Contracts
import ExchangeModel
import Foundation
import YAMLDocument

extension SettingsDecoder {
    func manager(_ section: Section) -> ManagerSettings? {
        defer { section.finish() }
        let listen = listen(section)
        let address = advertisedAddress(section)
        let lifetime =
            section.optionalParsed(
                "tokenLifetime",
                expected: Quantity.durationForm,
                Quantity.seconds
            ) ?? 3_600
        if lifetime > 86_400 {
            section.problem(
                "tokenLifetime",
                "must be at most 24h: a revoked contract ends with its tokens"
            )
        }
        let rules = section.sections("autoSign").compactMap(autoSign)
        let hook = section.optionalSection("decisionHook").flatMap(decisionHook)
        let fourEyes = section.flag("fourEyes", default: false)
        let proposals = proposals(section.optionalSection("proposals"))
        let properties = section.list("allowedProperties", expected: "a property's name") { $0 }
        guard let listen, let address else { return nil }
        return ManagerSettings(
            listen: listen,
            address: address,
            tokenLifetime: lifetime,
            autoSign: rules,
            decisionHook: hook,
            fourEyes: fourEyes,
            proposals: proposals,
            allowedProperties: Set(properties)
        )
    }

    private func proposals(_ section: Section?) -> ProposalSettings {
        var settings = ProposalSettings(open: 250, daily: 2_000, size: 64 << 20)
        guard let section else { return settings }
        defer { section.finish() }
        settings.open = section.whole("open", in: 1...100_000, default: settings.open)
        settings.daily = section.whole("daily", in: 1...1_000_000, default: settings.daily)
        settings.size =
            section.optionalParsed("size", expected: Quantity.sizeForm) {
                try Quantity.bytes($0)
            } ?? settings.size
        return settings
    }

    private func autoSign(_ section: Section) -> AutoSignSettings? {
        defer { section.finish() }
        let names = GrantType.allCases.map(\.configuredName).joined(separator: ", ")
        let type = section.parsed("grantType", expected: "one of \(names)") { text in
            guard let type = GrantType.allCases.first(where: { $0.configuredName == text }) else {
                throw Malformed(expected: "a grant type")
            }
            return type
        }
        let longest = section.parsed(
            "longestValidity",
            expected: Quantity.durationForm,
            Quantity.seconds
        )
        let peers = section.list("peers", expected: "a peer id") { try PeerID($0) }
        let services = section.list("services", expected: "a service name") { try ServiceName($0) }
        let purposes = section.list("purposes", expected: "a purpose id") { try PurposeID($0) }
        if type == .serviceConnection || type == .delegatedServiceConnection, peers.isEmpty {
            section.problem(
                "peers",
                "must name the peers whose connections are signed without a person"
            )
        }
        guard let type, let longest else { return nil }
        return AutoSignSettings(
            grantType: type,
            peers: Set(peers),
            services: Set(services),
            purposes: Set(purposes),
            longestValidity: longest
        )
    }

    /// Who decides on contracts that no rule accepts: AuthZEN, *Access Evaluation API*.
    private func decisionHook(_ section: Section) -> DecisionHookSettings? {
        defer { section.finish() }
        let url = section.parsed("url", expected: "the URL of an AuthZEN evaluation endpoint") {
            guard let url = URL(string: $0), let host = url.host(), !host.isEmpty,
                ["http", "https"].contains(url.scheme), url.user == nil, url.fragment == nil
            else { throw Malformed(expected: "a URL") }
            return $0
        }
        let host = url.flatMap { URL(string: $0)?.host() } ?? ""
        let isLoopback = SocketAddressText(host: host, port: 0).isLoopback
        if let url, url.hasPrefix("http://"), !isLoopback {
            section.problem("url", "must be https: plain http is for the loopback")
        }
        let anchors = section.optionalFile("trustAnchors", in: folder)
        if let url, url.hasPrefix("https://"), !section.has("trustAnchors") {
            section.problem("trustAnchors", "is missing: a PEM file of the hook's authorities")
        }
        let token = section.has("tokenFile") ? section.secretFile("tokenFile", in: folder) : nil
        let timeout =
            section.optionalParsed("timeout", expected: Quantity.durationForm, Quantity.seconds)
            ?? 10
        if timeout > 60 { section.problem("timeout", "must be at most 60s") }
        let onDeny =
            section.optionalParsed("onDeny", expected: "`wait` or `reject`") {
                guard ["wait", "reject"].contains($0) else { throw Malformed(expected: "a word") }
                return $0
            } ?? "wait"
        guard let url else { return nil }
        return DecisionHookSettings(
            url: url,
            trustAnchors: anchors,
            tokenFile: token,
            timeout: timeout,
            rejects: onDeny == "reject"
        )
    }
}

extension GrantType {
    /// The name of the type in configurations.
    fileprivate var configuredName: String {
        switch self {
        case .servicePublication: "servicePublication"
        case .serviceConnection: "serviceConnection"
        case .delegatedServicePublication: "delegatedServicePublication"
        case .delegatedServiceConnection: "delegatedServiceConnection"
        }
    }
}
