import ExchangeModel
import Manager
import ManagerAPI
import OutboundHTTP
import Synchronization
import Testing

@Suite struct PurposeDocumentTests {
    @Test func `a document is given by its hash to peers, and nothing else is`() async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            let digest = try #require(SHA256Value(Array(repeating: 0xAB, count: 32)))
            let other = try #require(SHA256Value(Array(repeating: 0xCD, count: 32)))
            let document = Array(#"{"openapi":"3.1.0"}"#.utf8)
            nodes.provider.facts.documents.withLock { $0[digest] = document }
            let consumer = try nodes.consumer.manager
            let provider = nodes.provider.id
            #expect(try await consumer.purposeDocument(digest, of: provider) == document)
            await #expect {
                _ = try await consumer.purposeDocument(other, of: provider)
            } throws: { error in
                guard case .refused(404, "UNKNOWN_RESOURCE", _)? = error as? PeerCallError else {
                    return false
                }
                return true
            }
            let known = digest.hexadecimal
            for path in ["..", "AB", known.uppercased(), "/" + known, known + "/", known + "//"] {
                let answer = try await nodes.consumer.send(
                    .get,
                    "/v1/purpose-documents/\(path)",
                    to: nodes.provider
                )
                #expect(answer.status == 404, "\(path)")
            }
        }
    }
}
