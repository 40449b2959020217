public import ExchangeModel

/// Which of the organisation's own clients may use which grants through the Outway.
public struct ClientPolicy: Hashable, Sendable {
    private let clients: [ClientRule]

    /// Takes the clients; the first that fits counts.
    ///
    /// What a client proves counts before where its connection comes from: with clients of this
    /// machine first, nobody on it would be told by a token or certificate.
    public init(_ clients: [ClientRule]) {
        self.clients =
            clients.filter { $0.proof != .loopback } + clients.filter { $0.proof == .loopback }
    }

    /// Decides who a client is and whether it may use a grant.
    ///
    /// `alias` is the name by which the client called the grant, when it did not give the hash.
    public func authorize(
        _ facts: ClientFacts,
        grant: GrantHash,
        alias: String?
    ) -> Result<OutwayPermit, ClientRefusal> {
        switch identify(facts) {
        case .failure(let refusal): return .failure(refusal)
        case .success(let client):
            guard client.grants.allows(grant, alias: alias) else {
                return .failure(.grantNotAllowed(client: client.name))
            }
            return .success(OutwayPermit(client: client.name, grant: grant))
        }
    }

    /// Decides who a client is.
    public func identify(_ facts: ClientFacts) -> Result<ClientRule, ClientRefusal> {
        guard let client = clients.first(where: { $0.proof.isGiven(by: facts) }) else {
            return .failure(.unknownClient)
        }
        return .success(client)
    }
}

/// A client of the Outway as the operator named it.
public struct ClientRule: Hashable, Sendable {
    /// The client's name in records.
    public let name: String
    /// What shows that it is this client.
    public let proof: ClientProof
    /// What it may use.
    public let grants: AllowedGrants

    /// Names a client.
    public init(name: String, proof: ClientProof, grants: AllowedGrants) {
        self.name = name
        self.proof = proof
        self.grants = grants
    }
}

/// What shows that a connection or request is a client's.
public enum ClientProof: Hashable, Sendable {
    /// The client certificate's SHA-256.
    case certificate(CertificateThumbprint)
    /// The client certificate's subject in one line, RFC 2253, under the configured authority.
    case subject(String)
    /// The SHA-256 of the bearer token in `Authorization` or `Proxy-Authorization`.
    case bearer(SHA256Value)
    /// A connection from this machine.
    case loopback

    func isGiven(by facts: ClientFacts) -> Bool {
        switch self {
        case .certificate(let thumbprint): facts.certificate == thumbprint
        case .subject(let subject): facts.subject == subject
        case .bearer(let digest): facts.bearer == digest
        case .loopback: facts.isLoopback
        }
    }
}

/// What the Outway knows of a client: facts of the connection and the request.
public struct ClientFacts: Hashable, Sendable {
    /// The SHA-256 of the client certificate, verified under the configured authority.
    public var certificate: CertificateThumbprint?
    /// That certificate's subject in one line.
    public var subject: String?
    /// The SHA-256 of the bearer token.
    public var bearer: SHA256Value?
    /// Whether the connection comes from this machine.
    public var isLoopback: Bool

    /// States what is known.
    public init(
        certificate: CertificateThumbprint? = nil,
        subject: String? = nil,
        bearer: SHA256Value? = nil,
        isLoopback: Bool = false
    ) {
        self.certificate = certificate
        self.subject = subject
        self.bearer = bearer
        self.isLoopback = isLoopback
    }
}

/// What a client may use.
public enum AllowedGrants: Hashable, Sendable {
    /// Every grant of the organisation.
    case all
    /// Only these, by hash or by alias; an alias outlives the renewal of its contract.
    case listed(hashes: Set<GrantHash>, aliases: Set<String>)

    /// Whether it may use a grant, called by its hash or by this name.
    public func allows(_ grant: GrantHash, alias: String?) -> Bool {
        switch self {
        case .all: true
        case .listed(let hashes, let aliases):
            hashes.contains(grant) || (alias.map { aliases.contains($0) } ?? false)
        }
    }
}

/// Proof that a client may use a grant.
///
/// Only ``ClientPolicy`` makes one.
public struct OutwayPermit: Hashable, Sendable {
    /// The client's name.
    public let client: String
    /// The grant that it may use.
    public let grant: GrantHash
}

/// Why a client may not use a grant.
public enum ClientRefusal: Error, Hashable, Sendable {
    /// No rule names the client.
    case unknownClient
    /// The client may not use this grant.
    case grantNotAllowed(client: String)

    /// The code of the error answer.
    public var code: ErrorCode {
        switch self {
        case .unknownClient: .clientNotAllowed
        case .grantNotAllowed: .grantNotAllowed
        }
    }

    /// The sentence that the client is told.
    public var message: String {
        switch self {
        case .unknownClient: "the client is not named in the configuration of the Outway"
        case .grantNotAllowed(let client): "the client '\(client)' may not use this grant"
        }
    }

    /// The error answer of the Outway.
    public var answer: ErrorAnswer { ErrorAnswer(code, domain: .outway, message: message) }
}
