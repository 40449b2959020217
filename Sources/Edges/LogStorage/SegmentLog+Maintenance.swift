internal import Dispatch
internal import Synchronization

/// The work beside the writing: signing, sealing closed segments and preparing the next.
///
/// Each step may wait for the disk as long as it takes. Deadlines are the sweeper's, which never does.
extension SegmentLog {
    /// How many times the interval between attempts to write lies between attempts to prepare.
    private static let patience = 10

    func maintain() {
        let started = ContinuousClock.now
        var nextCheckpoint = started + configuration.checkpointInterval
        var nextPreparation = started
        while stop.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
            let now = ContinuousClock.now
            if now >= nextPreparation, !prepare() {
                nextPreparation = .now + configuration.retryInterval * Self.patience
            }
            guard now >= nextCheckpoint else { continue }
            nextCheckpoint = now + configuration.checkpointInterval
            sign()
        }
    }

    /// Signs what is durable, writes the leaf hashes of closed segments and prepares the next.
    package func tend() {
        sign()
        prepare()
    }

    private func sign() {
        do throws(LogFileError) {
            try evidence.advance()
        } catch {
            failures.add(1, ordering: .relaxed)
        }
        seal()
    }

    /// Makes the next segment's file ahead of its need, while the disk can be written.
    ///
    /// Returns false when that failed.
    @discardableResult
    private func prepare() -> Bool {
        guard queue.status.isWritable else { return true }
        return prepared.withLock { waiting in
            guard waiting == nil else { return true }
            let path = directory + "/" + LogFolder.preparedName
            do throws(LogFileError) {
                waiting = try files.makeZeroed(path, bytes: configuration.segmentBytes)
                return true
            } catch {
                failures.add(1, ordering: .relaxed)
                return false
            }
        }
    }

    /// Denies what has passed its deadline; the sweeper does so twenty times a second.
    package func sweep(at now: ContinuousClock.Instant) {
        queue.sweep(at: now)
    }

    func seal() {
        for segment in catalog.unsealed {
            guard let leaves = segment.leaves,
                (try? LeafFile.write(files, LeafFile.path(segment.path), leaves)) != nil
            else { continue }
            catalog.seal(segment.number)
        }
    }
}
