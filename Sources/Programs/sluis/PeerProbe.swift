import Contracts
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import ManagerAPI
import OutboundHTTP
import PeerIdentity
import SignedJSON

/// Calls another Manager as ours would, and tells what stands in the way.
struct PeerProbe {
    /// How long one call may take.
    private static let patience = Duration.seconds(10)
    /// By how many seconds two clocks may differ: FSC's skew, and the second that `Date` leaves out.
    private static let tolerance: Int64 = 6

    /// How far around the present the trial contract is valid.
    private static let trialSeconds: Int64 = 3_600

    let settings: GatewaySettings
    let access: GroupAccess
    /// Why peers would refuse our certificate, as far as can be told from here.
    var ownRefusal: ChainRefusal?

    /// Everything about the Manager at an address.
    func findings(
        of address: String,
        expecting peer: PeerID?,
        name: String
    ) async -> [DoctorFinding] {
        let base = address.hasSuffix("/") ? String(address.dropLast()) : address
        let response: OutboundResponse
        let asked = SystemClock.now()
        do {
            response = try await get(base + "/v1/.well-known/jwks.json", peer)
        } catch {
            return [fault(error, name: name, address: base)]
        }
        var found: [DoctorFinding] = []
        if let identified = response.peer {
            found.append(.good(name, "is \(identified.name), peer \(identified.peerID)"))
        }
        found += Self.clock(
            date: response.headers["date"],
            asked: asked,
            answered: SystemClock.now(),
            name: name
        )
        guard response.status == 200 else {
            return found + [
                .fault(
                    name,
                    "answers \(response.status) where an FSC Manager gives its key set",
                    mend: "is this the address of a Manager, and not of an Inway or a proxy?"
                )
            ]
        }
        found.append(keySet(response, name: name))
        if response.peer?.peerID != settings.organisation.peerID {
            found.append(await agreement(base, peer, name: name))
        }
        return found
    }

    /// Whether our own Manager can be reached at the address that peers are told.
    func ownListener(_ address: PeerAddress) async -> DoctorFinding {
        do {
            let path = "\(address)/v1/.well-known/jwks.json"
            _ = try await get(path, settings.organisation.peerID)
            return .good("manager.address", "our own Manager answers at \(address)")
        } catch {
            let fault = fault(error, name: "manager.address", address: "\(address)")
            return .warning(
                "manager.address",
                "our own Manager does not answer at \(address): \(fault.found)",
                mend:
                    "is `sluis serve` running, and does the router pass the port on? From inside some "
                    + "networks the outer address cannot be reached; then ask a peer to try"
            )
        }
    }

    /// Why a call failed; where our own certificate is at fault, it is that which must be mended.
    private func fault(_ error: OutboundError, name: String, address: String) -> DoctorFinding {
        let fault = PeerFault.finding(error, name: name, address: address)
        guard ownRefusal != nil, case .certificateRefused = error else { return fault }
        return .fault(name, fault.found, mend: "mend our certificate first: see `chain` above")
    }

    private func get(
        _ url: String,
        _ peer: PeerID?
    ) async throws(OutboundError) -> OutboundResponse {
        var request = try OutboundRequest.peer(peer, .get, url: url, trust: access.trust)
        request.headers.append(name: "Accept", value: "application/json")
        return try await access.client.send(request, deadline: .now + Self.patience)
    }

    /// Compares clocks by the `Date` of an answer; nothing without one.
    ///
    /// Where between question and answer the other clock was read is not known.
    static func clock(
        date: String?,
        asked: Timestamp,
        answered: Timestamp,
        name: String
    ) -> [DoctorFinding] {
        guard let theirs = date.flatMap(HTTPDate.seconds) else { return [] }
        let (ahead, behind) = (asked.seconds - theirs, theirs - answered.seconds)
        let difference = max(ahead, behind)
        guard difference > tolerance else {
            return [.good("clock", "this machine's and that of \(name) agree")]
        }
        let word = behind > ahead ? "behind" : "ahead of"
        return [
            .fault(
                "clock",
                "this machine's clock is \(difference) seconds \(word) that of \(name)",
                mend:
                    "keep both by NTP (timedatectl set-ntp true): contracts, signatures and tokens "
                    + "from the future are refused"
            )
        ]
    }

