private import Crypto
public import ExchangeModel
public import JSONTape
public import PeerIdentity

/// The content of a contract: well formed, immutable, hashed.
///
/// The JSON is kept verbatim, unknown members and array order included, because the hash is over
/// it. FSC Core 2.0.0, *Contract Validation* and *Content Hash*.
public struct ContractContent: Sendable {
    /// The versions of FSC whose contracts are read.
    public static let knownVersions = ["2.0.0"]
    /// The one hash algorithm (Q1: under `hash_algorithm`, as a text).
    public static let hashAlgorithm = "HASH_ALGORITHM_SHA3_512"
    /// The most bytes of a grant's properties, serialized; FSC recommends 1 MB.
    public static let maximumPropertiesBytes = 1_000_000

    /// The content as it was received or proposed.
    public let json: JSONValue
    /// The hash over the content's canonical form.
    public let hash: ContractHash
    /// The version of FSC that it is written to.
    public let version: String
    /// The identifier that makes it unique: `iv`.
    public let identifier: TransactionID
    /// The Group it belongs to.
    public let group: GroupID
    /// The first moment of its validity.
    public let notBefore: Timestamp
    /// The end of its validity.
    public let notAfter: Timestamp
    /// When it was made, by its maker's clock.
    public let createdAt: Timestamp
    /// What it grants, in the order of the content.
    public let grants: [Grant]

    /// Reads a content that was received; K-01, K-03 to K-05, K-08 to K-11 and K-16 as far as the
    /// text alone decides.
    public init(_ json: JSONValue) throws(ContractRefusal) {
        let content = ContentMember(json, path: "content")
        _ = try content.object()
        let version = try content["fsc_version"].text()
        guard Self.knownVersions.contains(version) else {
            throw .unknownVersion(String(version.prefix(32)))
        }
        let algorithm = try content["hash_algorithm"].text()
        guard algorithm == Self.hashAlgorithm else {
            throw .unknownHashAlgorithm(String(algorithm.prefix(64)))
        }
        self.json = json
        self.version = version
        identifier = try content["iv"].parsed { (text) throws(Malformed) in
            try TransactionID(text)
        }
        group = try content["group_id"].parsed { (text) throws(Malformed) in try GroupID(text) }
        notBefore = try content["validity"]["not_before"].moment()
        notAfter = try content["validity"]["not_after"].moment()
        createdAt = try content["created_at"].moment()
        guard notBefore < notAfter else { throw .validityEmpty }
        hash = ContractHash(digest: try Self.digest([], json))
        grants = try Self.grants(content["grants"], in: hash)
    }

    /// Reads the text of a content.
    public init(parsing bytes: [UInt8]) throws(ContractRefusal) {
        let json: JSONValue
        do throws(JSONProblem) {
            json = try JSONValue(parsing: bytes, limits: .control)
        } catch {
            throw .notJSON(error.description)
        }
        try self.init(json)
    }

    /// Every peer that occurs in a grant: each must accept, and no other may sign.
    ///
    /// FSC Core 2.0.0, *Signatures*: the list per grant type.
    public var peers: Set<PeerID> {
        grants.reduce(into: []) { $0.formUnion($1.terms.peers) }
    }

    /// Checks what depends on the Group and the moment; K-05 to K-09 and the Group's own bounds.
    public func check(_ rules: GroupRules, at now: Timestamp) throws(ContractRefusal) {
        guard group == rules.id else { throw .otherGroup(found: group, own: rules.id) }
        guard createdAt <= now.advanced(bySeconds: rules.clockSkewSeconds) else {
            throw .createdInFuture(createdAt: createdAt, now: now)
        }
        guard notAfter > now else { throw .validityOver(notAfter: notAfter, now: now) }
        guard grants.count <= rules.maximumGrants else {
            throw .tooManyGrants(grants.count, most: rules.maximumGrants)
        }
        for (place, grant) in grants.enumerated() {
            try grant.check(rules, path: "content.grants[\(place)].data")
        }
    }

    /// Checks who sent it to whom, and that the receiver offers what it would grant; K-11, K-13,
    /// K-15 and K-18.
    ///
    /// The rules name the sender's role a grant type; a sender in another role of the same contract
    /// is let through, because the contract is not valid before the peer in the right role signs.
    public func check(
        submitter: PeerID,
        receiver: PeerID,
        offers: (ServiceName) -> Bool
    ) throws(ContractRefusal) {
        guard peers.contains(submitter) else { throw .submitterNotOnContract(submitter) }
        guard peers.contains(receiver) else { throw .receiverNotOnContract(receiver) }
        for grant in grants {
            guard case .connection(let connection) = grant.terms,
                connection.service.peer == receiver
            else { continue }
            guard offers(connection.service.name) else {
                throw .serviceNotOffered(connection.service.name)
            }
        }
    }

    /// Checks, where we are the provider, that every purpose of our form can be read: one that cannot
    /// opens nothing.
    ///
    /// Others may use the property in their own way, with us and at other peers.
    public func checkPurposes(of provider: PeerID) throws(ContractRefusal) {
        for (place, grant) in grants.enumerated() {
            guard case .connection(let terms) = grant.terms, terms.service.peer == provider else {
                continue
            }
            let path = "content.grants[\(place)].data.properties."
            if let value = grant.properties?[PurposeProperty.name] {
                let member = ContentMember(value, path: path + PurposeProperty.name)
                _ = try PurposeProperty.readNamed(member)
            } else if let value = grant.properties?[PurposeProperty.formerName],
                PurposeProperty.isOurs(value)
            {
                let member = ContentMember(value, path: path + PurposeProperty.formerName)
                _ = try PurposeProperty.read(member)
            }
        }
    }

    private static func grants(
        _ member: ContentMember,
        in hash: ContractHash
    ) throws(ContractRefusal) -> [Grant] {
        var grants: [Grant] = []
        for element in try member.elements() {
            let data = element["data"]
            let terms = try GrantReading(data)
            let digest = try digest(Array(hash.rawValue.utf8), data.value ?? .null)
            grants.append(
                Grant(terms, hash: GrantHash(terms.type.hashKind, digest: digest))
            )
        }
        guard !grants.isEmpty else { throw .noGrants }
        let publications = grants.filter(\.type.isPublication)
        guard publications.isEmpty || publications.count == grants.count,
            Set(publications.map(\.type)).count < 2
        else { throw .grantsMixed }
        return grants
    }

    /// SHA3-512 over a prefix and the canonical form of a value.
    ///
    /// The prefix of a grant hash is the text of the content hash (Q4), its value `grant.data` as
    /// received (Q5). FSC Core 2.0.0, *Content Hash* and *Grant Hash*.
    private static func digest(
        _ prefix: [UInt8],
        _ value: JSONValue
    ) throws(ContractRefusal) -> [UInt8] {
        do throws(JSONProblem) {
            return Array(SHA3_512.hash(data: prefix + (try value.canonicalForm())))
        } catch {
            throw .notJSON(error.description)
        }
    }
}

extension ContractContent: Hashable {
    /// Compares by hash: equal contents have equal canonical forms.
    public static func == (left: ContractContent, right: ContractContent) -> Bool {
        left.hash == right.hash
    }

    /// Hashes the hash.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }
}
