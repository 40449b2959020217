import ExchangeModel
import Foundation
import JSONTape
import PayloadPolicy
import Testing

@testable import sluis

/// A drafted field policy is one that a gateway starts with.
@Suite struct PurposeDraftTests {
    @Test(arguments: ["getPerson", "searchPersons"])
    func `a drafted policy passes the check as it is written`(operation: String) throws {
        let folder = try GatewayFolder()
        let document = ConfigurationSchema.file.deletingLastPathComponent()
            .appending(path: "person-registry.openapi.yaml")
        try folder.write([UInt8](Data(contentsOf: document)), "api.yaml")
        let draft = try PolicyDraft(
            of: DocumentFiles(folder.path("api.yaml")).document,
            operation: operation,
            purpose: PurposeID("https://purposes.example.nl/p"),
            source: "api.yaml"
        )
        try folder.write(Array(draft.text.utf8), "policy.yaml")
        let settings = try folder.settings([
            "purposeRequired: false": """
            openapi: api.yaml
                purposes: [{policy: policy.yaml, label: A label, legalBasis: LegalObligation}]
            """
        ])
        let parts = try GatewayParts(settings)
        let policy = try FieldPolicy(DocumentFiles(folder.path("policy.yaml")).document)
        #expect(parts.services.first?.keptPolicies.map(\.digest) == [policy.digest])
        #expect(!policy.releasable(by: operation).isEmpty)
    }
}
