import MerkleLog
import RequirementTrait
import Testing

/// Leaf hashes 0, 1, 2 … of entries that are the number's text.
func leaves(_ count: Int) -> [TreeHash] {
    (0..<count).map { TreeHash.leaf(Array("entry \($0)".utf8)) }
}

/// RFC 6962's definition, word for word: the oracle that the tree is measured by.
func definition(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
    guard let first = leaves.first else { return .empty }
    guard leaves.count > 1 else { return first }
    var middle = 1
    while middle * 2 < leaves.count {
        middle *= 2
    }
    return TreeHash.node(
        definition(leaves.prefix(middle)),
        definition(leaves.dropFirst(middle))
    )
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

@Suite struct TreeTests {
    static let entries: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        Array(0x50...0x57), Array(0x60...0x6F),
    ]

    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test(.requirement("RFC 6962: Merkle Hash Trees"))
    func `the published roots of zero to eight leaves are met`() {
        var range = CompactRange()
        var tiles = TreeTiles()
        #expect(hexadecimal(range.root.bytes) == Self.roots[0])
        for (entry, root) in zip(Self.entries, Self.roots.dropFirst()) {
            range.append(.leaf(entry))
            tiles.append(.leaf(entry))
            #expect(hexadecimal(range.root.bytes) == root)
            #expect(tiles.root == range.root)
        }
    }

    @Test(.requirement("RFC 6962: Merkle Audit Paths"))
    func `the published audit paths are made`() throws {
        var tiles = TreeTiles()
        let hashes = Self.entries.map { TreeHash.leaf($0) }
        for hash in hashes {
            tiles.append(hash)
        }
        let path = try #require(
            tiles.inclusionProof(of: 5, size: 8) {
                hashes[Int($0.lowerBound)..<Int($0.upperBound)].map(\.self)
            }
        )
        #expect(
            path.map { hexadecimal($0.bytes) } == [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        )
    }

    @Test func `every size from 0 to 1025 has the root of the definition, now and later`() throws {
        let all = leaves(1_025)
        var range = CompactRange()
        var tiles = TreeTiles()
        var roots = [range.root]
        for leaf in all {
            range.append(leaf)
            tiles.append(leaf)
            roots.append(range.root)
        }
        #expect(tiles.root == range.root)
        for size in 0...1_025 {
            #expect(roots[size] == definition(all[..<size]))
            let later = tiles.root(at: UInt64(size)) {
                all[Int($0.lowerBound)..<Int($0.upperBound)].map(\.self)
            }
            #expect(later == roots[size])
        }
        #expect(tiles.root(at: 1_026) { _ in [] } == nil)
    }

    @Test func `a hash is 32 bytes and nothing else`() {
        #expect(TreeHash([UInt8](repeating: 1, count: 31)) == nil)
        #expect(TreeHash([UInt8](repeating: 1, count: 33)) == nil)
        #expect(TreeHash(TreeHash.empty.bytes) == .empty)
        #expect(TreeHash.zero.bytes == [UInt8](repeating: 0, count: 32))
    }

    @Test func `a chained value is the SHA-256 of the former value and the hashes`() {
        let all = leaves(3)
        let expected = TreeHash.digest(all[0].bytes, all[1].bytes + all[2].bytes)
        #expect(all[0].chained(with: all[1...]) == expected)
    }
}
