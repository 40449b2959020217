import CertificateAuthority
import Contracts
import ExchangeModel
import JSONTape
import SignedJSON

/// Contracts and signatures as the checks of stores need them: well formed, signed with a real key.
struct Sample {
    static let now = Timestamp(seconds: 1_800_000_000)
    static let consumer = peer("00000000000000000002")
    static let provider = peer("00000000000000000001")
    static let directory = peer("00000000000000000009")

    private let key: SigningKey

    init() throws {
        key = try SigningKey(pem: PrivateKey(.ec256).pem)
    }

    /// A connection contract with an unknown member, accepted by the consumer.
    func contract(
        _ number: Int,
        service: String = "register",
        createdAt: Int64 = 0,
        from start: Int64 = -60
    ) throws -> Contract {
        try signed(
            number,
            createdAt,
            from: start,
            .connection(
                ConnectionTerms(
                    outway: OutwayReference(
                        peer: Self.consumer,
                        identification: .publicKey(PublicKeyThumbprint(SHA256Value.repeating(3)))
                    ),
                    service: ServiceReference(
                        peer: Self.provider,
                        name: try ServiceName(service)
                    )
                )
            )
        )
    }

    /// A publication contract.
    func publication(
        _ number: Int,
        service: String = "register",
        createdAt: Int64 = 0,
        from start: Int64 = -60,
        delegator: PeerID? = nil
    ) throws -> Contract {
        try signed(
            number,
            createdAt,
            from: start,
            .publication(
                PublicationTerms(
                    directory: Self.directory,
                    service: ServiceReference(
                        peer: Self.provider,
                        name: try ServiceName(service)
                    ),
                    delegator: delegator
                )
            ),
            by: Self.provider
        )
    }

    func signature(
        _ kind: SignatureKind,
        of peer: PeerID,
        under contract: Contract,
        second: Int64,
        certificate: UInt8 = 7,
        lasting seconds: Int64 = 86_400
    ) throws -> ContractSignature {
        try ContractSignature(
            restoring: SigningStatement.text(
                kind,
                of: contract.hash,
                at: Self.now.advanced(bySeconds: second - 1_000),
                key: key,
                certificate: CertificateThumbprint(SHA256Value.repeating(certificate))
            ),
            peer: peer,
            certificateEnd: Self.now.advanced(bySeconds: seconds)
        )
    }

    private func signed(
        _ number: Int,
        _ createdAt: Int64,
        from start: Int64,
        _ terms: GrantTerms,
        by peer: PeerID = consumer
    ) throws -> Contract {
        let proposal = ContractProposal(
            group: try GroupID("test-group"),
            notBefore: Self.now.advanced(bySeconds: start),
            notAfter: Self.now.advanced(bySeconds: 3_600),
            grants: [GrantProposal(terms, properties: ["z": 1, "a": [3, 1, 2], "é": "\u{1F512}"])]
        )
        let plain = try proposal.content(
            identifier: TransactionID(high: 0x7000, low: UInt64(number)),
            createdAt: Self.now.advanced(bySeconds: createdAt - 1_000)
        )
        var members = JSONObject(plain.json.object?.members ?? [])
        members["unknown_member"] = ["kept": true]
        let contract = Contract(try ContractContent(.object(members)), signatures: [])
        let accept = try signature(.accept, of: peer, under: contract, second: 0)
        return Contract(contract.content, signatures: [accept])
    }

    private static func peer(_ text: StaticString) -> PeerID {
        do throws(Malformed) {
            return try PeerID(text.description)
        } catch {
            preconditionFailure("\(text) is no peer id")
        }
    }
}

extension SHA256Value {
    static func repeating(_ byte: UInt8) -> SHA256Value {
        guard let value = SHA256Value([UInt8](repeating: byte, count: 32)) else {
            preconditionFailure("32 bytes are a SHA-256 value")
        }
        return value
    }
}
