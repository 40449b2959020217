import MerkleLog
import RequirementTrait
import Testing

@Suite struct NoteTests {
    static let key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    static let note =
        "This is an example message.\n\n\u{2014} example.com/foo "
        + "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"

    static func signer(_ name: String = "gemeente.example/test/txlog/1") throws -> NoteSigner {
        try NoteSigner(name: name, secret: Array(1...32))
    }

    @Test(.requirement("C2SP signed-note: Example"))
    func `the published note verifies with the published key`() throws {
        let verifier = try NoteVerifier(parsing: Self.key)
        #expect(verifier.description == Self.key)
        let note = try SignedNote(parsing: Array(Self.note.utf8))
        try note.verify(with: verifier)
        #expect(note.text == "This is an example message.\n")
        #expect(note.encoded == Array(Self.note.utf8))
    }

    @Test func `a note with one changed letter, name or signature byte is refused`() throws {
        let verifier = try NoteVerifier(parsing: Self.key)
        let changed = try SignedNote(
            parsing: Array(Self.note.utf8.map { $0 == UInt8(ascii: "T") ? UInt8(ascii: "t") : $0 })
        )
        #expect(throws: NoteProblem.self) { try changed.verify(with: verifier) }
        let original = try SignedNote(parsing: Array(Self.note.utf8))
        let renamed = SignedNote(
            text: original.text,
            signatures: original.signatures.map {
                .init(name: "example.com/bar", keyID: $0.keyID, bytes: $0.bytes)
            }
        )
        #expect(throws: NoteProblem.unsigned) { try renamed.verify(with: verifier) }
        let spoilt = SignedNote(
            text: original.text,
            signatures: original.signatures.map {
                .init(name: $0.name, keyID: $0.keyID, bytes: $0.bytes.dropLast() + [0])
            }
        )
        #expect(throws: NoteProblem.wrongSignature) { try spoilt.verify(with: verifier) }
    }

    @Test func `signatures of unknown keys are ignored`() throws {
        let ours = try Self.signer().sign("a text\n")
        let both = SignedNote(
            text: ours.text,
            signatures: [.init(name: "witness.example", keyID: 7, bytes: [1, 2, 3])]
                + ours.signatures
        )
        let read = try SignedNote(parsing: both.encoded)
        try read.verify(with: try Self.signer().verifier)
    }

    @Test(arguments: [
        "", "\n", "text\n", "text\n\n", "text\n\n\u{2014} name\n", "text\n\n- name AAAAAAA=\n",
        "text\n\n\u{2014} name AAAAAAA=", "te\txt\n\n\u{2014} name AAAAAAA=\n",
        "text\n\n\u{2014} na+me AAAAAAA=\n", "text\n\n\u{2014} name AAAA\n",
        "text\n\n\u{2014} name AAAAAAA=\n\n", "text\n\n\u{2014}  AAAAAAA=\n",
    ])
    func `bytes without the form of a note are refused`(text: String) {
        #expect(throws: NoteProblem.self) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test func `a note of too many bytes or signatures is refused`() throws {
        let long = [UInt8](repeating: 0x61, count: SignedNote.maximumBytes) + Array("\n\n".utf8)
        #expect(throws: NoteProblem.tooLarge) { try SignedNote(parsing: long) }
        let line = "\u{2014} name AAAAAAA=\n"
        let many = "text\n\n" + String(repeating: line, count: 65)
        #expect(throws: NoteProblem.tooLarge) { try SignedNote(parsing: Array(many.utf8)) }
        let enough = "text\n\n" + String(repeating: line, count: 16)
        #expect(try SignedNote(parsing: Array(enough.utf8)).signatures.count == 16)
    }

    @Test(arguments: [
        "", "name", "name+00000000+AQ==",
        "na me+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ])
    func `a key whose parts do not belong together is refused`(text: String) {
        #expect(throws: NoteProblem.self) { try NoteVerifier(parsing: text) }
    }

    @Test func `a private key reads back and signs what its verifier accepts`() throws {
        let signer = try Self.signer()
        let again = try NoteSigner(parsing: signer.secretText + "\n")
        try again.sign("hello\n").verify(with: signer.verifier)
        #expect(throws: NoteProblem.self) { try NoteSigner(parsing: signer.verifier.description) }
        #expect(throws: NoteProblem.self) { try signer.sign("without a newline") }
    }

    @Test(.requirement("C2SP tlog-checkpoint: Note text"))
    func `a checkpoint reads back, under its own key only`() throws {
        let signer = try Self.signer()
        let head = Checkpoint(origin: signer.verifier.name, size: 20_852_163, root: .empty)
        let note = try signer.sign(head.text).encoded
        #expect(try Checkpoint(parsing: note, verifier: signer.verifier) == head)
        let stranger = try NoteSigner(name: signer.verifier.name, secret: Array(2...33))
        #expect(throws: NoteProblem.unsigned) {
            try Checkpoint(parsing: note, verifier: stranger.verifier)
        }
        let foreign = Checkpoint(origin: "elsewhere.example", size: 1, root: .empty)
        let foreignNote = try signer.sign(foreign.text).encoded
        #expect(throws: NoteProblem.malformedCheckpoint) {
            try Checkpoint(parsing: foreignNote, verifier: signer.verifier)
        }
    }

    @Test(arguments: [
        "", "origin\n1\n", "origin\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "origin\n1\nCsUYapGG\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nmore\n",
        "origin\n18446744073709551616\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    ])
    func `a text that is no tree head is refused`(text: String) {
        #expect(throws: NoteProblem.malformedCheckpoint) { try Checkpoint(text: text) }
    }
}
