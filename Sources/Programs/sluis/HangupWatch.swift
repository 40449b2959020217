import AdministrationAPI
import JSONTape
import Logging
import ServiceLifecycle
import UnixSignals

/// Reloads when a hangup comes, as service managers and log rotation ask a daemon to read its files.
struct HangupWatch: Service {
    /// The account name in records of what a signal asked for.
    private static let person = "signal:HUP"

    let hangups: UnixSignalsSequence
    let operations: GatewayOperations

    /// Does what `sluis reload` does for each hangup; of those that come meanwhile one is left.
    func run() async throws {
        let (calls, caller) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in hangups { caller.yield() }
                    caller.finish()
                }
                for await _ in calls { await reload() }
                group.cancelAll()
            }
        }
    }

    private func reload() async {
        let logger = operations.gateway.logger
        do {
            let answer = try await operations.reload(person: Self.person)
            logger.notice("reloaded after a hangup: \(answer["message"]?.string ?? "")")
        } catch let refusal as OperationRefusal {
            logger.error("not reloaded after a hangup: \(refusal.detail)")
        } catch {
            logger.error("not reloaded after a hangup: \(error)")
        }
    }
}
