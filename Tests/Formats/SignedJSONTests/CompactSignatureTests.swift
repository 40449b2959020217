import Crypto
import CryptoExtras
import JSONTape
import RequirementTrait
import SignedJSON
import Testing

@Suite struct CompactSignatureTests {
    @Test(.requirement("FSC Core 2.0.0: S-01"))
    func `the RSA signature of RFC 7515 A2 is verified`() throws {
        let read = try CompactSignature(parsing: PublishedSignatures.rs256)
        try read.verify(with: PublishedSignatures.rsaKey())
        #expect(read.algorithm == .rs256)
        #expect(read.certificateThumbprint == nil)
        let claims = try read.claims()
        #expect(NumericDate(claims["exp"])?.seconds == 1_300_819_380)
    }

    @Test(.requirement("FSC Core 2.0.0: S-01"))
    func `the elliptic signatures of RFC 7515 A3 and A4 are verified`() throws {
        try CompactSignature(parsing: PublishedSignatures.es256)
            .verify(with: PublishedSignatures.p256Key())
        let payload = try CompactSignature(parsing: PublishedSignatures.es512)
        try payload.verify(with: PublishedSignatures.p521Key())
        #expect(payload.payload == Array("Payload".utf8))
    }

    @Test(.requirement("FSC Core 2.0.0: S-03"))
    func `shared secrets and unsigned documents are refused by name`() {
        #expect(throws: SignatureProblem.algorithmNotAllowed(.sharedSecret)) {
            try CompactSignature(parsing: PublishedSignatures.sharedSecret)
        }
        #expect(throws: SignatureProblem.algorithmNotAllowed(.unsigned)) {
            try CompactSignature(parsing: PublishedSignatures.unsigned)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-03"),
        arguments: [
            (#"{"alg":"PS256"}"#, AlgorithmRefusal.probabilisticRSA),
            (#"{"alg":"PS512"}"#, .probabilisticRSA), (#"{"alg":"HS512"}"#, .sharedSecret),
            (#"{"alg":"EdDSA"}"#, .edwardsCurve), (#"{"alg":"Ed25519"}"#, .edwardsCurve),
            (#"{"alg":"es256"}"#, .unknown), (#"{"alg":"ES256K"}"#, .unknown),
            (#"{"alg":7}"#, .absent), ("{}", .absent),
        ]
    )
    func `an algorithm outside the list is refused with its own reason`(
        header: String,
        reason: AlgorithmRefusal
    ) {
        #expect(throws: SignatureProblem.algorithmNotAllowed(reason)) {
            try CompactSignature(parsing: Base64URL.encode(header.utf8) + ".e30.AA")
        }
    }

    @Test(arguments: [
        ("", SignatureProblem.notCompact), ("a.b", .notCompact), ("a.b.c.d", .notCompact),
        (#"{"payload":"","signatures":[]}"#, .notCompact),
        ("e30=.e30.", .partNotBase64URL), ("é.e30.", .partNotBase64URL),
        ("eyJhbGciOiJFUzI1NiJ9.e30+.AA", .partNotBase64URL),
        ("eyJhbGciOiJFUzI1NiJ9.e30.A", .partNotBase64URL),
        ("W10.e30.AA", .headerMalformed), ("AA.e30.AA", .headerMalformed),
    ])
    func `a text that is no compact JWS is refused`(text: String, reason: SignatureProblem) {
        #expect(throws: reason) { try CompactSignature(parsing: text) }
    }

    @Test(arguments: [
        (#"{"alg":"ES256","alg":"RS256"}"#, SignatureProblem.headerMalformed),
        (#"{"alg":"ES256","crit":["b64"],"b64":false}"#, .criticalExtension),
        (#"{"alg":"ES256","x5t#S256":"AAAA"}"#, .thumbprintMalformed),
        (#"{"alg":"ES256","x5t#S256":7}"#, .thumbprintMalformed),
        (#"{"alg":"ES256","kid":7}"#, .headerMalformed),
    ])
    func `a header that could be read in two ways is refused`(
        header: String,
        reason: SignatureProblem
    ) {
        #expect(throws: reason) {
            try CompactSignature(parsing: Base64URL.encode(header.utf8) + ".e30.AA")
        }
    }

    @Test func `a text beyond the limit is refused unread`() {
        let long = [UInt8](repeating: UInt8(ascii: "A"), count: CompactSignature.maximumBytes + 1)
        #expect(throws: SignatureProblem.tooLong) { try CompactSignature(parsing: long) }
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-02"),
        arguments: [
            "G4X4C4naWfdDDnjJ/ZWds4aOqhsU6gRIO6T13ZL4K2I=",
            "G4X4C4naWfdDDnjJ_ZWds4aOqhsU6gRIO6T13ZL4K2I",
        ]
    )
    func `the certificate thumbprint is read in either alphabet`(text: String) throws {
        let header = #"{"alg":"RS512","x5t#S256":"\#(text)"}"#
        let read = try CompactSignature(parsing: Base64URL.encode(header.utf8) + ".e30.AA")
        let thumbprint = try #require(read.certificateThumbprint)
        #expect(thumbprint.prefix(4) == [0x1B, 0x85, 0xF8, 0x0B])
        #expect(thumbprint.count == 32)
    }

    @Test func `a changed payload, signature or key is refused`() throws {
        let key = try SigningKey(pem: P256.Signing.PrivateKey().pemRepresentation)
        let text = try CompactSignature.text(
            signing: Array(#"{"a":1}"#.utf8),
            with: key,
            certificateThumbprint: nil
        )
        try CompactSignature(parsing: text).verify(with: key.verificationKey)

        let parts = text.split(separator: ".")
        let changed = parts[0] + "." + Base64URL.encode(#"{"a":2}"#.utf8) + "." + parts[2]
        #expect(throws: SignatureProblem.signatureInvalid) {
            try CompactSignature(parsing: changed).verify(with: key.verificationKey)
        }
        let shortened = parts[0] + "." + parts[1] + ".AAAA"
        #expect(throws: SignatureProblem.signatureInvalid) {
            try CompactSignature(parsing: shortened).verify(with: key.verificationKey)
        }
        let other = try SigningKey(pem: P256.Signing.PrivateKey().pemRepresentation)
        #expect(throws: SignatureProblem.signatureInvalid) {
            try CompactSignature(parsing: text).verify(with: other.verificationKey)
        }
    }

    @Test func `an algorithm for another kind of key is refused`() throws {
        #expect(throws: SignatureProblem.algorithmDoesNotFitKey) {
            try CompactSignature(parsing: PublishedSignatures.rs256)
                .verify(with: PublishedSignatures.p256Key())
        }
        #expect(throws: SignatureProblem.algorithmDoesNotFitKey) {
            try CompactSignature(parsing: PublishedSignatures.es256)
                .verify(with: PublishedSignatures.p521Key())
        }
        #expect(throws: SignatureProblem.algorithmDoesNotFitKey) {
            try CompactSignature(parsing: PublishedSignatures.es256)
                .verify(with: PublishedSignatures.rsaKey())
        }
    }

    @Test(arguments: [
        ("1700000000", 1_700_000_000 as Int64?), ("1700000000.9", 1_700_000_000), ("0", 0),
        ("-1", nil), ("1e300", nil), (#""1700000000""#, nil), ("null", nil), ("-0.5", nil),
    ])
    func `a moment is a number of seconds that is not negative`(
        text: String,
        seconds: Int64?
    ) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(NumericDate(value)?.seconds == seconds)
    }
}
