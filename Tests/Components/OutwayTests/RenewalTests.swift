import CertificateAuthority
import ExchangeModel
import JSONTape
import NIOCore
import Outway
import PeerIdentity
import PeerTransport
import Synchronization
import Testing

@Suite(.serialized) struct `A token goes with the certificate that it is bound to` {
    /// Whom the provider's Manager binds the next token to, and what the Inway saw.
    final class Binding: Sendable {
        let certificate: Mutex<CertificateThumbprint>
        let mismatches = Atomic<Int>(0)

        init(_ first: IssuedCertificate) {
            certificate = Mutex(CertificateThumbprint(of: first.certificateDER))
        }

        var count: Int { mismatches.load(ordering: .sequentiallyConsistent) }
    }

    final class Flag: Sendable {
        private let value = Atomic(false)
        var isUp: Bool { value.load(ordering: .sequentiallyConsistent) }
        func set(_ isUp: Bool) { value.store(isUp, ordering: .sequentiallyConsistent) }
    }

    /// A trial whose Inway refuses a token that is bound to another certificate than the connection's.
    private func with(
        _ speaks: PeerProtocol,
        isLate: Bool = false,
        _ change: (inout OutwayTrial.Setup) -> Void = { _ in },
        _ use: (OutwayTrial, Binding) async throws -> Void
    ) async throws {
        let shared = Mutex<Binding?>(nil)
        var setup = OutwayTrial.Setup()
        setup.speaks = speaks
        setup.token = { _, parties in
            let binding = shared.withLock { shared in
                let binding = shared ?? Binding(parties.consumer)
                shared = binding
                return binding
            }
            let bound = binding.certificate.withLock { $0 }
            // A Manager takes its time, and our certificate may change meanwhile.
            if isLate { try await Task.sleep(for: .milliseconds(20)) }
            return try parties.token(
                ["cnf": ["x5t#S256": .string(bound.description)]],
                marked: bound.description
            )
        }
        setup.inway = { request in
            let binding = shared.withLock { $0 }
            let token = request.field("fsc-authorization")?.dropFirst("Bearer ".count) ?? ""
            let bound = try? TokenClaims.text("mark", of: String(token))
            guard bound == request.certificate?.description else {
                binding?.mismatches.add(1, ordering: .sequentiallyConsistent)
                return TokenTests.rejection
            }
            return InwaySample.ok(request)
        }
        change(&setup)
        try await OutwayTrial.with(setup) { trial in
            #expect(try await trial.ask().status == 200)
            try await use(trial, try #require(shared.withLock { $0 }))
        }
    }

    private func renew(_ trial: OutwayTrial, _ binding: Binding) async throws {
        let next = try trial.parties.authority.issue(
            organization: "Consumer",
            serialNumber: trial.parties.consumerID.rawValue,
            dnsNames: ["outway.consumer.example"]
        )
        // The listener's certificate changes before the one that the Manager's calls show.
        try await trial.transport.reload(credentials: OutwayParties.credentials(next))
        binding.certificate.withLock { $0 = CertificateThumbprint(of: next.certificateDER) }
    }

    @Test(arguments: [PeerProtocol.http1, .http2], [false, true])
    func `renewals under load fail no request, and no token goes over another connection`(
        speaks: PeerProtocol,
        isLate: Bool
    ) async throws {
        try await with(speaks, isLate: isLate) { trial, binding in
            let isDone = Flag()
            let answers = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 1...4 {
                    group.addTask {
                        var found: [Int] = []
                        while !isDone.isUp {
                            found.append(try await trial.ask().status)
                        }
                        return found
                    }
                }
                for _ in 1...4 {
                    try await renew(trial, binding)
                    let present = trial.transport.certificate
                    let isShown = try await eventually {
                        trial.inway.requests.last?.certificate == present
                    }
                    #expect(isShown, "connections and tokens have changed together")
                }
                isDone.set(true)
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(answers.count > 4 && answers.allSatisfy { $0 == 200 })
            #expect(binding.count == 0)
        }
    }

    @Test func `the pair of before serves while no token for the new certificate can be had`()
        async throws
    {
        let isDown = Flag()
        try await with(.http1) {
            $0.refusal = { _ in
                isDown.isUp
                    ? TokenUnavailable(message: "the Manager is down") : nil
            }
        } _: { trial, binding in
            isDown.set(true)
            try await renew(trial, binding)
            for _ in 1...5 { #expect(try await trial.ask().status == 200) }
            #expect(binding.count == 0)
            #expect(Set(trial.inway.requests.map(\.certificate)).count == 1)
            isDown.set(false)
            let isNew = try await eventually {
                let status = try await trial.ask().status
                #expect(status == 200)
                return Set(trial.inway.requests.map(\.certificate)).count == 2
            }
            #expect(isNew)
        }
    }

    @Test func `a certificate of long ago is shown no more`() async throws {
        try await with(.http1) { trial, binding in
            let first = trial.transport.certificate
            for number in 1...9 {
                try await renew(trial, binding)
                #expect(trial.transport.shows(trial.transport.certificate))
                #expect(trial.transport.shows(first) == (number <= 8))
            }
            #expect(try await trial.ask().status == 200)
        }
    }
}
