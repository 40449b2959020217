import CLibcurl
import Glibc
import Synchronization

/// The thread that runs libcurl's multi interface, and the mailbox through which others speak to it.
final class TransferLoop: Sendable {
    private struct Mailbox {
        var submissions: [Submission] = []
        var cancellations: [UInt64] = []
        /// Calls that were submitted and have no outcome yet.
        var open = 0
        var isStopping = false
        var hasEnded = false
        var mourners: [CheckedContinuation<Void, Never>] = []

        /// Takes what has arrived.
        mutating func empty() -> (submissions: [Submission], cancellations: [UInt64], stop: Bool) {
            defer {
                submissions = []
                cancellations = []
            }
            return (submissions, cancellations, isStopping)
        }
    }

    /// Easy handles kept for the next calls.
    private static let pooledHandles = 16
    private static let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let configuration: OutboundConfiguration
    private let mailbox = Mutex(Mailbox())
    // SAFETY: used by the transfer thread alone, except curl_multi_wakeup, which libcurl allows from
    // any thread and which is called under the mailbox's lock and only before the thread has ended.
    nonisolated(unsafe) private let multi: UnsafeMutableRawPointer

    init(_ configuration: OutboundConfiguration) {
        guard Self.libraryIsReady, let multi = curl_multi_init() else {
            fatalError("libcurl could not be initialised")
        }
        self.configuration = configuration
        self.multi = multi
        sluis_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.keptConnections)
        sluis_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    // MARK: Any thread

    func startThread() {
        var thread = pthread_t()
        let started = pthread_create(
            &thread,
            nil,
            { kept in
                guard let kept else { return nil }
                Unmanaged<TransferLoop>.fromOpaque(kept).takeRetainedValue().run()
                return nil
            },
            Unmanaged.passRetained(self).toOpaque()
        )
        guard started == 0 else { fatalError("no thread for outbound calls: \(started)") }
        pthread_detach(thread)
    }

    func submit(_ submission: Submission) {
        let refusal: OutboundError? = mailbox.withLock { box in
            if box.isStopping { return .closed }
            if box.open >= configuration.maximumCalls { return .overloaded }
            box.open += 1
            box.submissions.append(submission)
            curl_multi_wakeup(multi)
            return nil
        }
        if let refusal { submission.continuation.resume(returning: .failure(refusal)) }
    }

    func cancel(_ id: UInt64) {
        mailbox.withLock { box in
            guard !box.hasEnded else { return }
            box.cancellations.append(id)
            curl_multi_wakeup(multi)
        }
    }

    func stop() {
        mailbox.withLock { box in
            guard !box.isStopping else { return }
            box.isStopping = true
            curl_multi_wakeup(multi)
        }
    }

    /// Returns when the thread has ended.
    func end() async {
        await withCheckedContinuation { continuation in
            let hasEnded = mailbox.withLock { box in
                if !box.hasEnded { box.mourners.append(continuation) }
                return box.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    // MARK: The transfer thread

    private func run() {
        Self.leaveSignalsToOtherThreads()
        var schedule = TransferSchedule(configuration)
        var handles: [UnsafeMutableRawPointer] = []
        while true {
            let news = mailbox.withLock { $0.empty() }
            schedule.enqueue(news.submissions)
            for id in news.cancellations {
                guard let call = schedule.remove(id) else { continue }
                end(call, .failure(.cancelled(requestSent: call.requestSent)), &handles)
            }
            if news.stop { break }
            for call in schedule.removeExpired(.now) {
                end(call, .failure(.timedOut(requestSent: call.requestSent)), &handles)
            }
            while let submission = schedule.nextAdmissible() {
                begin(submission, &schedule, &handles)
            }
            var running: CInt = 0
            curl_multi_perform(multi, &running)
            while let (id, code) = nextCompletion() {
                if let call = schedule.remove(id), case .active(let transfer) = call {
                    end(call, transfer.outcome(code), &handles)
                }
            }
            if schedule.canAdmit { continue }
            curl_multi_poll(multi, nil, 0, schedule.pause(from: .now), nil)
        }
        for call in schedule.removeAll() { end(call, .failure(.closed), &handles) }
        finish(handles)
    }

    private func finish(_ handles: [UnsafeMutableRawPointer]) {
        handles.forEach(curl_easy_cleanup)
        let mourners = mailbox.withLock { box in
            box.hasEnded = true
            curl_multi_cleanup(multi)
            defer { box.mourners = [] }
            return box.mourners
        }
        for mourner in mourners { mourner.resume() }
    }

    private func begin(
        _ submission: Submission,
        _ schedule: inout TransferSchedule,
        _ handles: inout [UnsafeMutableRawPointer]
    ) {
        guard let easy = handles.popLast() ?? curl_easy_init() else {
            return end(.waiting(submission), .failure(.overloaded), &handles)
        }
        let transfer = Transfer(submission, easy: easy, configuration)
        guard transfer.isReady, curl_multi_add_handle(multi, easy) == CURLM_OK else {
            return end(.active(transfer), .failure(.malformed), &handles)
        }
        schedule.admit(transfer)
    }

    private func nextCompletion() -> (id: UInt64, code: CURLcode)? {
        var left: CInt = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE,
                let transfer = Transfer.of(message.pointee.easy_handle)
            else { continue }
            return (transfer.submission.id, sluis_curl_result(message))
        }
        return nil
    }

    private func end(
        _ call: TransferSchedule.Call,
        _ outcome: Result<OutboundResponse, OutboundError>,
        _ handles: inout [UnsafeMutableRawPointer]
    ) {
        if case .active(let transfer) = call {
            curl_multi_remove_handle(multi, transfer.easy)
            curl_easy_reset(transfer.easy)
            if handles.count < Self.pooledHandles {
                handles.append(transfer.easy)
            } else {
                curl_easy_cleanup(transfer.easy)
            }
        }
        mailbox.withLock { $0.open -= 1 }
        call.submission.continuation.resume(returning: outcome)
    }

    private static func leaveSignalsToOtherThreads() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, nil)
        sluis_name_thread("outbound")
    }
}
