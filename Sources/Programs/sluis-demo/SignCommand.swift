import ArgumentParser
import CertificateAuthority
import ExchangeModel
import Foundation

/// `sluis-demo pki sign`: certifies a signing request, as a Group's authority would.
struct SignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Signs a certificate request and prints the chain; checks nobody's identity.",
        discussion: """
            The Group must be there: sluis-demo pki --directory DIR. With --serve-crls at its making, the certificate
            names the revocation list.

            Example:
              sluis-demo pki sign --directory pki --csr sluis.csr --out sluis.pem
            """
    )

    @Option(help: "The folder of the Group.")
    var directory: String

    @Option(help: "The request: PEM, as `sluis join` and `sluis csr` make it.")
    var csr: String

    @Option(help: "The file for the chain. Default: the standard output.")
    var out: String?

    func run() async throws {
        let folder = URL(filePath: directory, directoryHint: .isDirectory)
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        let chain: String
        do {
            let request = try SigningRequest(pem: PlainFile.text(csr))
            chain = try AuthorityFolder.stored(at: folder).certify(request, at: now)
        } catch let problem as IssuingProblem {
            throw DemonstrationFailure("\(csr): \(problem)")
        }
        guard let out else { return print(chain, terminator: "") }
        try Data(chain.utf8).write(to: URL(filePath: out), options: .atomic)
    }
}
