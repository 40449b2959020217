import CertificateAuthority
import ExchangeModel
import PeerIdentity
import Testing

@Suite struct `A generation keeps what was verified under it` {
    let trial: TrialGroup
    let rules = SubjectRules()

    init() throws { trial = try TrialGroup() }

    private func generation(after old: IdentityGeneration? = nil) throws -> IdentityGeneration {
        IdentityGeneration(try trial.material(), rules: rules, after: old, at: trial.now)
    }

    /// What is kept for a chain as it was sent.
    private func kept(
        _ sent: [[UInt8]],
        in generation: IdentityGeneration,
        for purpose: ChainPurpose = .client,
        at moment: Timestamp? = nil
    ) -> VerifiedChain? {
        generation.chain(
            sent: SHA256Value(hashingChain: sent),
            leaf: SHA256Value(hashing: sent[0]),
            purpose: purpose,
            at: moment ?? trial.now
        )
    }

    @Test func `a verified chain is found again, for its purpose and while it is valid`() throws {
        let issued = try trial.certificate()
        let generation = try generation()
        #expect(kept(issued.chainDER, in: generation) == nil)
        let chain = try generation.verify(issued.chainDER, purpose: .client, at: trial.now).get()
        #expect(kept(issued.chainDER, in: generation) == chain)
        #expect(chain.digest == SHA256Value(hashing: issued.certificateDER))
        let late = trial.now.advanced(bySeconds: CertificateGroup.listLifetime + 1)
        #expect(kept(issued.chainDER, in: generation, at: late) == nil)
        #expect(kept(issued.chainDER, in: generation) == nil)
    }

