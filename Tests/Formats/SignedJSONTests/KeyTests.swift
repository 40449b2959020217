import Crypto
import CryptoExtras
import JSONTape
import RequirementTrait
import SignedJSON
import Testing

@Suite struct KeyTests {
    @Test func `every curve signs with its own algorithm and is verified`() throws {
        let keys = [
            (P256.Signing.PrivateKey().pemRepresentation, SignatureAlgorithm.es256),
            (P384.Signing.PrivateKey().pemRepresentation, .es384),
            (P521.Signing.PrivateKey().pemRepresentation, .es512),
        ]
        for (pem, algorithm) in keys {
            let key = try SigningKey(pem: pem)
            #expect(key.algorithm == algorithm)
            let thumbprint = [UInt8](repeating: 7, count: 32)
            let text = try CompactSignature.text(
                signing: [1, 2, 3],
                with: key,
                certificateThumbprint: thumbprint,
                keyID: "one"
            )
            let read = try CompactSignature(parsing: text)
            #expect(read.certificateThumbprint == thumbprint)
            #expect(read.keyID == "one")
            try read.verify(with: key.verificationKey)
        }
    }

    @Test func `an RSA key is read from PKCS 1 and PKCS 8`() throws {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        for pem in [rsa.pemRepresentation, rsa.pkcs8PEMRepresentation] {
            let key = try SigningKey(pem: pem)
            #expect(key.algorithm == .rs256)
            let text = try CompactSignature.text(
                signing: [1],
                with: key,
                certificateThumbprint: nil
            )
            try CompactSignature(parsing: text).verify(with: key.verificationKey)
        }
    }

    @Test func `an EC key is read from SEC 1, after other blocks`() throws {
        let made = P256.Signing.PrivateKey()
        let der: [UInt8] =
            [0x30, 0x77, 2, 1, 1, 4, 32] + Array(made.rawRepresentation)
            + [0xA0, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7, 0xA1, 0x44, 3, 0x42, 0]
            + Array(made.publicKey.x963Representation)
        let pem =
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
            + Self.pem("EC PRIVATE KEY", der)
        let key = try SigningKey(pem: pem)
        let text = try CompactSignature.text(signing: [1], with: key, certificateThumbprint: nil)
        try CompactSignature(parsing: text).verify(
            with: VerificationKey(
                subjectPublicKeyInfo: Array(made.publicKey.derRepresentation)
            )
        )
    }

    @Test(arguments: [
        ("", SignatureProblem.keyUnsupported),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", .keyUnsupported),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n", .keyUnsupported),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n", .keyEncrypted),
        ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nAAAA\n", .keyEncrypted),
    ])
    func `a text without a plain private key is refused`(pem: String, reason: SignatureProblem) {
        #expect(throws: reason) { try SigningKey(pem: pem) }
    }

    @Test func `a public key that is short, of another kind or no key is refused`() throws {
        let short = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1_024))
        #expect(throws: SignatureProblem.keyTooShort(bits: 1_024)) {
            try VerificationKey(subjectPublicKeyInfo: Array(short.publicKey.derRepresentation))
        }
        #expect(throws: SignatureProblem.keyTooShort(bits: 1_024)) {
            try SigningKey(pem: short.pemRepresentation)
        }
        let edwards: [UInt8] =
            [0x30, 0x2A, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 0x21, 0]
            + Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)
        for bytes in [edwards, [], [0x30, 0]] {
            #expect(throws: SignatureProblem.keyUnsupported) {
                try VerificationKey(subjectPublicKeyInfo: bytes)
            }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: M-09"))
    func `a key set is written with the chain and read back`() throws {
        let key = try SigningKey(pem: P384.Signing.PrivateKey().pemRepresentation)
        let certificates: [[UInt8]] = [[0xFB, 0xEF, 0xFF, 1], [2, 3]]
        let set = JSONWebKeySet([
            JSONWebKey(
                certificates: certificates,
                certificateThumbprint: Array(repeating: 255, count: 32),
                keyID: "k",
                algorithm: key.algorithm,
                parameters: key.verificationKey.parameters
            )
        ])
        let bytes = set.json.serialized()
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""x5c":["++//AQ==","AgM="]"#))
        #expect(try JSONWebKeySet(parsing: bytes) == set)
        #expect(set.keys(withThumbprint: Array(repeating: 255, count: 32)).count == 1)
        #expect(set.keys(withThumbprint: Array(repeating: 254, count: 32)).isEmpty)
    }

    @Test func `the numbers of an RSA key are those of RFC 7517`() throws {
        let parameters = try #require(PublishedSignatures.rsaKey().parameters)
        #expect(
            parameters
                == .rsa(
                    modulus: Base64URL.decode(PublishedSignatures.rsaModulus) ?? [],
                    exponent: [1, 0, 1]
                )
        )
    }

    @Test func `the thumbprint is read under both spellings`() throws {
        let thumbprint = Base64URL.encode([UInt8](repeating: 9, count: 32))
        for name in ["x5t#S256", "x5t#s256"] {
            let text = #"{"keys":[{"kty":"EC","\#(name)":"\#(thumbprint)"}]}"#
            let set = try JSONWebKeySet(parsing: Array(text.utf8))
            #expect(set.keys(withThumbprint: Array(repeating: 9, count: 32)).count == 1)
        }
    }

    @Test func `keys of unknown kinds are kept without numbers or skipped`() throws {
        let text = #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"},{"kid":"1"},7]}"#
        let set = try JSONWebKeySet(parsing: Array(text.utf8))
        #expect(set.keys.count == 1)
        #expect(set.keys.first?.parameters == nil)
    }

    @Test(arguments: ["", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[],"keys":[]}"#])
    func `what is no key set is refused`(text: String) {
        #expect(throws: SignatureProblem.keySetMalformed) {
            try JSONWebKeySet(parsing: Array(text.utf8))
        }
    }

    private static func pem(_ label: String, _ der: [UInt8]) -> String {
        let text = String(
            Base64URL.encode(der).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        )
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return "-----BEGIN \(label)-----\n\(padded)\n-----END \(label)-----\n"
    }
}
