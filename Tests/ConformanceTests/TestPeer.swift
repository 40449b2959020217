import CertificateAuthority
import Crypto
import CryptoExtras
import ExchangeModel
import Foundation
import GatewayTesting
import JSONTape
import NIOSSL
import Synchronization

/// An organisation of the Group that the test plays: it signs, calls, and is called.
final class TestPeer: Sendable {
    let name: String
    let peerID: String
    let certificate: IssuedCertificate
    let key: SignedText.Key
    /// Its Manager and its Inway; both names lead to the same port.
    let server: PeerServer
    private let folder: String
    private let tokens = Mutex<[String: TokenPlan]>([:])
    private let furtherKeys = Mutex<[JSONValue]>([])

    /// What the peer's own Manager says in a token.
    struct TokenPlan: Sendable {
        var claims: JSONObject
        /// Bound to the certificate that asks, unless one is named.
        var certificate: String?
    }

    init(
        _ name: String,
        _ peerID: String,
        key: KeyAlgorithm,
        world folder: String,
        _ group: CertificateGroup
    )
        async throws
    {
        (self.name, self.peerID, self.folder) = (name, peerID, folder)
        certificate = try group.issue(
            organization: "Peer \(name)",
            serialNumber: peerID,
            dnsNames: [
                "\(name).example.nl", "manager.\(name).example.nl", "inway.\(name).example.nl",
            ],
            key: key
        )
        self.key = try SignedText.Key(pem: certificate.privateKeyPEM)
        try certificate.chainPEM.write(
            toFile: "\(folder)/pki/\(name).pem",
            atomically: true,
            encoding: .utf8
        )
        try certificate.privateKeyPEM.write(
            toFile: "\(folder)/pki/\(name).key",
            atomically: true,
            encoding: .utf8
        )
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try certificate.chainDER.map {
                .certificate(try NIOSSLCertificate(bytes: $0, format: .der))
            },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(bytes: Array(certificate.privateKeyPEM.utf8), format: .pem)
            )
        )
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .file("\(folder)/pki/anchors.pem")
        server = try await PeerServer(tls: tls)
        server.answer { [weak self] in self?.standard($0) }
    }

    /// Base64url of SHA-256 over the certificate: `x5t#S256`.
    var thumbprint: String {
        Base64URL.text(Array(SHA256.hash(data: certificate.certificateDER)))
    }

    /// Hexadecimal SHA-256 over the public key, as contracts have it.
    var publicKey: String { PublicKey.thumbprint(of: certificate.publicKeyInfo) }

    var managerAddress: String { "https://manager.\(name).example.nl:8443" }
    var inwayAddress: String { "https://inway.\(name).example.nl:443" }

    /// This peer's Outway, by its key.
    var outway: JSONValue { Grant.outway(peerID, key: publicKey) }

    // MARK: - What the peer says

    /// A signature of this peer under a contract.
    func signature(
        _ type: String = "accept",
        of hash: String,
        algorithm: String? = nil,
        thumbprint: String? = nil,
        signedAt: Int64 = Moment.now - 5
    ) throws -> String {
        try SignedText.make(
            [
                "contract_content_hash": .string(hash), "type": .string(type),
                "signed_at": .number(JSONNumber(signedAt)),
            ],
            key: key,
            thumbprint: thumbprint ?? self.thumbprint,
            algorithm: algorithm
        )
    }

    /// Sends a contract with this peer's accept signature, or another text in its place.
    @discardableResult
    func submit(
        _ draft: Draft,
        to gateway: Gateway,
        signature: String? = nil
    ) async throws -> CurlAnswer {
        let text = try signature ?? self.signature(of: draft.hash)
        return try await ask(
            gateway.manager,
            "POST",
            "/v1/contracts",
            body: draft.body(signature: text)
        )
    }

    /// Puts a signature on a contract; the hash in the path is the contract's unless named.
    @discardableResult
    func put(
        _ type: String,
        _ draft: Draft,
        to gateway: Gateway,
        signature: String? = nil,
        path: String? = nil
    ) async throws -> CurlAnswer {
        let text = try signature ?? self.signature(type, of: draft.hash)
        return try await ask(
            gateway.manager,
            "PUT",
            "/v1/contracts/\(path ?? draft.hash)/\(type)",
            body: draft.body(signature: text)
        )
    }

    /// Gets a resource of a gateway with this peer's certificate.
    func ask(_ endpoint: Endpoint, _ path: String) async throws -> CurlAnswer {
        try await ask(endpoint, "GET", path)
    }

    /// Calls a component of a gateway with this peer's certificate.
    func ask(
        _ endpoint: Endpoint,
        _ method: String,
        _ path: String,
        fields: [String] = [],
        body: [UInt8] = [],
        sendsAddress: Bool = true
    ) async throws -> CurlAnswer {
        var arguments = [
            "--cert", "\(folder)/pki/\(name).pem", "--key", "\(folder)/pki/\(name).key",
            "--cacert", "\(folder)/pki/anchors.pem", "--path-as-is", "-g", "-X", method,
        ]
        if ["POST", "PUT"].contains(method), sendsAddress {
            arguments += ["-H", "Fsc-Manager-Address: \(managerAddress)"]
        }
        if !body.isEmpty, !fields.contains(where: { $0.hasPrefix("Content-Type") }) {
            arguments += ["-H", "Content-Type: application/json"]
        }
        for field in fields { arguments += ["-H", field] }
        return try await Curl.ask(arguments + endpoint.arguments(path), body: body)
    }

    /// Asks for an access token.
    func askToken(
        _ gateway: Gateway,
        scope: String?,
        client: String? = nil,
        type: String? = "client_credentials",
        sendsClient: Bool = true
    ) async throws -> CurlAnswer {
        let parts = [
            type.map { "grant_type=\($0)" }, scope.map { "scope=" + Escaped.text($0) },
            sendsClient ? "client_id=" + (client ?? peerID) : nil,
        ]
        return try await ask(
            gateway.manager,
            "POST",
            "/v1/token",
            fields: ["Content-Type: application/x-www-form-urlencoded"],
            body: Array(parts.compactMap { $0 }.joined(separator: "&").utf8),
            sendsAddress: false
        )
    }

    /// An access token for a grant; fails where there is none.
    func token(_ gateway: Gateway, _ grant: String) async throws -> String {
        let answer = try await askToken(gateway, scope: grant)
        guard answer.status == 200, let token = answer.json?["access_token"]?.string else {
            throw Unexpected("no token: \(answer)")
        }
        return token
    }

    // MARK: - What the peer answers

    /// Gives out tokens for a grant, with the claims that a correct Manager would write.
    func provide(
        _ grant: String,
        service: String,
        to outway: String,
        change: (inout TokenPlan) -> Void = { _ in }
    ) {
        let now = Moment.now
        var plan = TokenPlan(
            claims: [
                "gth": .string(grant), "gid": .string(World.group), "sub": .string(outway),
                "iss": .string(peerID), "svc": .string(service), "aud": .string(inwayAddress),
                "nbf": .number(JSONNumber(now - 5)), "exp": .number(JSONNumber(now + 300)),
            ]
        )
        change(&plan)
        tokens.withLock { $0[grant] = plan }
    }

    private func standard(_ request: Received) -> Reply? {
        let host = request.field("host") ?? ""
        guard host.hasPrefix("manager.") else {
            return Reply(
                fields: [("content-type", "text/plain")],
                body: Array("inway of \(name)".utf8)
            )
        }
        switch (request.method, request.path) {
        case ("GET", "/v1/.well-known/jwks.json"), ("GET", "/.well-known/jwks.json"):
            return .json(["keys": .array([keyDocument] + furtherKeys.withLock { $0 })])
        case ("PUT", "/v1/announce"): return Reply()
        case ("POST", "/v1/contracts"): return Reply(status: 201)
        case ("PUT", let path) where path.hasPrefix("/v1/contracts/"): return Reply(status: 201)
        case ("POST", "/v1/token"): return token(for: request)
        default: return nil
        }
    }

    private func token(for request: Received) -> Reply {
        let form = Escaped.form(String(decoding: request.body, as: UTF8.self))
        guard let grant = form["scope"], var plan = tokens.withLock({ $0[grant] }),
            let shown = request.certificate
        else { return .json(["error": "invalid_scope"], status: 400) }
        let bound = plan.certificate ?? Base64URL.text(Array(SHA256.hash(data: shown)))
        plan.claims["cnf"] = ["x5t#S256": .string(bound)]
        let made = try? SignedText.make(
            .object(plan.claims),
            key: key,
            thumbprint: thumbprint,
            type: "JWT"
        )
        guard let made else { return Reply(status: 500) }
        return .json(["access_token": .string(made), "token_type": "bearer"])
    }

    /// Publishes another certificate beside the peer's own, whosever it is.
    func publish(_ other: IssuedCertificate) {
        let name = Base64URL.text(Array(SHA256.hash(data: other.certificateDER)))
        let chain = other.chainDER.map { JSONValue.string(Data($0).base64EncodedString()) }
        let document: JSONValue = [
            "kid": .string(name), "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
            "x5t#S256": .string(name), "x5c": .array(chain),
        ]
        furtherKeys.withLock { $0.append(document) }
    }

    /// The peer's key as RFC 7517 has it, with the chain but not the root.
    private var keyDocument: JSONValue {
        var document: JSONObject = [
            "kid": .string(thumbprint), "use": "sig", "alg": .string(key.algorithm),
            "x5t#S256": .string(thumbprint),
            "x5c": .array(
                certificate.chainDER.map { .string(Data($0).base64EncodedString()) }
            ),
        ]
        switch key {
        case .ec256(let key):
            document["kty"] = "EC"
            document["crv"] = "P-256"
            let raw = Array(key.publicKey.rawRepresentation)
            document["x"] = .string(Base64URL.text(Array(raw.prefix(32))))
            document["y"] = .string(Base64URL.text(Array(raw.suffix(32))))
        case .ec384(let key):
            document["kty"] = "EC"
            document["crv"] = "P-384"
            let raw = Array(key.publicKey.rawRepresentation)
            document["x"] = .string(Base64URL.text(Array(raw.prefix(48))))
            document["y"] = .string(Base64URL.text(Array(raw.suffix(48))))
        case .rsa(let key):
            document["kty"] = "RSA"
            if let numbers = try? key.publicKey.getKeyPrimitives() {
                document["n"] = .string(Base64URL.text(Array(numbers.modulus)))
                document["e"] = .string(Base64URL.text(Array(numbers.publicExponent)))
            }
        }
        return .object(document)
    }
}

/// Thumbprints of public keys.
enum PublicKey {
    /// Lower-case hexadecimal SHA-256 over DER of the SubjectPublicKeyInfo.
    static func thumbprint(of info: [UInt8]) -> String {
        SHA256.hash(data: info).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// Percent-encoding.
enum Escaped {
    static func text(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    /// The parameters of a form.
    static func form(_ text: String) -> [String: String] {
        var form: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            form[String(parts[0])] = parts[1].replacing("+", with: " ").removingPercentEncoding
        }
        return form
    }
}
