import MerkleLog
import RequirementTrait
import Testing

@Suite struct BundleTests {
    @Test(.requirement("C2SP tlog-tiles: Log entries"))
    func `entries stand behind two bytes of length`() {
        var bundle: [UInt8] = []
        #expect(EntryBundle.append([1, 2, 3], to: &bundle))
        #expect(EntryBundle.append([], to: &bundle))
        #expect(EntryBundle.append([UInt8](repeating: 9, count: 65_535), to: &bundle))
        #expect(Array(bundle.prefix(9)) == [0, 3, 1, 2, 3, 0, 0, 0xFF, 0xFF])
        #expect(EntryBundle.entries(of: bundle)?.map(\.count) == [3, 0, 65_535])
    }

    @Test func `an entry that two bytes cannot count is refused`() {
        var bundle: [UInt8] = []
        #expect(!EntryBundle.append([UInt8](repeating: 0, count: 65_536), to: &bundle))
        #expect(bundle.isEmpty)
    }

    @Test(arguments: [[0], [0, 1], [0, 2, 1], [0, 0, 0], [0xFF, 0xFF, 1]])
    func `a bundle whose lengths do not add up is refused`(bundle: [UInt8]) {
        #expect(EntryBundle.entries(of: bundle) == nil)
    }

    @Test(arguments: [(0, "000"), (67, "067"), (1_234_067, "x001/x234/067"), (70_000, "x070/000")])
    func `tile numbers make paths`(number: UInt64, path: String) {
        #expect(EntryBundle.path(ofNumber: number) == path)
    }

    @Test(.requirement("C2SP tlog-proof: Format"))
    func `a receipt verifies for its leaf and for no other`() throws {
        let signer = try NoteTests.signer()
        let head = Checkpoint(origin: signer.verifier.name, size: 700, root: ProofTests.roots[700])
        let note = try signer.sign(head.text).encoded
        let path = try #require(ProofTests.inclusion(321, 700))
        for extra in [nil, [UInt8(1), 2, 3]] {
            let made = TransparencyProof(index: 321, path: path, checkpoint: note, extra: extra)
            let read = try TransparencyProof(parsing: made.encoded)
            #expect(read == made)
            #expect(try read.verified(leaf: ProofTests.all[321], verifier: signer.verifier) == head)
            #expect(try read.verified(leaf: ProofTests.all[322], verifier: signer.verifier) == nil)
        }
        let stranger = try NoteSigner(name: "other.example", secret: Array(1...32))
        let proof = TransparencyProof(index: 321, path: path, checkpoint: note)
        #expect(throws: NoteProblem.unsigned) {
            try proof.verified(leaf: ProofTests.all[321], verifier: stranger.verifier)
        }
    }

    @Test(arguments: [
        "", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n\n",
        "c2sp.org/tlog-proof@v1\nindex 01\n\n",
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n", "c2sp.org/tlog-proof@v1\nextra ?\nindex 1\n\n",
        "c2sp.org/tlog-proof@v2\nindex 1\n\n",
    ])
    func `bytes that are no receipt are refused`(text: String) {
        #expect(throws: NoteProblem.malformedProof) {
            try TransparencyProof(parsing: Array(text.utf8))
        }
    }
}
