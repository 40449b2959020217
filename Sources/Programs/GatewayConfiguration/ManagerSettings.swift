public import Contracts
public import ExchangeModel

/// The Manager's settings.
public struct ManagerSettings: Hashable, Sendable {
    /// Where it listens.
    public var listen: SocketAddressText
    /// The address that peers are told.
    public var address: PeerAddress
    /// How long a token is valid, seconds.
    public var tokenLifetime: Int64
    /// What is signed without a person.
    public var autoSign: [AutoSignSettings]
    /// Who decides on what no rule accepts; nil leaves it to a person.
    public var decisionHook: DecisionHookSettings?
    /// Whether two different persons must accept a contract.
    public var fourEyes: Bool
    /// How many contracts another peer may leave here.
    public var proposals: ProposalSettings
    /// The properties that grants may have; empty for any.
    public var allowedProperties: Set<String>
}

/// One rule by which a contract is signed without a person.
public struct AutoSignSettings: Hashable, Sendable {
    /// The type of grant it holds for.
    public var grantType: GrantType
    /// The peers it holds for; empty for all.
    public var peers: Set<PeerID>
    /// The services it holds for; empty for all.
    public var services: Set<ServiceName>
    /// The purposes it holds for; empty for all.
    public var purposes: Set<PurposeID>
    /// The longest validity of a contract, seconds.
    public var longestValidity: Int64
}

/// How many contracts another peer may leave here.
public struct ProposalSettings: Hashable, Sendable {
    /// The most that wait for our answer.
    public var open: Int
    /// The most within a day.
    public var daily: Int
    /// The most bytes of those that wait or came within a day.
    public var size: Int
}

/// A component outside FSC that decides on contracts, by AuthZEN.
public struct DecisionHookSettings: Hashable, Sendable {
    /// Its evaluation endpoint: `https`, or `http` on the loopback.
    public var url: String
    /// A PEM file of the authorities that its certificate may come from; nil for plain http.
    public var trustAnchors: String?
    /// A file with the bearer token that it asks for.
    public var tokenFile: String?
    /// How long it may take, seconds.
    public var timeout: Int64
    /// Whether its no rejects a contract, instead of leaving it to a person.
    public var rejects: Bool
}
