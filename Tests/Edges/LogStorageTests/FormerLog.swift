import AccessLog
import Crypto
import ExchangeModel
import Foundation
import MerkleLog

/// A log folder as sluis 0.1.0 wrote it: entries of version 1.
///
/// Made from `docs/access-log-format.md` alone, with none of the product's own writers but the
/// signature of the checkpoint, so that it stays what it was when they change.
struct FormerLog {
    /// The version byte of the entries.
    var entryVersion: UInt8 = 1
    /// The version in the segment's header.
    var segmentVersion: UInt32 = 1
    /// Whether the checkpoint covers the entries.
    var isSigned = true

    static let moment: UInt64 = 1_780_000_000_000
    static let transaction: [UInt8] = [
        0x01, 0x7F, 0x22, 0xE2, 0x79, 0xB0, 0x7C, 0xC3, 0x98, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39,
        0x8F,
    ]
    static let digest = [UInt8](repeating: 3, count: 32)
    private static let salt = [UInt8](repeating: 0x5A, count: 16)
    private static let segmentBytes = 131_072

    /// The entries in order, each with its sealed section.
    func entries() throws -> [(bytes: [UInt8], section: [UInt8]?)] {
        let person = CBOR.array([
            CBOR.text("BSN"), CBOR.text("2026"),
            CBOR.bytes(try Sample.subject(11).digest.bytes),
        ])
        let section = Self.salt + CBOR.map([80: CBOR.array([person])])
        let commitment = CBOR.bytes(Array(SHA256.hash(data: section)))
        let head: [UInt64: [UInt8]] = [
            1: CBOR.number(Self.moment), 2: CBOR.bytes(Self.transaction), 3: CBOR.number(0),
        ]
        let request = head.merging([
            0: commitment, 5: CBOR.text(Sample.grant().rawValue), 6: CBOR.text("brp"),
            7: CBOR.text("00000000000000000101"), 9: CBOR.text("00000000000000000102"),
            11: CBOR.text("{\"reference\":\"A-1\"}"),
            12: CBOR.text("https://group.example/purpose/1"), 13: CBOR.text("Toezicht"),
            14: CBOR.text("https://register.example/1"), 15: CBOR.text("eu-gdpr:A6-1-e"),
            16: CBOR.bytes(Self.digest), 17: CBOR.text("zoekPersonen"),
            18: CBOR.bytes(Self.transaction), 19: CBOR.bytes([0, 0, 0, 0, 0, 0, 0, 77]),
            22: CBOR.bytes(Self.digest),
        ]) { $1 }
        let disclosure = head.merging([
            0: commitment, 4: CBOR.number(0), 31: CBOR.array([CBOR.text("/personen/*/naam")]),
            35: CBOR.number(1),
        ]) { $1 }
        let completion = head.merging([
            4: CBOR.number(0), 24: CBOR.number(0), 27: CBOR.number(200), 28: CBOR.number(12),
            29: CBOR.number(70_000), 30: CBOR.number(31),
            31: CBOR.array([CBOR.text("/personen/*/naam")]), 33: CBOR.number(0),
            34: CBOR.number(0),
        ]) { $1 }
        let when = CBOR.number(Self.moment + 1)
        let others: [(kind: UInt8, members: [UInt64: [UInt8]])] = [
            (
                4,
                [
                    1: when, 3: CBOR.number(0), 25: CBOR.number(4),
                    26: CBOR.text("ERROR_CODE_ACCESS_TOKEN_EXPIRED"), 36: CBOR.number(1),
                    38: CBOR.text("00000000000000000101"),
                ]
            ),
            (
                5,
                [
                    1: when, 40: CBOR.text("contract.accept"), 41: CBOR.text("jjansen"),
                    42: CBOR.text("x"), 43: CBOR.number(0),
                ]
            ),
            (6, [1: when, 50: CBOR.number(2), 51: CBOR.number(0), 53: CBOR.text("court")]),
            (7, [1: when, 60: CBOR.number(1), 61: CBOR.text("2026"), 62: CBOR.number(0)]),
            (8, [1: when, 70: CBOR.bytes(Self.digest), 71: CBOR.text("0.1.0")]),
        ]
        let exchange: [(UInt8, [UInt64: [UInt8]], [UInt8]?)] = [
            (1, request, section), (2, disclosure, section), (3, completion, nil),
        ]
        return (exchange + others.map { ($0.kind, $0.members, nil) }).map {
            kind,
            members,
            section in
            ([entryVersion, kind] + CBOR.map(members), section)
        }
    }

