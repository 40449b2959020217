import ExchangeModel
import Foundation
import GatewayConfiguration
import OutboundHTTP
import PeerIdentity
import PeerTransport

/// What the trust is read from: files and URLs.
extension TrustKeeper {
    static func lists(
        _ settings: GroupSettings,
        client: OutboundClient
    ) async throws -> [[UInt8]] {
        var lists: [[UInt8]] = []
        for source in settings.revocationLists {
            lists.append(try await list(source, client: client))
        }
        return lists
    }

    static func material(
        _ settings: GroupSettings,
        _ anchors: [UInt8],
        _ lists: [[UInt8]]
    ) throws -> TrustMaterial {
        do {
            return try TrustMaterial(
                anchors: anchors,
                revocationLists: lists,
                duty: settings.rules.revocation
            )
        } catch {
            throw TrustUnavailable(description: "\(settings.trustAnchors) and its lists: \(error)")
        }
    }

    private static func list(
        _ source: RevocationSource,
        client: OutboundClient
    ) async throws -> [UInt8] {
        switch source {
        case .file(let path):
            return try read(path)
        case .url(let url):
            do {
                let request = try OutboundRequest.revocationList(url)
                let answer = try await client.send(request, deadline: .now + .seconds(10))
                guard answer.status == 200 else {
                    throw TrustUnavailable(
                        description: "revocation list \(url): answered with status \(answer.status)"
                    )
                }
                return answer.body
            } catch let error as OutboundError {
                throw TrustUnavailable(description: "revocation list \(url): \(error)")
            }
        }
    }

    static func credentials(_ identity: IdentitySettings) throws -> TLSCredentials {
        TLSCredentials(
            certificateChain: try read(identity.certificate),
            privateKey: try read(identity.privateKey)
        )
    }

    static func trust(
        _ settings: GroupSettings,
        _ material: TrustMaterial,
        _ source: Source,
        after old: IdentityGeneration?
    ) throws -> GroupTrust {
        let generation = IdentityGeneration(
            material,
            rules: settings.subject,
            after: old,
            at: SystemClock.now()
        )
        let own = try OwnCertificate(
            chain: source.credentials.certificateChain,
            key: source.credentials.privateKey
        )
        return GroupTrust(generation: generation, anchors: source.anchors, own: own)
    }

    static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TrustUnavailable(description: "\(path) cannot be read")
        }
        return [UInt8](data)
    }
}
