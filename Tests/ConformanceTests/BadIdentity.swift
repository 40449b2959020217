import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayTesting

/// A certificate and key that a gateway of the Group must not accept, or none at all.
struct BadIdentity: Sendable {
    /// The files without their ending; nil for a client without certificate.
    let files: String?

    static func make(_ kind: String, _ world: World) async throws -> BadIdentity {
        guard kind != "none" else { return BadIdentity(files: nil) }
        let group = world.authorities
        var request = group.request(
            organization: "Bad \(kind)",
            serialNumber: "00000099000000009000",
            dnsNames: ["\(kind).example.nl"]
        )
        var issuer = group.intermediate
        switch kind {
        case "untrusted": issuer = try CertificateGroup(named: "Foreign").intermediate
        case "expired":
            request.notBefore = group.madeAt.advanced(bySeconds: -7_200)
            request.notAfter = group.madeAt.advanced(bySeconds: -3_600)
        case "unnumbered": request.serialNumbers = []
        default: break
        }
        let issued = try issuer.issue(request)
        let files = "\(world.folder)/pki/bad-\(kind)-\(UUID().uuidString.prefix(6))"
        try issued.chainPEM.write(toFile: files + ".pem", atomically: true, encoding: .utf8)
        try issued.privateKeyPEM.write(toFile: files + ".key", atomically: true, encoding: .utf8)
        let identity = BadIdentity(files: files)
        if kind == "revoked" {
            try await identity.revoke(issued, world)
        }
        return identity
    }

    /// Revokes the certificate and waits until the provider has the new list.
    private func revoke(_ issued: IssuedCertificate, _ world: World) async throws {
        let answer = try await ask(world.provider.manager, "/v1/peer", world)
        guard answer.status == 200 else { throw Unexpected("not accepted before: \(answer)") }
        let now = CertificateGroup.wallClock
        try world.authorities.intermediate.revoke(issued.certificateDER, at: now)
        let list = try world.authorities.intermediate.revocationList(
            thisUpdate: now,
            nextUpdate: now.advanced(bySeconds: 86_400)
        )
        try Data(list).write(
            to: URL(filePath: world.folder + "/pki/intermediate.crl"),
            options: .atomic
        )
        try await eventually("the revocation being known") { () -> Bool? in
            do {
                _ = try await ask(world.provider.manager, "/v1/peer", world)
                return nil
            } catch is NoAnswer {
                return true
            }
        }
    }

    func ask(_ endpoint: Endpoint, _ path: String, _ world: World) async throws -> CurlAnswer {
        var arguments = ["--cacert", "\(world.folder)/pki/anchors.pem"]
        if let files { arguments += ["--cert", files + ".pem", "--key", files + ".key"] }
        return try await Curl.ask(arguments + endpoint.arguments(path))
    }
}
