import Logging
import ServiceLifecycle

/// The first step of an orderly end: the gateway says that it is not ready, and goes on serving for
/// a while, so that balancers send nothing more before its listeners close.
///
/// Stands last among the services: they are ended one after the other, the last one first.
struct ShutdownDelay: Service {
    let delay: Duration
    let logger: Logger
    /// Says to whoever asks that the gateway ends.
    let announce: @Sendable () -> Void

    func run() async throws {
        try? await gracefulShutdown()
        announce()
        guard delay > .zero else { return }
        logger.notice(
            "the gateway ends: it says that it is not ready, and takes requests for a while",
            metadata: ["shutdownDelay": "\(delay)"]
        )
        try? await Task.sleep(for: delay)
    }
}
