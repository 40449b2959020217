internal import MerkleLog
internal import Synchronization

/// The Merkle tree over durable entries and the checkpoints that sign it.
final class Evidence: Sendable {
    private struct State {
        var tiles: TreeTiles
        var checkpoint: [UInt8]
        var signed: Checkpoint
    }

    private let state: Mutex<State>
    /// The latest note apart, so that the writing thread never waits for the tree.
    private let latest: Mutex<[UInt8]>
    /// The size that is signed, apart too: health asks for it while the disk holds up the tree.
    private let signed: Atomic<UInt64>
    /// Whether nothing is signed yet, because the log must say first what stood unsigned.
    private let isHeld: Atomic<Bool>
    /// How many files of leaf hashes did not fit since the log was opened.
    let rebuilt = Atomic<Int>(0)
    private let catalog: LogCatalog
    private let files: any LogFiles
    private let path: String
    private let signer: NoteSigner

    init(
        tiles: TreeTiles,
        checkpoint: [UInt8],
        signed: Checkpoint,
        catalog: LogCatalog,
        files: any LogFiles,
        path: String,
        signer: NoteSigner,
        isHeld: Bool
    ) {
        self.isHeld = Atomic(isHeld)
        state = Mutex(State(tiles: tiles, checkpoint: checkpoint, signed: signed))
        latest = Mutex(checkpoint)
        self.signed = Atomic(signed.size)
        self.catalog = catalog
        self.files = files
        self.path = path
        self.signer = signer
    }

    /// The latest signed note.
    var checkpoint: [UInt8] { latest.withLock(\.self) }

    /// The number of entries under the latest signed tree head.
    var signedSize: UInt64 { signed.load(ordering: .acquiring) }

    /// Takes the durable entries into the tree and signs it when it has grown.
    ///
    /// The note is on the disk before anyone sees it: two inconsistent heads are never signed.
    func advance() throws(LogFileError) {
        guard !isHeld.load(ordering: .acquiring) else { return }
        let size = catalog.size
        let failure = state.withLock { state -> LogFileError? in
            do throws(LogFileError) {
                try grow(&state.tiles, to: size)
                guard state.tiles.size > state.signed.size else { return nil }
                try sign(&state)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Lets entries be signed: the log says what stood unsigned when it was opened.
    func release() {
        isHeld.store(false, ordering: .releasing)
    }

    /// The audit path of an entry under the latest checkpoint; nil when it is not signed yet.
    func proof(of index: UInt64) throws(LogFileError) -> TransparencyProof? {
        let (result, failure) = state.withLock { state -> (TransparencyProof?, LogFileError?) in
            do throws(LogFileError) {
                let path = try believed { () throws(LogFileError) in
                    try inclusion(of: index, state)
                }
                return (
                    path.map {
                        TransparencyProof(index: index, path: $0, checkpoint: state.checkpoint)
                    }, nil
                )
            } catch {
                return (nil, error)
            }
        }
        if let failure { throw failure }
        return result
    }

    /// The proof that the latest checkpoint continues the tree of an earlier size; nil when it cannot.
    func consistency(from size: UInt64) throws(LogFileError) -> [TreeHash]? {
        let (result, failure) = state.withLock { state -> ([TreeHash]?, LogFileError?) in
            do throws(LogFileError) {
                let path = try believed { () throws(LogFileError) in
                    try consistency(from: size, state)
                }
                return (path, nil)
            } catch {
                return (nil, error)
            }
        }
        if let failure { throw failure }
        return result
    }

    private enum Proof {
        /// There is none.
        case none
        case path([TreeHash])
        /// It does not lead to the signed root: a file of leaf hashes does not fit its segment.
        case misfit
    }

    /// A proof that leads to the signed root; where one does not, the leaf hashes are read anew.
    private func believed(
        _ proof: () throws(LogFileError) -> Proof
    ) throws(LogFileError) -> [TreeHash]? {
        var result = try proof()
        if case .misfit = result {
            rebuilt.add(try catalog.restoreLeaves(), ordering: .relaxed)
            result = try proof()
        }
        switch result {
        case .none: return nil
        case .path(let path): return path
        case .misfit: throw LogFileError(operation: "leaf", number: 0)
        }
    }

    private func inclusion(of index: UInt64, _ state: State) throws(LogFileError) -> Proof {
        let leaves = catalog.leaves
        let path = try state.tiles.inclusionProof(
            of: index,
            size: state.signed.size,
            leaves: leaves
        )
        guard let path else { return .none }
        let isIncluded = ProofVerification.includes(
            leaf: try leaves(index..<index + 1)[0],
            at: index,
            size: state.signed.size,
            root: state.signed.root,
            path: path
        )
        return isIncluded ? .path(path) : .misfit
    }

    private func consistency(from size: UInt64, _ state: State) throws(LogFileError) -> Proof {
        let leaves = catalog.leaves
        guard size <= state.signed.size, let root = try state.tiles.root(at: size, leaves: leaves),
            let path = try state.tiles.consistencyProof(
                from: size,
                to: state.signed.size,
                leaves: leaves
            )
        else { return .none }
        let isConsistent = ProofVerification.isConsistent(
            from: size,
            root: root,
            to: state.signed.size,
            root: state.signed.root,
            path: path
        )
        return isConsistent ? .path(path) : .misfit
    }

    private func grow(_ tiles: inout TreeTiles, to size: UInt64) throws(LogFileError) {
        while tiles.size < size {
            let upper = min(size, tiles.size + 4_096)
            for leaf in try catalog.leaves(tiles.size..<upper) {
                tiles.append(leaf)
            }
        }
    }

    private func sign(_ state: inout State) throws(LogFileError) {
        let head = Checkpoint(
            origin: signer.verifier.name,
            size: state.tiles.size,
            root: state.tiles.root
        )
        guard let note = try? signer.sign(head.text).encoded else {
            throw LogFileError(operation: "sign", number: 0)
        }
        try files.replace(path, with: note)
        state.checkpoint = note
        state.signed = head
        latest.withLock { $0 = note }
        signed.store(head.size, ordering: .releasing)
    }
}
