import CertificateAuthority
import ExchangeModel
import Foundation
import PeerIdentity

/// The files of a test Group's authorities and of the certificates that they issued.
///
/// `anchors.pem`, `intermediate.pem`, `root.key`, `intermediate.key`, `root.crl` and
/// `intermediate.crl` (DER), `FILE.pem` (chain) and `FILE.key` for each organisation, and `bad/` with
/// certificates that must be refused. Keys have mode 0600.
struct AuthorityFolder {
    /// Names that no organisation's files may have.
    static let reservedNames: Set<String> = ["anchors", "root", "intermediate", "bad"]
    /// How long a revocation list holds: thirty days, in seconds.
    static let listLifetime: Int64 = 30 * 86_400

    let folder: URL
    let root: Authority
    let intermediate: Authority

    /// Takes up the authorities of a folder, or makes new ones in it.
    ///
    /// A `revocationAddress` is the URL under which the lists are served; it goes into the
    /// certificates as CRL distribution point.
    static func opened(
        at folder: URL,
        now: Timestamp,
        revocationAddress: String?
    ) throws -> AuthorityFolder {
        guard !FileManager.default.fileExists(atPath: path(folder, "anchors.pem")) else {
            return try stored(at: folder)
        }
        try PlainFile.makeFolder(folder)
        let root = try Authority(root: "Sluis Test Root", at: now)
        let intermediate = try root.intermediate(
            "Sluis Test Issuing",
            at: now,
            distributionPoints: revocationAddress.map { ["\($0)/root.crl"] } ?? []
        )
        let made = AuthorityFolder(folder: folder, root: root, intermediate: intermediate)
        try PrivateFile.write(root.privateKey.pem, to: path(folder, "root.key"))
        try PrivateFile.write(intermediate.privateKey.pem, to: path(folder, "intermediate.key"))
        try made.write(Data(intermediate.certificatePEM.utf8), "intermediate.pem")
        try made.write(Data(root.certificatePEM.utf8), "anchors.pem")
        return made
    }

    /// Takes up the authorities of a folder, with what they have revoked.
    static func stored(at folder: URL) throws -> AuthorityFolder {
        func authority(_ certificate: String, _ name: String) throws -> Authority {
            let text = try PlainFile.text(path(folder, certificate))
            let key = try PlainFile.text(path(folder, "\(name).key"))
            let list = FileManager.default.contents(atPath: path(folder, "\(name).crl"))
            return try Authority(
                certificateDER: PEM.certificates(in: text)[0],
                privateKey: PrivateKey(pem: key),
                revocationList: list.map { [UInt8]($0) }
            )
        }
        return AuthorityFolder(
            folder: folder,
            root: try authority("anchors.pem", "root"),
            intermediate: try authority("intermediate.pem", "intermediate")
        )
    }

    /// Writes both revocation lists anew.
    func writeRevocationLists(at now: Timestamp) throws {
        for (authority, name) in [(root, "root.crl"), (intermediate, "intermediate.crl")] {
            let list = try authority.revocationList(
                thisUpdate: now,
                nextUpdate: now.advanced(bySeconds: Self.listLifetime)
            )
            try write(Data(list), name)
        }
    }

    /// Issues and writes a certificate for client, server and signing use, valid for a year.
    ///
    /// Returns false, and leaves the files alone, when the organisation has a certificate already.
    func issue(
        _ organization: OrganizationArgument,
        at now: Timestamp,
        revocationAddress: String?
    ) throws -> Bool {
        guard !FileManager.default.fileExists(atPath: Self.path(folder, organization.file + ".pem"))
        else { return false }
        var request = CertificateRequest(
            organization: organization.name,
            serialNumber: organization.oin,
            dnsNames: organization.hosts,
            notBefore: now.advanced(bySeconds: -3_600),
            notAfter: now.advanced(bySeconds: 366 * 86_400)
        )
        request.distributionPoints = revocationAddress.map { ["\($0)/intermediate.crl"] } ?? []
        try write(intermediate.issue(request), as: organization.file)
        return true
    }

    /// Certifies the key of a signing request for a year; gives the chain in PEM.
    ///
    /// The names are those of the request: in a test Group nobody checks who asks.
    func certify(_ request: SigningRequest, at now: Timestamp) throws -> String {
        let chain = try intermediate.certify(
            request,
            notBefore: now.advanced(bySeconds: -3_600),
            notAfter: now.advanced(bySeconds: 366 * 86_400),
            distributionPoints: try revocationAddresses()
        )
        return try PEM.certificates(chain)
    }

    /// Where the intermediate's own list is, beside the root's that its certificate names.
    private func revocationAddresses() throws -> [String] {
        let certificate = try UnverifiedCertificate(
            der: intermediate.certificateDER,
            rules: SubjectRules(form: .any)
        )
        return certificate.distributionPoints.map { point in
            point.hasSuffix("/root.crl")
                ? String(point.dropLast("root.crl".count)) + "intermediate.crl" : point
        }
    }

    /// Revokes the first certificate of a PEM file and writes both lists anew.
    func revoke(certificateFile: String, at now: Timestamp) throws {
        let text = try PlainFile.text(certificateFile)
        let certificate = try PEM.certificates(in: text)[0]
        do {
            try intermediate.revoke(certificate, at: now)
        } catch IssuingProblem.notIssuedHere {
            try root.revoke(certificate, at: now)
        }
        try writeRevocationLists(at: now)
    }

    func write(_ issued: IssuedCertificate, as file: String) throws {
        try PrivateFile.write(issued.privateKeyPEM, to: Self.path(folder, file + ".key"))
        try write(Data(issued.chainPEM.utf8), file + ".pem")
    }

    func write(_ data: Data, _ name: String) throws {
        try data.write(to: folder.appending(path: name), options: .atomic)
    }

    static func path(_ folder: URL, _ name: String) -> String {
        folder.appending(path: name).path(percentEncoded: false)
    }
}
