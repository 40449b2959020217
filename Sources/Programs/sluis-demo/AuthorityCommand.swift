import ArgumentParser
import CertificateAuthority
import ExchangeModel
import Foundation

/// `sluis-demo pki`: the certificates of a test Group.
struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pki",
        abstract: "Makes a test Group: root, intermediate, revocation lists, certificates.",
        discussion: """
            Example:
              sluis-demo pki sign --directory pki --csr sluis.csr --out sluis.pem
            """,
        subcommands: [MakeCommand.self, SignCommand.self, RevokeCommand.self],
        defaultSubcommand: MakeCommand.self
    )
}

/// `sluis-demo pki make`, also meant where no subcommand is named.
struct MakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make",
        abstract: "Makes or extends a test Group in a folder.",
        discussion: """
            Writes anchors.pem, root.crl and intermediate.crl (DER), FILE.pem (chain) and FILE.key (mode 0600) for
            each organisation, and certificates that must be refused below bad/. The keys of the authorities stay in
            the folder, for tests only. In a folder that holds a Group, what is there is kept, new organisations
            are added and the revocation lists are renewed.

            Example:
              sluis-demo pki make --directory pki \\
                --organisation 'noord=Gemeente Noord:00000099000000002000:localhost'
            """
    )

    @Option(help: "The folder.")
    var directory: String

    @Option(
        help: ArgumentHelp(
            "An organisation with its OIN of twenty digits and its host names; repeatable.",
            valueName: "[FILE=]NAME:OIN:HOST,HOST"
        )
    )
    var organisation: [OrganizationArgument] = []

    @Option(
        help: ArgumentHelp(
            "Serve the revocation lists over http on this loopback port until SIGTERM; 0 takes a free one.",
            valueName: "port"
        )
    )
    var serveCrls: Int?

    @Option(
        help: ArgumentHelp(
            "The URL below which the revocation lists will be found, for the certificates.",
            valueName: "url"
        )
    )
    var crlAddress: String?

    mutating func validate() throws {
        if let serveCrls, !(0...65_535).contains(serveCrls) {
            throw ValidationError("--serve-crls takes a port from 0 to 65535")
        }
        let files = organisation.map(\.file)
        if let twice = files.first(where: { file in files.count { $0 == file } > 1 }) {
            throw ValidationError("two organisations have the files \(twice).pem: name them apart")
        }
    }

    func run() async throws {
        let folder = URL(filePath: directory, directoryHint: .isDirectory)
        guard let serveCrls else {
            try make(in: folder, revocationAddress: crlAddress)
            return
        }
        let server = LoopbackServer(port: serveCrls)
        try await server.run(RevocationRoutes(folder: folder).router()) { address in
            try make(in: folder, revocationAddress: crlAddress ?? address)
            ReadyLine.print(address)
        }
    }

    private func make(in folder: URL, revocationAddress: String?) throws {
        // With the milliseconds: two lists of one second must not have one number.
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        let authorities = try AuthorityFolder.opened(
            at: folder,
            now: now,
            revocationAddress: revocationAddress
        )
        try RefusedCertificates(authorities: authorities, now: now).write()
        for organization in organisation {
            let isNew = try authorities.issue(
                organization,
                at: now,
                revocationAddress: revocationAddress
            )
            print("\(organization.file).pem \(isNew ? "issued" : "kept") (\(organization.name))")
        }
        try authorities.writeRevocationLists(at: now)
    }
}

/// `sluis-demo pki revoke`: revokes a certificate and renews the revocation lists.
struct RevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revokes a certificate of the Group and renews its revocation lists.",
        discussion: """
            Example:
              sluis-demo pki revoke --directory pki --certificate noord/sluis.pem
            """
    )

    @Option(help: "The folder of the Group.")
    var directory: String

    @Option(help: "The certificate's file: PEM, the first one in it counts.")
    var certificate: String

    func run() async throws {
        let folder = URL(filePath: directory, directoryHint: .isDirectory)
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        do {
            try AuthorityFolder.stored(at: folder).revoke(certificateFile: certificate, at: now)
        } catch let problem as IssuingProblem {
            throw DemonstrationFailure("\(certificate): \(problem)")
        }
        print("\(certificate) revoked")
    }
}
