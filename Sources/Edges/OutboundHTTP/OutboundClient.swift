import Synchronization

/// The HTTP client of the control plane: libcurl on one thread of its own.
///
/// Chain, revocation, host name and PeerID are judged inside the handshake, before a byte of the
/// request leaves. Redirects are answers; a POST is never sent twice.
public final class OutboundClient: Sendable {
    private let loop: TransferLoop
    private let lastID = Atomic<UInt64>(0)

    /// Starts the thread.
    public init(_ configuration: OutboundConfiguration = OutboundConfiguration()) {
        loop = TransferLoop(configuration)
        loop.startThread()
    }

    deinit { loop.stop() }

    /// Makes the call; suspends until its response is complete or the call has failed.
    ///
    /// The deadline holds also while the call waits for its turn.
    public func send(
        _ request: OutboundRequest,
        deadline: ContinuousClock.Instant
    ) async throws(OutboundError) -> OutboundResponse {
        guard request.headers.isSafe else { throw .malformed }
        guard !Task.isCancelled else { throw .cancelled(requestSent: false) }
        let id = lastID.add(1, ordering: .relaxed).newValue
        let outcome: Result<OutboundResponse, OutboundError> =
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    loop.submit(
                        Submission(
                            id: id,
                            request: request,
                            deadline: deadline,
                            continuation: continuation
                        )
                    )
                    // A cancellation just before the submission found nothing to cancel.
                    if Task.isCancelled { loop.cancel(id) }
                }
            } onCancel: {
                loop.cancel(id)
            }
        return try outcome.get()
    }

    /// Ends all calls as closed, closes all connections and waits until the thread is gone.
    public func shutDown() async {
        loop.stop()
        await loop.end()
    }
}
