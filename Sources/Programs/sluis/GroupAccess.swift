import ExchangeModel
import Foundation
import GatewayConfiguration
import OutboundHTTP
import PeerIdentity
import RevocationListSources
import RevocationLists

/// The Group as files and URLs give it, for commands that work without a running gateway.
struct GroupAccess {
    /// A revocation list that could not be had or read.
    struct ListProblem {
        let source: String
        let reason: String
    }

    /// The clock of a server that gave a revocation list, as its answer told it.
    struct ClockReading {
        let source: String
        let date: String
        let asked: Timestamp
        let answered: Timestamp
    }

    let client: OutboundClient
    let trust: GroupTrust
    /// The lists that could be read, with their sources.
    let lists: [(source: String, status: RevocationList)]
    let problems: [ListProblem]
    /// What the clocks of others said; another witness than the peers, which may be out of reach.
    let clocks: [ClockReading]
    let own: [UnverifiedCertificate]

    /// Reads anchors, lists, certificate and key.
    ///
    /// Lists that cannot be had are ``problems`` and are done without, so that more can be found out.
    /// - Throws: ``StartProblem`` when the files themselves cannot be used.
    init(_ settings: GatewaySettings) async throws {
        let group = settings.group
        client = OutboundClient(Gateway.outbound(settings))
        let anchors = try TrustKeeper.read(group.trustAnchors)
        let identity: OwnIdentity
        do {
            identity = try OwnIdentity(settings)
        } catch {
            throw StartProblem(error.description)
        }
        let bare: TrustMaterial
        do {
            bare = try TrustMaterial(anchors: anchors, lists: [])
        } catch {
            throw StartProblem("\(group.trustAnchors): \(error)")
        }
        let reader = RevocationListReader(client: client, trust: try TrustKeeper.listTrust(group))
        let authorities = bare.authorities(among: identity.certificates.map(\.der))
        var found = Found()
        for source in group.revocationLists {
            let asked = SystemClock.now()
            let answer = await reader.read(source)
            found.take(answer, of: source.name, asked: asked, knowing: authorities)
        }
        let material: TrustMaterial
        do {
            material = try TrustMaterial(
                anchors: anchors,
                lists: found.inForce.lists(at: SystemClock.now()),
                duty: found.problems.isEmpty ? group.rules.revocation : .ifPresent
            )
        } catch {
            throw StartProblem("\(group.trustAnchors): \(error)")
        }
        let generation = IdentityGeneration(
            material,
            rules: group.subject,
            at: SystemClock.now()
        )
        trust = GroupTrust(generation: generation, anchors: anchors, own: identity.own)
        own = identity.certificates
        (lists, problems, clocks) = (found.lists, found.problems, found.clocks)
    }

    /// What the sources gave.
    private struct Found {
        var inForce = ListsInForce()
        var lists: [(source: String, status: RevocationList)] = []
        var problems: [ListProblem] = []
        var clocks: [ClockReading] = []

        mutating func take(
            _ answer: Result<RevocationListReader.Answer, RevocationListFault>,
            of source: String,
            asked: Timestamp,
            knowing authorities: [AuthorityCertificate]
        ) {
            let now = SystemClock.now()
            switch answer {
            case .failure(let fault):
                problems.append(ListProblem(source: source, reason: "\(fault)"))
            case .success(let answer):
                if let date = answer.date {
                    clocks.append(
                        ClockReading(source: source, date: date, asked: asked, answered: now)
                    )
                }
                let file = RevocationListFile(answer.bytes)
                problems += file.problems.map {
                    ListProblem(source: source, reason: "\($0)")
                }
                for list in file.lists {
                    switch inForce.take(list, knowing: authorities, at: now) {
                    case .refused(.forged):
                        let refusal = ListsInForce.Refusal.forged
                        let words = refusal.words(for: list)
                        problems.append(ListProblem(source: source, reason: words))
                    // Of several lists of one authority the newest counts.
                    case .taken, .takenWithSameNumber, .unchanged, .refused:
                        lists.append((source, list))
                    }
                }
            }
        }
    }
}
