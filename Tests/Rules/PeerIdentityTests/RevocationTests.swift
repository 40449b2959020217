import CertificateAuthority
import ExchangeModel
import PeerIdentity
import Testing

@Suite struct `Revocation lists of every layer` {
    let trial: TrialGroup
    let root: Authority
    let issuer: Authority

    init() throws {
        trial = try TrialGroup()
        root = trial.group.root
        issuer = trial.group.intermediate
    }

    @Test func `a missing list of any layer refuses`() throws {
        let chain = try trial.certificate().chainDER
        for lists in [[], [try trial.list(of: root)], [try trial.list(of: issuer)]] {
            #expect(try trial.judge(chain, lists: lists).refusal == .revocationListMissing)
        }
    }

    @Test func `an expired list of any layer refuses`() throws {
        let chain = try trial.certificate().chainDER
        let old = [try trial.list(of: root), try trial.list(of: issuer, from: -9, until: -1)]
        #expect(try trial.judge(chain, lists: old).refusal == .revocationListExpired)
        let oldRoot = [try trial.list(of: root, from: -9, until: -1), try trial.list(of: issuer)]
        #expect(try trial.judge(chain, lists: oldRoot).refusal == .revocationListExpired)
    }

    @Test func `a list of the future refuses`() throws {
        let chain = try trial.certificate().chainDER
        let lists = [try trial.list(of: root), try trial.list(of: issuer, from: 1)]
        #expect(try trial.judge(chain, lists: lists).refusal == .revocationListNotYetValid)
    }

    @Test func `a forged list refuses`() throws {
        let chain = try trial.certificate().chainDER
        var forged = try trial.list(of: issuer)
        forged[forged.count - 1] ^= 1
        let lists = [try trial.list(of: root), forged]
        #expect(try trial.judge(chain, lists: lists).refusal == .revocationListUnusable)
    }

    @Test func `another authority's list of the same name does not count`() throws {
        let issued = try trial.certificate()
        let other = try CertificateGroup(at: trial.now)
        let lists = [try trial.list(of: root), try trial.list(of: other.intermediate)]
        #expect(try trial.judge(issued.chainDER, lists: lists).refusal != nil)
    }

    @Test func `the newest of two lists decides`() throws {
        let issued = try trial.certificate()
        let before = try trial.list(of: issuer, from: -2)
        try issuer.revoke(issued.certificateDER, at: trial.now)
        let after = try trial.list(of: issuer, from: -1)
        for lists in [[before, after], [after, before]] {
            let all = [try trial.list(of: root)] + lists
            #expect(try trial.judge(issued.chainDER, lists: all).refusal == .revoked)
        }
    }

    @Test func `an ended list beside a newer one does not hinder`() throws {
        let chain = try trial.certificate().chainDER
        let lists = [
            try trial.list(of: root), try trial.list(of: issuer, from: -9, until: -1),
            try trial.list(of: issuer),
        ]
        let verified = try trial.judge(chain, lists: lists).get()
        #expect(verified.validity.contains(trial.now))
    }

    @Test func `a chain holds no longer than its lists`() throws {
        let chain = try trial.certificate().chainDER
        let lists = [try trial.list(of: root, until: 2), try trial.list(of: issuer, until: 3)]
        let end = try trial.judge(chain, lists: lists).get().validity.upperBound
        #expect(end.seconds == trial.now.seconds + 2 * TrialGroup.day - 1)
    }

    @Test func `a Group may let absent and expired lists pass, but never a revoked certificate`()
        throws
    {
        let issued = try trial.certificate()
        let chain = issued.chainDER
        #expect(try trial.judge(chain, lists: [], duty: .ifPresent).refusal == nil)
        let old = [try trial.list(of: issuer, from: -9, until: -1)]
        #expect(try trial.judge(chain, lists: old, duty: .ifPresent).refusal == nil)
        try issuer.revoke(issued.certificateDER, at: trial.now)
        for until in [Int64(-1), 30] {
            let lists = [try trial.list(of: issuer, from: -9, until: until)]
            #expect(try trial.judge(chain, lists: lists, duty: .ifPresent).refusal == .revoked)
        }
        let foreign = try TrialGroup().certificate().chainDER
        #expect(try trial.judge(foreign, lists: [], duty: .ifPresent).refusal == .unknownIssuer)
    }

    @Test func `a test Group may look at no list at all`() throws {
        let issued = try trial.certificate()
        try issuer.revoke(issued.certificateDER, at: trial.now)
        #expect(try trial.judge(issued.chainDER, duty: .none).refusal == nil)
    }
}
