import ExchangeModel
import JSONTape
import OpenAPI
import PayloadPolicy

/// The release of an answer under a field policy, as the gateway does it: read, check, minimise.
struct ReleaseWork {
    private let rules: PayloadRules
    private let context: PayloadContext
    private let match: RequestMatch
    private let facts: AnswerFacts
    /// What leaves; kept from one answer to the next, as an event loop does.
    private var output: [UInt8] = []

    /// Prepares the release of the answers of an operation; nil when the rules refuse the request.
    init?(document: String, _ wanted: EngineCase.Release, tape: inout ValueTape) throws {
        let policy = try FieldPolicy(EngineCase.json(wanted.policy))
        rules = try PayloadRules(
            document: OpenAPIDocument(EngineCase.json(document)),
            policies: [policy]
        )
        context = PayloadContext(
            transaction: TransactionID(high: 0x018f_3c5e_7b1a_7c3d, low: 0x8e4f_0123_4567_89ab),
            purpose: Purpose(
                id: policy.purpose,
                label: "Measuring",
                legalBasis: "https://example.nl/law",
                legalSources: [],
                authorisationReference: nil,
                fieldPolicy: policy.digest
            )
        )
        let request = RequestFacts(
            method: wanted.method,
            target: Array(wanted.target.utf8),
            contentType: wanted.method == "POST" ? Array("application/json".utf8) : nil,
            contentCoding: nil,
            headerFields: []
        )
        guard
            case .success(let match) = rules.operation(
                for: request,
                context: context,
                tape: &tape
            )
        else { return nil }
        self.match = match
        facts = AnswerFacts(
            status: 200,
            contentType: Array("application/json".utf8),
            contentCoding: nil
        )
    }

    /// The bytes that leave; zero when nothing may.
    @inline(never)
    mutating func run(_ body: [UInt8], _ tape: inout ValueTape) -> Int {
        output.removeAll(keepingCapacity: true)
        let result = rules.release(
            facts,
            body: body.span,
            match: match,
            context: context,
            tape: &tape,
            into: &output
        )
        guard case .success = result else { return 0 }
        return output.count
    }
}
