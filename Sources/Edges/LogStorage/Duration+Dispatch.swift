internal import Dispatch

extension Duration {
    /// The same span for Dispatch's timers.
    var dispatchInterval: DispatchTimeInterval {
        let (seconds, attoseconds) = components
        return .microseconds(
            Int(clamping: seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
        )
    }
}
