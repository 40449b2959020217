public import ExchangeModel
import OutboundHTTP

/// The documents that providers' field policies leave of their services' documents.
extension FSCManager {
    /// Fetches what the Manager of a provider gives for a digest; the caller compares the digest.
    public func purposeDocument(
        _ digest: SHA256Value,
        of provider: PeerID
    ) async throws(PeerCallError) -> [UInt8] {
        let path = "/v1/purpose-documents/\(digest.hexadecimal)"
        return try await reaching(provider) { (address) async throws(PeerCallError) in
            try await calls.send(.get, provider, address, path).body
        }
    }
}