    /// Writes the folder.
    func write(to folder: Folder) throws {
        try FileManager.default.createDirectory(
            atPath: folder.log,
            withIntermediateDirectories: true
        )
        let signer = try Sample.signer()
        func note(_ size: UInt64, _ root: TreeHash) throws -> [UInt8] {
            let head = Checkpoint(origin: Sample.origin, size: size, root: root)
            return try signer.sign(head.text).encoded
        }
        let empty = try note(0, .empty)
        var segment = header(checkpoint: empty)
        var chain = [UInt8](repeating: 0, count: 32)
        var tiles = TreeTiles()
        var index: UInt64 = 0
        // Three commits: the request, what ended it, and the rest.
        let all = try entries()
        for (sequence, batch) in [all[0..<1], all[1..<3], all[3...]].enumerated() {
            let leaves = batch.map { TreeHash.leaf($0.bytes) }
            for leaf in leaves { tiles.append(leaf) }
            chain = Array(SHA256.hash(data: chain + leaves.flatMap(\.bytes)))
            segment += frame(Array(batch), sequence: UInt64(sequence), index: index, chain: chain)
            index += UInt64(batch.count)
        }
        segment += [UInt8](repeating: 0, count: Self.segmentBytes - segment.count)
        try folder.put(segment)
        try folder.put(isSigned ? try note(index, tiles.root) : empty, "checkpoint")
        try folder.put(Array("\(signer.verifier)\n".utf8), "log.vkey")
    }

    private func header(checkpoint: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        func put(_ part: [UInt8], _ offset: Int) {
            bytes.replaceSubrange(offset..<offset + part.count, with: part)
        }
        put(Array("SLUISLOG".utf8), 0)
        put(CBOR.big(UInt64(segmentVersion), 4), 8)
        put(CBOR.big(4_096, 4), 12)
        put(Array(SHA256.hash(data: Data(Sample.origin.utf8))), 16)
        put(CBOR.big(UInt64(Self.segmentBytes), 8), 64)
        put(CBOR.big(Self.moment, 8), 72)
        put(Self.salt, 80)
        put(CBOR.big(UInt64(checkpoint.count), 4), 144)
        put(checkpoint, 1_024)
        put(CBOR.big(UInt64(CBOR.checksum(Array(bytes[..<4_092]))), 4), 4_092)
        return bytes
    }

    private func frame(
        _ batch: [(bytes: [UInt8], section: [UInt8]?)],
        sequence: UInt64,
        index: UInt64,
        chain: [UInt8]
    ) -> [UInt8] {
        let entries = batch.flatMap { CBOR.big(UInt64($0.bytes.count), 2) + $0.bytes }
        let sections = batch.enumerated().compactMap { place, entry in
            entry.section.map { (place, $0) }
        }
        func head(_ checksum: UInt32) -> [UInt8] {
            Array((sections.isEmpty ? "SLF1" : "SLF2").utf8) + CBOR.big(UInt64(entries.count), 4)
                + CBOR.big(sequence, 8) + CBOR.big(index, 8) + CBOR.big(UInt64(batch.count), 4)
                + CBOR.big(UInt64(checksum), 4) + chain
        }
        let frame = head(CBOR.checksum(Self.salt + head(0) + entries)) + entries
        guard !sections.isEmpty else { return frame }
        let body = sections.flatMap { _, sealed in
            Array("LIVE".utf8) + CBOR.big(UInt64(CBOR.checksum(sealed)), 4) + sealed
        }
        let directory = sections.flatMap { place, sealed in
            CBOR.big(UInt64(place), 4) + CBOR.big(UInt64(sealed.count), 4)
        }
        func block(_ checksum: UInt32) -> [UInt8] {
            Array("SLPB".utf8) + CBOR.big(UInt64(sections.count), 4) + CBOR.big(sequence, 8)
                + CBOR.big(UInt64(body.count), 8) + CBOR.big(0, 4) + CBOR.big(UInt64(checksum), 4)
        }
        return frame + block(CBOR.checksum(Self.salt + block(0) + directory)) + directory + body
    }
}

/// The few forms of CBOR that entries have, and RFC 3720's checksum.
enum CBOR {
    static func number(_ value: UInt64) -> [UInt8] { head(0, value) }
    static func bytes(_ value: [UInt8]) -> [UInt8] { head(2, UInt64(value.count)) + value }
    static func text(_ value: String) -> [UInt8] {
        head(3, UInt64(value.utf8.count)) + Array(value.utf8)
    }
    static func array(_ items: [[UInt8]]) -> [UInt8] {
        head(4, UInt64(items.count)) + items.joined()
    }
    static func map(_ members: [UInt64: [UInt8]]) -> [UInt8] {
        head(5, UInt64(members.count))
            + members.sorted { $0.key < $1.key }.flatMap { number($0.key) + $0.value }
    }

    /// The last bytes of a number, the highest first.
    static func big(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
                sum >> 1 ^ (sum & 1 == 1 ? 0x82F6_3B78 : 0)
            }
        }
    }

    private static func head(_ major: UInt8, _ value: UInt64) -> [UInt8] {
        switch value {
        case 0..<24: [major << 5 | UInt8(value)]
        case 24..<0x100: [major << 5 | 24] + big(value, 1)
        case 0x100..<0x1_0000: [major << 5 | 25] + big(value, 2)
        case 0x1_0000..<0x1_0000_0000: [major << 5 | 26] + big(value, 4)
        default: [major << 5 | 27] + big(value, 8)
        }
    }
}
