public import ExchangeModel
private import JSONTape
public import SignedJSON

/// What we say when we sign a contract.
public enum SigningStatement {
    /// The JWS over a contract's hash.
    ///
    /// The certificate is the one that holds the key's public half and that our key set offers.
    /// FSC Core 2.0.0, *Signatures*.
    public static func text(
        _ kind: SignatureKind,
        of contract: ContractHash,
        at now: Timestamp,
        key: SigningKey,
        certificate: CertificateThumbprint
    ) throws(SignatureProblem) -> String {
        let payload: JSONValue = [
            "contract_content_hash": .string(contract.rawValue),
            "type": .string(kind.rawValue),
            "signed_at": .number(JSONNumber(now.seconds)),
        ]
        return try CompactSignature.text(
            signing: payload.serialized(),
            with: key,
            certificateThumbprint: certificate.digest.bytes
        )
    }
}
