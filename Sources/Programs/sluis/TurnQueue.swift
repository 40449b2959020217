import AdministrationAPI

/// Lets changes of the configuration happen one after the other.
actor TurnQueue {
    /// The most changes that wait; further ones are told to come again.
    static let maximumWaiting = 16

    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// How many changes wait.
    var length: Int { waiting.count }

    /// Does something when all that came before it is done.
    ///
    /// - Throws: `OperationRefusal` when too many wait, or what `act` throws.
    func take<Value: Sendable>(_ act: @Sendable () async throws -> Value) async throws -> Value {
        if isBusy {
            guard waiting.count < Self.maximumWaiting else {
                throw OperationRefusal(
                    .unavailable,
                    "nothing was changed: \(waiting.count) changes of the configuration wait already; "
                        + "try again in a moment"
                )
            }
            await withCheckedContinuation { waiting.append($0) }
        }
        isBusy = true
        defer {
            if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
        }
        return try await act()
    }
}
