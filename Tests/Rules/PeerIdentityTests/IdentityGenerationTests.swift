import CertificateAuthority
import ExchangeModel
import PeerIdentity
import Testing

@Suite struct `A generation keeps what was verified under it` {
    let trial: TrialGroup
    let rules = SubjectRules()

    init() throws { trial = try TrialGroup() }

    @Test func `a verified leaf is found again, for its purpose and while it is valid`() throws {
        let issued = try trial.certificate()
        let leaf = SHA256Value(hashing: issued.certificateDER)
        let generation = IdentityGeneration(try trial.material(), rules: rules, at: trial.now)
        #expect(generation.chain(of: leaf, purpose: .client, at: trial.now) == nil)
        let chain = try generation.verify(issued.chainDER, purpose: .client, at: trial.now).get()
        #expect(generation.chain(of: leaf, purpose: .client, at: trial.now) == chain)
        #expect(chain.digest == leaf)
        let late = trial.now.advanced(bySeconds: CertificateGroup.listLifetime + 1)
        #expect(generation.chain(of: leaf, purpose: .client, at: late) == nil)
        #expect(generation.chain(of: leaf, purpose: .client, at: trial.now) == nil)
    }

    @Test func `a leaf that was verified to sign or to serve is not thereby a client`() throws {
        let issued = try trial.certificate { $0.uses = [.server] }
        let leaf = SHA256Value(hashing: issued.certificateDER)
        let generation = IdentityGeneration(try trial.material(), rules: rules, at: trial.now)
        for purpose in [ChainPurpose.server, .signing] {
            #expect(
                generation.verify(issued.chainDER, purpose: purpose, at: trial.now).refusal == nil
            )
        }
        #expect(generation.chain(of: leaf, purpose: .client, at: trial.now) == nil)
        let result = generation.verify(issued.chainDER, purpose: .client, at: trial.now)
        #expect(result.refusal == .wrongPurpose)
        #expect(generation.chain(of: leaf, purpose: .client, at: trial.now) == nil)
    }

    @Test func `a refused leaf is not kept`() throws {
        let foreign = try TrialGroup().certificate()
        let leaf = SHA256Value(hashing: foreign.certificateDER)
        let generation = IdentityGeneration(try trial.material(), rules: rules, at: trial.now)
        #expect(
            generation.verify(foreign.chainDER, purpose: .client, at: trial.now).refusal
                == .unknownIssuer
        )
        #expect(generation.chain(of: leaf, purpose: .client, at: trial.now) == nil)
        #expect(generation.verify([], purpose: .client, at: trial.now).refusal == .malformed)
    }

    @Test func `a known leaf needs no intermediates, and does not vouch for another leaf`() throws {
        let issued = try trial.certificate()
        let generation = IdentityGeneration(try trial.material(), rules: rules, at: trial.now)
        let alone = [issued.certificateDER]
        #expect(
            generation.verify(alone, purpose: .client, at: trial.now).refusal == .unknownIssuer
        )
        #expect(generation.verify(issued.chainDER, purpose: .client, at: trial.now).refusal == nil)
        #expect(generation.verify(alone, purpose: .client, at: trial.now).refusal == nil)
        let other = [try trial.certificate().certificateDER]
        #expect(
            generation.verify(other, purpose: .client, at: trial.now).refusal == .unknownIssuer
        )
    }

    @Test func `a successor carries over only the leaves that still verify`() throws {
        let (good, bad) = (try trial.certificate(), try trial.certificate())
        let first = IdentityGeneration(try trial.material(), rules: rules, at: trial.now)
        for issued in [good, bad] {
            _ = try first.verify(issued.chainDER, purpose: .client, at: trial.now).get()
        }
        try trial.group.intermediate.revoke(bad.certificateDER, at: trial.now)
        let second = IdentityGeneration(
            try trial.material(),
            rules: rules,
            after: first,
            at: trial.now
        )
        #expect(second.number == first.number + 1)
        let digests = [good, bad].map { SHA256Value(hashing: $0.certificateDER) }
        #expect(first.chain(of: digests[1], purpose: .client, at: trial.now) != nil)
        #expect(second.chain(of: digests[0], purpose: .client, at: trial.now) != nil)
        #expect(second.chain(of: digests[1], purpose: .client, at: trial.now) == nil)
        #expect(second.chain(of: digests[0], purpose: .server, at: trial.now) == nil)
    }

    @Test func `a successor with other anchors or other rules keeps nobody`() throws {
        let issued = try trial.certificate()
        let leaf = SHA256Value(hashing: issued.certificateDER)
        let first = IdentityGeneration(try trial.material(), rules: rules, at: trial.now)
        _ = try first.verify(issued.chainDER, purpose: .client, at: trial.now).get()
        let otherAnchors = IdentityGeneration(
            try TrialGroup().material(),
            rules: rules,
            after: first,
            at: trial.now
        )
        #expect(otherAnchors.chain(of: leaf, purpose: .client, at: trial.now) == nil)
        let otherRules = IdentityGeneration(
            try trial.material(),
            rules: SubjectRules(peerID: .organizationalUnitName),
            after: first,
            at: trial.now
        )
        #expect(otherRules.chain(of: leaf, purpose: .client, at: trial.now) == nil)
    }

    @Test func `many threads may verify at once`() async throws {
        let chains = try (0..<8).map { _ in try trial.certificate().chainDER }
        let generation = IdentityGeneration(try trial.material(), rules: rules, at: trial.now)
        let now = trial.now
        let accepted = await withTaskGroup(of: Bool.self) { tasks in
            for number in 0..<64 {
                let chain = chains[number % chains.count]
                tasks.addTask {
                    generation.verify(chain, purpose: .client, at: now).refusal == nil
                }
            }
            return await tasks.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(accepted == 64)
    }
}
