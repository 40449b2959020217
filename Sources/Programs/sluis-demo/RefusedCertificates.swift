import CertificateAuthority
import ExchangeModel
import Foundation

/// Certificates that every gateway of the Group must refuse, written below `bad/`.
struct RefusedCertificates {
    let authorities: AuthorityFolder
    let now: Timestamp

    /// Writes one certificate for each reason to refuse, unless they are there.
    ///
    /// The revoked one counts as revoked from the next revocation list on.
    func write() throws {
        let folder = authorities.folder.appending(path: "bad")
        guard !FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) else {
            return
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let revoked = try authorities.intermediate.issue(request("Revoked"))
        try authorities.intermediate.revoke(revoked.certificateDER, at: now)
        try authorities.write(revoked, as: "bad/revoked")

        var expired = request("Expired")
        expired.notBefore = now.advanced(bySeconds: -2 * 86_400)
        expired.notAfter = now.advanced(bySeconds: -86_400)
        try authorities.write(authorities.intermediate.issue(expired), as: "bad/expired")

        var unnumbered = request("Unnumbered")
        unnumbered.serialNumbers = []
        try authorities.write(
            authorities.intermediate.issue(unnumbered),
            as: "bad/no-serial-number"
        )

        let foreign = try CertificateGroup(named: "Foreign", at: now)
        try authorities.write(
            foreign.intermediate.issue(request("Foreign")),
            as: "bad/foreign-root"
        )
        try authorities.write(Data(foreign.anchorsPEM), "bad/foreign-anchors.pem")
    }

    private func request(_ name: String) -> CertificateRequest {
        CertificateRequest(
            organization: "\(name) Voorbeeld",
            serialNumber: "00000099000000009000",
            dnsNames: ["\(name.lowercased()).example.nl"],
            notBefore: now.advanced(bySeconds: -3_600),
            notAfter: now.advanced(bySeconds: 366 * 86_400)
        )
    }
}
