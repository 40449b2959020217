import CertificateAuthority
import ExchangeModel
import Foundation
import PeerIdentity
import PeerTransport
import Synchronization

/// A Group of a test's own, so that revocations stay within it.
final class TestGroup: Sendable {
    static let providerID = "00000001000000000001"
    static let serverName = "inway.provider.example"

    let group: CertificateGroup
    let server: IssuedCertificate
    let alice: IssuedCertificate
    let bob: IssuedCertificate

    init() throws {
        group = try CertificateGroup()
        server = try group.issue(
            organization: "Provider",
            serialNumber: Self.providerID,
            dnsNames: [Self.serverName]
        )
        alice = try group.issue(organization: "Alice", serialNumber: "00000001000000000002")
        bob = try group.issue(organization: "Bob", serialNumber: "00000001000000000003")
    }

    func expired() throws -> IssuedCertificate {
        var request = group.request(organization: "Old", serialNumber: "00000001000000000004")
        request.notBefore = group.madeAt.advanced(bySeconds: -7_200)
        request.notAfter = group.madeAt.advanced(bySeconds: -3_600)
        return try group.intermediate.issue(request)
    }

    /// The Group's trust as it is now, revocations included.
    func trust() throws -> TrustMaterial {
        try TrustMaterial(anchors: group.anchorsPEM, revocationLists: group.revocationLists())
    }

    /// Revokes a certificate and gives the trust that says so.
    func trust(revoking certificate: IssuedCertificate) throws -> TrustMaterial {
        try group.intermediate.revoke(certificate.certificateDER, at: group.madeAt)
        return try trust()
    }

    func tls(
        _ certificate: IssuedCertificate,
        validation: ValidationPool = ValidationPool(),
        clock: @escaping @Sendable () -> Timestamp = { CertificateGroup.wallClock }
    ) throws -> MutualTLS {
        try MutualTLS(
            trust: trust(),
            subject: SubjectRules(),
            credentials: certificate.credentials,
            validation: validation,
            clock: clock
        )
    }
}

extension IssuedCertificate {
    var credentials: TLSCredentials {
        TLSCredentials(
            certificateChain: Array(chainPEM.utf8),
            privateKey: Array(privateKeyPEM.utf8)
        )
    }
}

/// A number that tests count with on any thread.
final class Count: Sendable {
    private let value = Atomic<Int>(0)

    var now: Int { value.load(ordering: .sequentiallyConsistent) }

    func add(_ number: Int = 1) {
        value.add(number, ordering: .sequentiallyConsistent)
    }
}

/// Waits until something holds; false when it does not within ten seconds.
func eventually(_ holds: @Sendable () throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
        if try holds() { return true }
        await Task.yield()
        try await Task.sleep(for: .milliseconds(2))
    }
    return false
}