    @Test func `a leaf that was verified to sign or to serve is not thereby a client`() throws {
        let issued = try trial.certificate { $0.uses = [.server] }
        let generation = try generation()
        for purpose in [ChainPurpose.server, .signing] {
            #expect(
                generation.verify(issued.chainDER, purpose: purpose, at: trial.now).refusal == nil
            )
        }
        #expect(kept(issued.chainDER, in: generation) == nil)
        let result = generation.verify(issued.chainDER, purpose: .client, at: trial.now)
        #expect(result.refusal == .wrongPurpose)
        #expect(kept(issued.chainDER, in: generation) == nil)
    }

    @Test func `a refused chain is not kept`() throws {
        let foreign = try TrialGroup().certificate()
        let generation = try generation()
        #expect(
            generation.verify(foreign.chainDER, purpose: .client, at: trial.now).refusal
                == .unknownIssuer
        )
        #expect(kept(foreign.chainDER, in: generation) == nil)
        #expect(generation.verify([], purpose: .client, at: trial.now).refusal == .malformed)
    }

    @Test func `a verdict is that on all certificates that were sent`() throws {
        let issued = try trial.certificate()
        let generation = try generation()
        let alone = [issued.certificateDER]
        for _ in 0..<2 {
            #expect(
                generation.verify(alone, purpose: .client, at: trial.now).refusal == .unknownIssuer
            )
            #expect(
                generation.verify(issued.chainDER, purpose: .client, at: trial.now).refusal == nil
            )
        }
        #expect(kept(alone, in: generation) == nil)
        // The same certificates, run together or in another order, are others.
        let joined = [issued.chainDER[0] + issued.chainDER[1]]
        #expect(kept(joined, in: generation) == nil)
        #expect(
            SHA256Value(hashingChain: issued.chainDER)
                != SHA256Value(hashingChain: issued.chainDER.reversed())
        )
    }

    @Test func `a resumed session counts while every chain of its leaf holds`() throws {
        let issued = try trial.certificate()
        let leaf = SHA256Value(hashing: issued.certificateDER)
        let generation = try generation()
        #expect(generation.chain(ofLeaf: leaf, purpose: .client, at: trial.now) == nil)
        _ = try generation.verify(issued.chainDER, purpose: .client, at: trial.now).get()
        let whole = issued.chainDER + [trial.group.root.certificateDER]
        _ = try generation.verify(whole, purpose: .client, at: trial.now).get()
        let found = generation.chain(ofLeaf: leaf, purpose: .client, at: trial.now)
        #expect(found?.digest == leaf)
        #expect(generation.chain(ofLeaf: leaf, purpose: .server, at: trial.now) == nil)
        let late = trial.now.advanced(bySeconds: CertificateGroup.listLifetime + 1)
        #expect(generation.chain(ofLeaf: leaf, purpose: .client, at: late) == nil)
    }

    @Test func `of a leaf with more chains than are kept no session is resumed`() throws {
        let issued = try trial.certificate()
        let leaf = SHA256Value(hashing: issued.certificateDER)
        let generation = try generation()
        let most = IdentityGeneration.maximumChainsPerLeaf
        let others = try (0..<most).map { _ in try trial.certificate().certificateDER }
        _ = try generation.verify(issued.chainDER, purpose: .client, at: trial.now).get()
        for other in others.dropLast() {
            let sent = issued.chainDER + [other]
            _ = try generation.verify(sent, purpose: .client, at: trial.now).get()
        }
        #expect(generation.chain(ofLeaf: leaf, purpose: .client, at: trial.now) != nil)
        let more = issued.chainDER + others.suffix(1)
        #expect(generation.verify(more, purpose: .client, at: trial.now).refusal == nil)
        #expect(kept(more, in: generation) == nil)
        #expect(generation.chain(ofLeaf: leaf, purpose: .client, at: trial.now) == nil)
        #expect(kept(issued.chainDER, in: generation) != nil)
    }

    @Test func `a successor carries over only the chains that still verify`() throws {
        let (good, bad) = (try trial.certificate(), try trial.certificate())
        let first = try generation()
        for issued in [good, bad] {
            _ = try first.verify(issued.chainDER, purpose: .client, at: trial.now).get()
        }
        try trial.group.intermediate.revoke(bad.certificateDER, at: trial.now)
        let second = try generation(after: first)
        #expect(second.number == first.number + 1)
        #expect(kept(bad.chainDER, in: first) != nil)
        #expect(kept(good.chainDER, in: second) != nil)
        #expect(kept(bad.chainDER, in: second) == nil)
        #expect(kept(good.chainDER, in: second, for: .server) == nil)
    }

    @Test func `a session of an older generation ends when a chain of its leaf was lost`() throws {
        let issued = try trial.certificate()
        let leaf = SHA256Value(hashing: issued.certificateDER)
        let first = try generation()
        _ = try first.verify(issued.chainDER, purpose: .client, at: trial.now).get()
        let second = try generation(after: first)
        #expect(
            second.chain(ofLeaf: leaf, purpose: .client, isOlder: true, at: trial.now) != nil
        )
        try trial.group.root.revoke(trial.group.intermediate.certificateDER, at: trial.now)
        let third = try generation(after: second)
        #expect(
            third.chain(ofLeaf: leaf, purpose: .client, isOlder: true, at: trial.now) == nil
        )
    }

    @Test func `a successor with other anchors or other rules keeps nobody`() throws {
        let issued = try trial.certificate()
        let first = try generation()
        _ = try first.verify(issued.chainDER, purpose: .client, at: trial.now).get()
        let otherAnchors = IdentityGeneration(
            try TrialGroup().material(),
            rules: rules,
            after: first,
            at: trial.now
        )
        #expect(kept(issued.chainDER, in: otherAnchors) == nil)
        let otherRules = IdentityGeneration(
            try trial.material(),
            rules: SubjectRules(peerID: .organizationalUnitName),
            after: first,
            at: trial.now
        )
        #expect(kept(issued.chainDER, in: otherRules) == nil)
    }

    @Test func `authorities are known from chains, also where a list of theirs is missing`() throws
    {
        let issued = try trial.certificate()
        let authority = trial.group.intermediate.certificateDER
        let generation = try generation()
        #expect(!generation.authorities.contains(authority))
        _ = try generation.verify(issued.chainDER, purpose: .client, at: trial.now).get()
        #expect(generation.authorities.contains(authority))
        #expect(try self.generation(after: generation).authorities.contains(authority))

        let bare = IdentityGeneration(try trial.material(lists: []), rules: rules, at: trial.now)
        let foreign = try TrialGroup().certificate().chainDER
        #expect(bare.verify(foreign, purpose: .client, at: trial.now).refusal == .unknownIssuer)
        #expect(bare.authorities.isEmpty)
        #expect(
            bare.verify(issued.chainDER, purpose: .client, at: trial.now).refusal
                == .revocationListMissing
        )
        #expect(bare.authorities.contains(authority))
    }

    @Test func `many threads may verify at once`() async throws {
        let chains = try (0..<8).map { _ in try trial.certificate().chainDER }
        let generation = try generation()
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
