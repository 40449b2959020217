import Crypto
import Foundation
import GatewayTesting
import JSONTape
import NIOSSL

/// The keys that a Manager publishes, with their certificates.
///
/// RFC 7517; FSC Core 2.0.0, *Providing X.509 certificates*.
struct PublishedKeys: Sendable {
    struct Key: Sendable {
        let document: JSONValue
        /// DER of the chain, leaf first.
        let chain: [[UInt8]]
    }

    let keys: [Key]

    /// Asks a Manager for its keys.
    static func of(
        _ gateway: Gateway,
        as peer: TestPeer,
        path: String = "/v1/.well-known/jwks.json"
    ) async throws -> PublishedKeys {
        let answer = try await peer.ask(gateway.manager, path)
        guard answer.status == 200, let list = answer.json?["keys"]?.array else {
            throw Unexpected("no keys: \(answer)")
        }
        return PublishedKeys(
            keys: list.map { document in
                let chain = (document["x5c"]?.array ?? []).compactMap { text in
                    text.string.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
                }
                return Key(document: document, chain: chain)
            }
        )
    }

    /// Whether a key of the set, named by the JWS, made it (P-256 only: that is what gateways have).
    func hold(_ text: String) -> Bool {
        guard let name = SignedText.part(0, of: text)?["x5t#S256"]?.string else { return false }
        return keys.contains { key in
            guard let leaf = key.chain.first,
                Base64URL.text(Array(SHA256.hash(data: leaf))) == name,
                let certificate = try? NIOSSLCertificate(bytes: leaf, format: .der),
                let info = try? certificate.extractPublicKey().toSPKIBytes(),
                let publicKey = try? P256.Signing.PublicKey(derRepresentation: info)
            else { return false }
            return SignedText.holds(text, key: publicKey)
        }
    }
}
