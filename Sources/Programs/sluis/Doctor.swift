import ExchangeModel
import Foundation
import GatewayConfiguration
import OutboundHTTP
import PeerIdentity

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
            access = try await GroupAccess(settings.group, settings.identity)
        } catch {
            return [
                .fault("files", "\(error)", mend: "correct the files that \(settings.file) names")
            ]
        }
        var found = certificate(access) + names(access) + lists(access)
        found += chain(access)
        let probe = PeerProbe(settings: settings, access: access)
        if let peer {
            found += await probe.findings(of: peer, expecting: nil, name: "peer \(peer)")
        } else {
            for directory in settings.group.directories {
                found += await probe.findings(
                    of: directory.address,
                    expecting: directory.peerID,
                    name: "directory \(directory.address)"
                )
            }
            if let own = settings.manager?.address {
                found.append(await probe.ownListener(own))
            }
        }
        await access.client.shutDown()
        return found
    }

    // MARK: - What is ours

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
        var found: [DoctorFinding] = []
        let addresses = [
            ("manager.address", settings.manager?.address),
            ("inway.address", settings.inway?.address),
        ]
        for (key, address) in addresses {
            guard let address, let host = URL(string: address)?.host() else { continue }
            guard let name = try? DomainName(host) else { continue }
            if leaf.dnsNames.contains(where: { name.isCovered(by: $0) }) {
                found.append(.good(key, "\(host) is a name of the certificate"))
            } else {
                found.append(
                    .fault(
                        key,
                        "\(host) is not in the certificate's names (SAN): "
                            + leaf.dnsNames.joined(separator: ", ") + "; peers will refuse it",
                        mend: "use one of those names in \(key), or get a certificate with it: "
                            + "sluis csr --host \(host)"
                    )
                )
            }
        }
        return found
    }

    private func lists(_ access: GroupAccess) -> [DoctorFinding] {
        let now = SystemClock.now()
        var found: [DoctorFinding] = access.problems.map { problem in
            .fault(
                "revocation list",
                "\(problem.source) (CRL) cannot be had: \(problem.reason)",
                mend: "open the way to it, or fetch it by other means and name the file in "
                    + "group.revocationLists; without it every peer is refused"
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

    private func chain(_ access: GroupAccess) -> [DoctorFinding] {
        let verdict = access.trust.generation.verify(
            access.own.map(\.der),
            purpose: .signing,
            at: SystemClock.now()
        )
        switch verdict {
        case .success: return [.good("chain", "the certificate leads to the Group's anchors")]
        case .failure(let refusal):
            return [
                .fault(
                    "chain",
                    "peers would refuse our certificate: \(refusal)",
                    mend: "install the leaf with its intermediates in "
                        + "\(settings.identity.certificate), and the Group's anchors and lists"
                )
            ]
        }
    }
}
