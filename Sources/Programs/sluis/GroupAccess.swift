import ExchangeModel
import Foundation
import GatewayConfiguration
import OutboundHTTP
import PeerIdentity

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
    let lists: [(source: String, status: RevocationListStatus)]
    let problems: [ListProblem]
    /// What the clocks of others said; another witness than the peers, which may be out of reach.
    let clocks: [ClockReading]
    let own: [UnverifiedCertificate]

    /// Reads anchors, lists, certificate and key.
    ///
    /// Lists that cannot be had are ``problems`` and are done without, so that more can be found out.
    /// - Throws: ``StartProblem`` when the files themselves cannot be used.
    init(_ group: GroupSettings, _ identity: IdentitySettings) async throws {
        client = OutboundClient(Gateway.outbound(group))
        let anchors = try Self.read(group.trustAnchors)
        var problems: [ListProblem] = []
        var lists: [[UInt8]] = []
        var clocks: [ClockReading] = []
        var known: [(source: String, status: RevocationListStatus)] = []
        for source in group.revocationLists {
            let name = Self.name(source)
            do {
                let list = try await Self.list(source, client, &clocks)
                let material = try TrustMaterial(
                    anchors: anchors,
                    revocationLists: [list],
                    duty: .ifPresent
                )
                lists.append(list)
                known += material.revocationLists.map { (name, $0) }
            } catch TrustProblem.revocationListMalformed {
                problems.append(
                    ListProblem(source: name, reason: "it is no revocation list in DER or PEM")
                )
            } catch {
                problems.append(ListProblem(source: name, reason: "\(error)"))
            }
        }
        let isWhole = problems.isEmpty
        let material: TrustMaterial
        do {
            material = try TrustMaterial(
                anchors: anchors,
                revocationLists: lists,
                duty: isWhole ? group.rules.revocation : .ifPresent
            )
        } catch {
            throw StartProblem("\(group.trustAnchors): \(error)")
        }
        let chain = try Self.read(identity.certificate)
        let key = try Self.read(identity.privateKey)
        if let reason = CertificateText.mismatch(chain: chain, key: key) {
            throw StartProblem("\(identity.privateKey) and \(identity.certificate): \(reason)")
        }
        let generation = IdentityGeneration(
            material,
            rules: group.subject,
            at: SystemClock.now()
        )
        trust = GroupTrust(
            generation: generation,
            anchors: anchors,
            own: try OwnCertificate(chain: chain, key: key)
        )
        do {
            own = try UnverifiedCertificate.chain(pem: chain, rules: group.subject)
        } catch {
            throw StartProblem("\(identity.certificate) holds no certificate in PEM")
        }
        (self.lists, self.problems, self.clocks) = (known, problems, clocks)
    }

    private static func name(_ source: RevocationSource) -> String {
        switch source {
        case .file(let path): path
        case .url(let url): url
        }
    }

    private static func list(
        _ source: RevocationSource,
        _ client: OutboundClient,
        _ clocks: inout [ClockReading]
    ) async throws -> [UInt8] {
        switch source {
        case .file(let path): return try read(path)
        case .url(let url):
            let request = try OutboundRequest.revocationList(url)
            let asked = SystemClock.now()
            let answer = try await client.send(request, deadline: .now + .seconds(10))
            // What a cache gives has an older date: RFC 9111, *Age*.
            if let date = answer.headers["date"], answer.headers["age"] == nil {
                clocks.append(
                    ClockReading(
                        source: url,
                        date: date,
                        asked: asked,
                        answered: SystemClock.now()
                    )
                )
            }
            guard answer.status == 200 else {
                throw StartProblem("it answered with status \(answer.status)")
            }
            return answer.body
        }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StartProblem("\(path) cannot be read")
        }
        return [UInt8](data)
    }
}