    private func keySet(_ response: OutboundResponse, name: String) -> DoctorFinding {
        do {
            let keys = try JSONWebKeySet(parsing: response.body).keys
            let usable = keys.filter { key in
                let verdict = access.trust.generation.verify(
                    key.certificates,
                    purpose: .signing,
                    at: SystemClock.now()
                )
                if case .success = verdict { return true }
                return false
            }
            guard !usable.isEmpty else {
                return .fault(
                    name,
                    "none of the \(keys.count) keys that it signs with has a chain that we trust",
                    mend: "its operator must give the chain of each key (x5c), of this Group"
                )
            }
            return .good(name, "signs with \(usable.count) trusted keys")
        } catch {
            return .fault(
                name,
                "its key set cannot be read: \(error)",
                mend: "is this the address of an FSC Manager?"
            )
        }
    }

    // MARK: - Version and Group

    /// Offers a contract that the other side must refuse because it is not on it.
    ///
    /// Which refusal comes tells whether version and Group are the same; nothing is stored.
    private func agreement(
        _ base: String,
        _ peer: PeerID?,
        name: String
    ) async -> DoctorFinding {
        let response: OutboundResponse
        do {
            let body = try trial()
            var request = try OutboundRequest.peer(
                peer,
                .post,
                url: base + "/v1/contracts",
                trust: access.trust
            )
            request.body = body
            request.headers.append(name: "Content-Type", value: "application/json")
            let own = settings.manager?.address.description ?? base
            request.headers.append(name: "Fsc-Manager-Address", value: own)
            response = try await access.client.send(request, deadline: .now + Self.patience)
        } catch let error as OutboundError {
            return fault(error, name: name, address: base)
        } catch {
            return .warning(
                name,
                "version and Group could not be asked: \(error)",
                mend: "try again"
            )
        }
        let answer = try? JSONValue(parsing: response.body)
        return Self.verdict(
            status: response.status,
            code: answer?["code"]?.string ?? response.headers["fsc-error-code"] ?? "",
            message: String((answer?["message"]?.string ?? "").prefix(300)),
            group: settings.group.id,
            name: name
        )
    }

    /// What the answer to the trial says about version and Group.
    static func verdict(
        status: Int,
        code: String,
        message: String,
        group: GroupID,
        name: String
    ) -> DoctorFinding {
        switch ErrorCode(rawValue: code) {
        case .receivingPeerNotPartOfContract:
            return .good(name, "speaks FSC 2.0.0 and is in the Group \(group)")
        case .incorrectGroupID:
            return .fault(
                name,
                "belongs to another Group than ours, \(group): \(message)",
                mend: "group.id must be the id that all peers of the Group use"
            )
        case .unknownFSCVersion:
            return .fault(
                name,
                "does not speak FSC 2.0.0: \(message)",
                mend: "one of the two must be upgraded: contracts of different versions are refused"
            )
        case .managerAddressMissing, .malformedRequest:
            return .fault(
                name,
                "does not understand a contract of FSC 2.0.0: \(message)",
                mend: "ask its operator for the version of FSC that it speaks"
            )
        default:
            let reason = code.isEmpty && message.isEmpty ? "no reason" : "\(code) \(message)"
            return .warning(
                name,
                "answered a trial contract with \(status): \(reason)",
                mend: "version and Group could not be told from that; ask its operator"
            )
        }
    }

    /// A contract of ours with ourselves, which no other peer may take.
    private func trial() throws -> [UInt8] {
        let now = SystemClock.now()
        let own = settings.organisation.peerID
        guard let leaf = access.own.first else { throw StartProblem("there is no certificate") }
        let terms = ConnectionTerms(
            outway: OutwayReference(peer: own, identification: .publicKey(leaf.publicKey)),
            service: ServiceReference(peer: own, name: try ServiceName("sluis-doctor"))
        )
        let content = try ContractProposal(
            group: settings.group.id,
            // Clocks that differ must not hide what the other says of version and Group.
            notBefore: now.advanced(bySeconds: -Self.trialSeconds),
            notAfter: now.advanced(bySeconds: Self.trialSeconds),
            grants: [GrantProposal(.connection(terms))]
        ).content(
            identifier: .version7(
                at: now,
                random: (.random(in: .min ... .max), .random(in: .min ... .max))
            ),
            createdAt: now.advanced(bySeconds: -Self.trialSeconds)
        )
        guard let key = FileManager.default.contents(atPath: settings.identity.privateKey) else {
            throw StartProblem("\(settings.identity.privateKey) cannot be read")
        }
        let text = try SigningStatement.text(
            .accept,
            of: content.hash,
            at: now.advanced(bySeconds: -Self.trialSeconds),
            key: SigningKey(pem: String(decoding: key, as: UTF8.self)),
            certificate: CertificateThumbprint(SHA256Value(hashing: leaf.der))
        )
        return SignedContent(content: content.json, signature: text).body
    }
}
