public import Contracts
public import ExchangeModel
public import JSONTape
import SignedJSON

/// What an access token says: a connection grant, made usable by one certificate for a while.
///
/// FSC Core 2.0.0, *Access token*; RFC 7519; RFC 8705, *JWT Certificate Thumbprint Confirmation
/// Method*.
public struct AccessToken: Hashable, Sendable {
    /// The grant that it rests on: `gth`.
    public let grant: GrantHash
    /// The Group: `gid`.
    public let group: GroupID
    /// The peer whose Outway may use it: `sub`.
    public let subject: PeerID
    /// The peer that offers the service and made the token: `iss`.
    public let issuer: PeerID
    /// The service: `svc`.
    public let service: ServiceName
    /// The Inway's address: `aud`, with scheme and port.
    public let audience: PeerAddress
    /// The end of its validity: `exp`.
    public let expires: Timestamp
    /// The first moment of its validity: `nbf`.
    public let notBefore: Timestamp
    /// The client certificate that it is bound to: `cnf.x5t#S256`.
    public let certificate: CertificateThumbprint
    /// The peer on whose behalf the Outway connects: `act.sub` (Q16, Q17).
    public let connectionDelegator: PeerID?
    /// The peer on whose behalf the service is offered: `pdi`.
    public let serviceDelegator: PeerID?
    /// The grant's properties: `prp`.
    public let properties: JSONObject?
    /// Further facts that the issuer adds: `add`.
    public let additional: JSONObject?
    /// The purpose in ``properties``.
    public let purpose: PurposeProperty

    /// Reads the claims of a token whose signature somebody else has checked, or that is our own
    /// Outway's to use: the peer's Manager sent it over an authenticated connection.
    public init(reading bytes: [UInt8]) throws(TokenRefusal) {
        let signed: CompactSignature
        do throws(SignatureProblem) {
            signed = try CompactSignature(parsing: bytes)
        } catch {
            throw .notToken(error.description)
        }
        try self.init(claimsOf: signed)
    }

    init(claimsOf signed: CompactSignature) throws(TokenRefusal) {
        guard let value = try? signed.claims(), case .object(let claims) = value else {
            throw .notToken("its claims are not a JSON object with every name once")
        }
        let reader = ClaimReader(claims)
        grant = try reader.parsed("gth") { (text) throws(Malformed) in try GrantHash(text) }
        group = try reader.parsed("gid") { (text) throws(Malformed) in try GroupID(text) }
        subject = try reader.parsed("sub") { (text) throws(Malformed) in try PeerID(text) }
        issuer = try reader.parsed("iss") { (text) throws(Malformed) in try PeerID(text) }
        service = try reader.parsed("svc") { (text) throws(Malformed) in try ServiceName(text) }
        audience = try reader.parsed("aud") { (text) throws(Malformed) in
            try PeerAddress(withOptionalPort: text)
        }
        expires = try reader.moment("exp")
        notBefore = try reader.moment("nbf")
        certificate = try reader.within("cnf").parsed("x5t#S256") { (text) throws(Malformed) in
            try CertificateThumbprint(text)
        }
        connectionDelegator =
            reader.has("act")
            ? try reader.within("act").parsed("sub") { (text) throws(Malformed) in
                try PeerID(text)
            } : nil
        serviceDelegator =
            reader.has("pdi")
            ? try reader.parsed("pdi") { (text) throws(Malformed) in try PeerID(text) } : nil
        properties = try reader.object("prp")
        additional = try reader.object("add")
        purpose = PurposeProperty(in: properties)
    }

    init(
        _ grant: Grant,
        _ terms: ConnectionTerms,
        group: GroupID,
        audience: PeerAddress,
        validity: ClosedRange<Timestamp>,
        certificate: CertificateThumbprint,
        additional: JSONObject?
    ) {
        self.grant = grant.hash
        self.group = group
        subject = terms.outway.peer
        issuer = terms.service.peer
        service = terms.service.name
        self.audience = audience
        expires = validity.upperBound
        notBefore = validity.lowerBound
        self.certificate = certificate
        connectionDelegator = terms.delegator
        serviceDelegator = terms.service.delegator
        properties = grant.properties
        self.additional = additional
        purpose = grant.purpose
    }

    /// The claims as JSON.
    var claims: JSONValue {
        var claims: JSONObject = [
            "gth": .string(grant.rawValue),
            "gid": .string(group.rawValue),
            "sub": .string(subject.rawValue),
            "iss": .string(issuer.rawValue),
            "svc": .string(service.rawValue),
            "aud": .string(audience.description),
            "exp": .number(JSONNumber(expires.seconds)),
            "nbf": .number(JSONNumber(notBefore.seconds)),
            "cnf": ["x5t#S256": .string(certificate.description)],
        ]
        if let connectionDelegator {
            claims["act"] = ["sub": .string(connectionDelegator.rawValue)]
        }
        claims["pdi"] = serviceDelegator.map { .string($0.rawValue) }
        claims["prp"] = properties.map { .object($0) }
        claims["add"] = additional.map { .object($0) }
        return .object(claims)
    }
}

/// Reads claims and names the one that is wrong.
private struct ClaimReader {
    private let claims: JSONObject
    private let prefix: String

    init(_ claims: JSONObject, prefix: String = "") {
        self.claims = claims
        self.prefix = prefix
    }

    /// Whether a claim that may be left out is there; null says that it is not.
    func has(_ name: String) -> Bool { claims[name].map { $0 != .null } ?? false }

    func parsed<Value>(
        _ name: String,
        _ parse: (String) throws(Malformed) -> Value
    ) throws(TokenRefusal) -> Value {
        guard let text = claims[name]?.string else { throw .claimMalformed(prefix + name) }
        do throws(Malformed) {
            return try parse(text)
        } catch {
            throw .claimMalformed(prefix + name)
        }
    }

    func moment(_ name: String) throws(TokenRefusal) -> Timestamp {
        guard let date = NumericDate(claims[name]) else { throw .claimMalformed(prefix + name) }
        return Timestamp(seconds: date.seconds)
    }

    func within(_ name: String) throws(TokenRefusal) -> ClaimReader {
        guard let object = claims[name]?.object else { throw .claimMalformed(prefix + name) }
        return ClaimReader(object, prefix: prefix + name + ".")
    }

    func object(_ name: String) throws(TokenRefusal) -> JSONObject? {
        guard has(name), let value = claims[name] else { return nil }
        guard let object = value.object else { throw .claimMalformed(prefix + name) }
        return object
    }
}
