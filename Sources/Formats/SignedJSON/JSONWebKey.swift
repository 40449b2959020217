public import JSONTape

/// A public key with the certificates that vouch for it.
///
/// RFC 7517, *JSON Web Key (JWK) Format*. What counts is `x5c`: the chain, leaf first, without the
/// root (FSC Core 2.0.0, *Providing X.509 certificates*); the key's numbers must agree with it.
public struct JSONWebKey: Hashable, Sendable {
    /// The DER certificates of `x5c`, leaf first; empty when the key came without.
    public let certificates: [[UInt8]]
    /// The 32 bytes of `x5t#S256`, when present.
    public let certificateThumbprint: [UInt8]?
    /// The key's identifier, when present.
    public let keyID: String?
    /// The algorithm that the key is for, when it is named and allowed.
    public let algorithm: SignatureAlgorithm?
    /// The key's numbers, when they are given and well formed.
    public let parameters: KeyParameters?

    /// Describes a key of our own.
    public init(
        certificates: [[UInt8]],
        certificateThumbprint: [UInt8],
        keyID: String,
        algorithm: SignatureAlgorithm,
        parameters: KeyParameters?
    ) {
        self.certificates = certificates
        self.certificateThumbprint = certificateThumbprint
        self.keyID = keyID
        self.algorithm = algorithm
        self.parameters = parameters
    }

    /// Reads one key; nil when a member that matters is malformed.
    ///
    /// The thumbprint is read under both spellings, `x5t#S256` and `x5t#s256` (Q9).
    public init?(_ value: JSONValue) {
        guard case .object(let key) = value, case .string(let type)? = key["kty"] else {
            return nil
        }
        var certificates: [[UInt8]] = []
        if case .array(let texts)? = key["x5c"] {
            for text in texts {
                guard case .string(let text) = text,
                    let certificate = Base64URL.decodeTolerantly(text)
                else { return nil }
                certificates.append(certificate)
            }
        }
        self.certificates = certificates
        certificateThumbprint =
            (Self.text(key, "x5t#S256") ?? Self.text(key, "x5t#s256"))
            .flatMap { Base64URL.decodeTolerantly($0) }
            .flatMap { $0.count == 32 ? $0 : nil }
        keyID = Self.text(key, "kid")
        algorithm = Self.text(key, "alg").flatMap(SignatureAlgorithm.init(rawValue:))
        parameters = Self.parameters(of: key, type: type)
    }

    /// The key as JSON.
    public var json: JSONValue {
        var key: JSONObject = [:]
        switch parameters {
        case .elliptic(let curve, let x, let y):
            key["kty"] = "EC"
            key["crv"] = .string(curve.rawValue)
            key["x"] = .string(Base64URL.encode(x))
            key["y"] = .string(Base64URL.encode(y))
        case .rsa(let modulus, let exponent):
            key["kty"] = "RSA"
            key["n"] = .string(Base64URL.encode(modulus))
            key["e"] = .string(Base64URL.encode(exponent))
        case nil:
            key["kty"] = .string(algorithm?.rawValue.hasPrefix("RS") == true ? "RSA" : "EC")
        }
        key["use"] = "sig"
        key["key_ops"] = ["verify"]
        if let algorithm { key["alg"] = .string(algorithm.rawValue) }
        if let keyID { key["kid"] = .string(keyID) }
        if let certificateThumbprint {
            key["x5t#S256"] = .string(Base64URL.encode(certificateThumbprint))
        }
        if !certificates.isEmpty {
            key["x5c"] = .array(certificates.map { .string(Self.standardBase64($0)) })
        }
        return .object(key)
    }

    private static func text(_ object: JSONObject, _ name: String) -> String? {
        guard case .string(let text)? = object[name] else { return nil }
        return text
    }

    private static func parameters(of key: JSONObject, type: String) -> KeyParameters? {
        switch type {
        case "EC":
            guard let curve = text(key, "crv").flatMap(KeyParameters.Curve.init(rawValue:)),
                let x = text(key, "x").flatMap({ Base64URL.decode($0) }),
                let y = text(key, "y").flatMap({ Base64URL.decode($0) }),
                x.count == curve.coordinateBytes, y.count == curve.coordinateBytes
            else { return nil }
            return .elliptic(curve, x: x, y: y)
        case "RSA":
            guard let modulus = text(key, "n").flatMap({ Base64URL.decode($0) }),
                let exponent = text(key, "e").flatMap({ Base64URL.decode($0) })
            else { return nil }
            return .rsa(
                modulus: Array(modulus.drop { $0 == 0 }),
                exponent: Array(exponent.drop { $0 == 0 })
            )
        default:
            return nil
        }
    }

    /// RFC 4648, *Base 64 Encoding*, with padding: `x5c` is not base64url.
    private static func standardBase64(_ bytes: [UInt8]) -> String {
        let text = Base64URL.encode(bytes).utf8.map { character in
            switch character {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: character
            }
        }
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
        return String(decoding: text + padding, as: UTF8.self)
    }
}

/// The keys that a peer signs with.
///
/// RFC 7517, *JWK Set Format*. Keys of unknown kinds are skipped, as the RFC asks.
public struct JSONWebKeySet: Hashable, Sendable {
    /// The most keys that are read.
    public static let maximumKeys = 64

    /// The keys in the order of the set.
    public let keys: [JSONWebKey]

    /// Makes a set of keys.
    public init(_ keys: [JSONWebKey]) {
        self.keys = keys
    }

    /// Reads a key set.
    public init(parsing bytes: [UInt8]) throws(SignatureProblem) {
        guard let value = try? JSONValue(parsing: bytes, limits: .control),
            case .object(let set) = value, case .array(let keys)? = set["keys"],
            keys.count <= Self.maximumKeys
        else { throw .keySetMalformed }
        self.keys = keys.compactMap { JSONWebKey($0) }
    }

    /// The key set as JSON.
    public var json: JSONValue {
        .object(["keys": .array(keys.map(\.json))])
    }

    /// The keys whose certificate has this SHA-256; the leaf itself must be compared by the caller.
    public func keys(withThumbprint thumbprint: [UInt8]) -> [JSONWebKey] {
        keys.filter { $0.certificateThumbprint == thumbprint }
    }
}
