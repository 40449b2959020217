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
        signer: NoteSigner
    ) {
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

    /// The audit path of an entry under the latest checkpoint; nil when it is not signed yet.
    func proof(of index: UInt64) throws(LogFileError) -> TransparencyProof? {
        let (result, failure) = state.withLock { state -> (TransparencyProof?, LogFileError?) in
            do throws(LogFileError) {
                let path = try state.tiles.inclusionProof(of: index, size: state.signed.size) {
                    range throws(LogFileError) in try catalog.leaves(range)
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
                return (
                    try state.tiles.consistencyProof(from: size, to: state.signed.size) {
                        range throws(LogFileError) in try catalog.leaves(range)
                    }, nil
                )
            } catch {
                return (nil, error)
            }
        }
        if let failure { throw failure }
        return result
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
