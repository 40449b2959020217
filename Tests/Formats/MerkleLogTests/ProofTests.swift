import MerkleLog
import RequirementTrait
import Testing

@Suite struct ProofTests {
    static let all = leaves(1_025)

    static let tiles: TreeTiles = {
        var tiles = TreeTiles()
        for leaf in all {
            tiles.append(leaf)
        }
        return tiles
    }()

    static let roots: [TreeHash] = {
        var range = CompactRange()
        return [range.root]
            + all.map { leaf in
                range.append(leaf)
                return range.root
            }
    }()

    static func stored(_ range: Range<UInt64>) -> [TreeHash] {
        Array(all[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    static func inclusion(_ index: Int, _ size: Int) -> [TreeHash]? {
        tiles.inclusionProof(of: UInt64(index), size: UInt64(size), leaves: stored)
    }

    static func consistency(_ old: Int, _ size: Int) -> [TreeHash]? {
        tiles.consistencyProof(from: UInt64(old), to: UInt64(size), leaves: stored)
    }

    static func samples(below bound: Int) -> Set<Int> {
        Set([0, 1, bound / 3, bound / 2, bound - 2, bound - 1].filter { (0..<bound).contains($0) })
    }

    static func includes(
        _ index: Int,
        _ size: Int,
        _ path: [TreeHash],
        leaf: TreeHash? = nil,
        root: TreeHash? = nil
    ) -> Bool {
        ProofVerification.includes(
            leaf: leaf ?? all[index],
            at: UInt64(index),
            size: UInt64(size),
            root: root ?? roots[size],
            path: path
        )
    }

    static func consistent(_ old: Int, _ size: Int, _ path: [TreeHash]) -> Bool {
        ProofVerification.isConsistent(
            from: UInt64(old),
            root: roots[old],
            to: UInt64(size),
            root: roots[size],
            path: path
        )
    }

    @Test(.requirement("RFC 9162: Verifying an Inclusion Proof"))
    func `inclusion is proven at every size from 1 to 1025`() throws {
        for size in 1...1_025 {
            for index in Self.samples(below: size) {
                let path = try #require(Self.inclusion(index, size))
                #expect(Self.includes(index, size, path))
            }
        }
    }

    @Test func `every leaf of small trees is proven, and no other leaf, index, size or root is`()
        throws
    {
        for size in 1...33 {
            for index in 0..<size {
                let path = try #require(Self.inclusion(index, size))
                #expect(Self.includes(index, size, path))
                #expect(!Self.includes(index, size, path, leaf: Self.all[index + 1]))
                #expect(!Self.includes(index, size, path, root: Self.roots[size + 1]))
                for other in 0..<size where other != index {
                    #expect(!Self.includes(other, size, path, leaf: Self.all[index]))
                }
                if size > 1 {
                    #expect(!Self.includes(index, size, Array(path.dropLast())))
                    #expect(!Self.includes(index, size, path.reversed() + [.empty]))
                }
                #expect(!Self.includes(index, size, path + [.zero]))
            }
        }
    }

    @Test func `a proof for another size of the tree is refused`() throws {
        let path = try #require(Self.inclusion(5, 8))
        for size in 0...40 where size != 8 {
            #expect(
                !ProofVerification.includes(
                    leaf: Self.all[5],
                    at: 5,
                    size: UInt64(size),
                    root: Self.roots[size],
                    path: path
                )
            )
        }
    }

    @Test(.requirement("RFC 9162: Verifying Consistency between Two Tree Heads"))
    func `every size is consistent with earlier ones`() throws {
        for size in 1...1_025 {
            for old in Self.samples(below: size) {
                let path = try #require(Self.consistency(old, size))
                #expect(Self.consistent(old, size, path))
            }
        }
    }

    @Test func `a consistency proof with a changed, missing or extra hash is refused`() throws {
        for size in 2...40 {
            for old in 1..<size {
                let path = try #require(Self.consistency(old, size))
                #expect(Self.consistent(old, size, path))
                #expect(!Self.consistent(old, size, path + [.zero]))
                #expect(!Self.consistent(old, size, Array(path.dropLast())))
                for place in path.indices {
                    var changed = path
                    changed[place] = .zero
                    #expect(!Self.consistent(old, size, changed))
                }
            }
        }
    }

    @Test func `a fork is not consistent`() throws {
        var fork = CompactRange()
        for leaf in Self.all[..<99] + [TreeHash.zero] {
            fork.append(leaf)
        }
        let path = try #require(Self.consistency(100, 200))
        #expect(
            !ProofVerification.isConsistent(
                from: 100,
                root: fork.root,
                to: 200,
                root: Self.roots[200],
                path: path
            )
        )
        #expect(
            !ProofVerification.isConsistent(
                from: 200,
                root: Self.roots[200],
                to: 100,
                root: Self.roots[100],
                path: []
            )
        )
    }

    @Test func `no proof is made for what the tree does not hold`() {
        #expect(Self.inclusion(8, 8) == nil)
        #expect(Self.inclusion(0, 1_026) == nil)
        #expect(Self.consistency(9, 8) == nil)
        #expect(Self.consistency(1, 1_026) == nil)
        #expect(Self.consistency(0, 8) == [])
    }

    @Test func `absurd numbers from a stranger are refused without harm`() {
        let path = [TreeHash](repeating: .zero, count: 100)
        #expect(
            !ProofVerification.includes(
                leaf: .zero,
                at: .max - 1,
                size: .max,
                root: .zero,
                path: path
            )
        )
        #expect(
            !ProofVerification.isConsistent(
                from: .max - 1,
                root: .zero,
                to: .max,
                root: .zero,
                path: path
            )
        )
    }
}
