internal import AccessLog
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
        guard queue.isWritable else { return true }
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

    /// Records which entries stood unsigned when the log was opened; until then nothing is signed.
    ///
    /// While the disk refuses it is tried again after each test write that succeeds.
    func markRecovered(waiting limit: Duration?) {
        guard let entry = recovered.withLock(\.self),
            let encoded = try? LogEntry.recovery(entry).encoded(salt: configuration.salt())
        else { return }
        let done = DispatchSemaphore(value: 0)
        append(encoded, within: .seconds(3_600)) { [self] result in
            if case .success = result {
                recovered.withLock { $0 = nil }
                evidence.release()
            }
            done.signal()
        }
        if let limit { _ = done.wait(timeout: .now() + limit.dispatchInterval) }
    }

    /// Writes the leaf hashes of closed segments to their files, once a checkpoint covers them.
    ///
    /// What is read back from there is held against the signed root before it is believed.
    func seal() {
        let signed = evidence.signedSize
        for segment in catalog.unsealed where segment.endIndex <= signed {
            guard let leaves = segment.leaves,
                (try? LeafFile.write(files, LeafFile.path(segment.path), leaves)) != nil
            else { continue }
            catalog.seal(segment.number)
        }
    }
}
