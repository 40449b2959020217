import Contracts
import ExchangeModel
import Foundation
import GatewayConfiguration
import OutboundHTTP
import PeerIdentity
import RevocationLists

/// Looks at everything that another gateway would stumble over.
struct Doctor {
    let settings: GatewaySettings

    init(_ settings: GatewaySettings) {
        self.settings = settings
    }

    /// Everything that was looked at: what is ours first, then each directory, or the named peer.
    func findings(peer: String?) async -> [DoctorFinding] {
        let access: GroupAccess
        do {
            access = try await GroupAccess(settings)
        } catch {
            return [
                .fault("files", "\(error)", mend: "correct the files that \(settings.file) names")
            ]
        }
        let refusal = refusal(access)
        var found = clock(access) + certificate(access) + names(access) + lists(access)
        found.append(chain(access, refusal))
        let probe = PeerProbe(settings: settings, access: access, ownRefusal: refusal)
        if let peer {
            found += await probe.findings(of: peer, expecting: nil, name: "peer \(peer)")
        } else {
            for directory in settings.group.directories {
                found += await probe.findings(
                    of: directory.address.description,
                    expecting: directory.peerID,
                    name: "directory \(directory.address)"
                )
            }
            if let own = settings.manager?.address {
                found.append(await probe.ownListener(own))
            }
            found += await sources()
        }
        await access.client.shutDown()
        return found
    }

    // MARK: - What is ours

    /// The first clock of a revocation list's server that is another than ours; nothing when all agree.
    private func clock(_ access: GroupAccess) -> [DoctorFinding] {
        let findings = access.clocks.flatMap { reading in
            PeerProbe.clock(
                date: reading.date,
                asked: reading.asked,
                answered: reading.answered,
                name: "the server of \(reading.source)"
            )
        }
        return Array(findings.filter { $0.verdict == .fault }.prefix(1))
    }

    /// Why peers would refuse our certificate; nil when they would not.
    private func refusal(_ access: GroupAccess) -> ChainRefusal? {
        let verdict = access.trust.generation.verify(
            access.own.map(\.der),
            purpose: .signing,
            at: SystemClock.now()
        )
        if case .failure(let refusal) = verdict { return refusal }
        return nil
    }

    private func certificate(_ access: GroupAccess) -> [DoctorFinding] {
        let now = SystemClock.now()
        let file = settings.identity.certificate
        guard let leaf = access.own.first else { return [] }
        var found: [DoctorFinding] = []
        let renew = "get a new one (`sluis csr`), install it as \(file) and run `sluis reload`"
        for (place, certificate) in access.own.enumerated() {
            let what = place == 0 ? "the certificate" : "the issuing certificate in \(file)"
            let end = certificate.validity.upperBound
            if end <= now {
                found.append(
                    .fault("certificate", "\(what) expired at \(end)", mend: renew)
                )
            } else if certificate.validity.lowerBound > now {
                found.append(
                    .fault(
                        "certificate",
                        "\(what) is not valid before \(certificate.validity.lowerBound)",
                        mend: "look at this machine's clock: it says \(now)"
                    )
                )
            } else if ExpiryWarning.level(
                from: certificate.validity.lowerBound,
                until: end,
                at: now
            ) != nil {
                found.append(.warning("certificate", "\(what) ends at \(end)", mend: renew))
            } else if place == 0 {
                found.append(.good("certificate", "valid until \(end)"))
            }
        }
        let organisation = settings.organisation
        if leaf.peerID != organisation.peerID {
            found.append(
                .fault(
                    "peer id",
                    "the certificate is that of peer \(leaf.peerID?.rawValue ?? "without a usable id")"
                        + ", organisation.peerID is \(organisation.peerID)",
                    mend: "correct organisation.peerID, or install the right certificate"
                )
            )
        }
        return found
    }

    private func names(_ access: GroupAccess) -> [DoctorFinding] {
        guard let leaf = access.own.first else { return [] }
        return AdvertisedName.all(settings).map { name in
            name.isNamed(by: leaf)
                ? .good(name.key, "\(name.host) is a name of the certificate")
                : .fault(name.key, name.fault(leaf), mend: name.mend)
        }
    }

    private func lists(_ access: GroupAccess) -> [DoctorFinding] {
        let now = SystemClock.now()
        var found: [DoctorFinding] = access.problems.map { problem in
            .fault(
                "revocation list",
                "\(problem.source) (CRL) \(problem.reason)",
                mend:
                    "correct its address, open the way to it, or fetch it by other means and name "
                    + "the file in group.revocationLists; a running gateway keeps the last list "
                    + "until that ends, then it refuses every peer"
            )
        }
        for (source, status) in access.lists {
            if status.nextUpdate <= now {
                found.append(
                    .fault(
                        "revocation list",
                        "\(source) (CRL) ended at \(status.nextUpdate)",
                        mend:
                            "its authority must publish a newer one; look whether \(source) is fresh"
                    )
                )
            } else {
                found.append(
                    .good("revocation list", "\(source) holds until \(status.nextUpdate)")
                )
            }
        }
        return found
    }

    private func chain(_ access: GroupAccess, _ refusal: ChainRefusal?) -> DoctorFinding {
        guard let refusal else {
            return .good(
                "chain",
                access.problems.isEmpty
                    ? "the certificate leads to the Group's anchors"
                    : "the certificate leads to the Group's anchors; whether one was revoked could not "
                        + "be looked at"
            )
        }
        return .fault(
            "chain",
            "peers would refuse our certificate: \(refusal)",
            mend: mend(refusal, access)
        )
    }

    private func mend(_ refusal: ChainRefusal, _ access: GroupAccess) -> String {
        let file = settings.identity.certificate
        switch refusal {
        case .expired:
            return "get a new one (`sluis csr`), install it as \(file) and run `sluis reload`"
        case .revoked:
            return "get a new one with a new key (`sluis csr --key NEWFILE`), install both and run "
                + "`sluis reload`"
        case .notYetValid, .revocationListNotYetValid:
            return "look at this machine's clock: it says \(SystemClock.now())"
        case .revocationListMissing:
            let missing = access.own.flatMap(\.distributionPoints).filter { point in
                !settings.group.revocationLists.contains(.url(point))
            }
            return missing.isEmpty
                ? "name the list of every issuer, the root's included, in group.revocationLists"
                : "add to group.revocationLists: \(missing.joined(separator: ", "))"
        case .revocationListExpired, .revocationListUnusable:
            return "its authority must publish a newer list; until then every peer is refused"
        case .unknownIssuer, .badSignature:
            return "install the leaf with its intermediates in \(file), and the Group's anchors as "
                + settings.group.trustAnchors
        default: return "ask the Group's certificate authority for one as the Group wants it"
        }
    }
}
