import ExchangeModel
import Foundation
import GatewayConfiguration
import OutboundHTTP
import PeerIdentity
import PeerTransport
import RevocationListSources
import RevocationLists

/// What the trust is made of.
extension TrustKeeper {
    /// Whom https servers of revocation lists are trusted by.
    static func listTrust(_ settings: GroupSettings) throws(TrustUnavailable) -> WebTrust {
        let file = settings.revocationListAnchors ?? settings.trustAnchors
        do {
            return try WebTrust(anchors: try read(file))
        } catch let problem as TrustUnavailable {
            throw problem
        } catch {
            throw TrustUnavailable(description: "\(file) holds no certificate in PEM")
        }
    }

    static func material(
        _ settings: GroupSettings,
        _ anchors: [UInt8],
        _ lists: ListsInForce,
        at now: Timestamp
    ) throws(TrustUnavailable) -> TrustMaterial {
        do {
            return try TrustMaterial(
                anchors: anchors,
                lists: lists.lists(at: now),
                duty: settings.rules.revocation
            )
        } catch {
            throw TrustUnavailable(description: "\(settings.trustAnchors) and its lists: \(error)")
        }
    }

    static func trust(
        _ settings: GroupSettings,
        _ material: TrustMaterial,
        _ source: Source,
        after old: IdentityGeneration?
    ) -> GroupTrust {
        let generation = IdentityGeneration(
            material,
            rules: settings.subject,
            after: old,
            at: SystemClock.now()
        )
        return GroupTrust(
            generation: generation,
            anchors: source.anchors,
            own: source.identity.own
        )
    }

    static func read(_ path: String) throws(TrustUnavailable) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TrustUnavailable(description: "\(path) cannot be read")
        }
        return [UInt8](data)
    }

    /// Where the lists that were in force are kept.
    static func folder(_ settings: GatewaySettings) -> RevocationListFolder {
        RevocationListFolder(settings.dataFolder + "/revocation-lists")
    }
}

/// A revocation list in force, for status and readiness.
struct ListState: Hashable {
    let list: RevocationList
    /// Whether the own chain rests on it: without it no peer may take our certificate.
    let isOwn: Bool
    /// Whether its authority's certificate was seen, and signed it.
    let isProven: Bool
}
