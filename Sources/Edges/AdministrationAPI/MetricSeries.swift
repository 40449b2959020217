import CoreMetrics
import Synchronization

/// A number that only grows.
final class CounterSeries: CounterHandler, MetricSeries {
    private let value = Atomic<Int64>(0)

    func increment(by amount: Int64) {
        value.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() {
        value.store(0, ordering: .relaxed)
    }

    func write(name: String, labels: String, to text: inout String) {
        text += "\(MetricName.full(name, labels)) \(value.load(ordering: .relaxed))\n"
    }
}

/// A sum of fractions that only grows.
final class SumSeries: FloatingPointCounterHandler, MetricSeries {
    private let value = AtomicDouble()

    func increment(by amount: Double) {
        value.add(amount)
    }

    func reset() {
        value.set(0)
    }

    func write(name: String, labels: String, to text: inout String) {
        text += "\(MetricName.full(name, labels)) \(value.present.exposition)\n"
    }
}

/// A value that goes up and down.
final class GaugeSeries: MeterHandler, RecorderHandler, MetricSeries {
    private let value = AtomicDouble()

    func set(_ value: Int64) {
        self.value.set(Double(value))
    }

    func set(_ value: Double) {
        self.value.set(value)
    }

    func increment(by amount: Double) {
        value.add(amount)
    }

    func decrement(by amount: Double) {
        value.add(-amount)
    }

    func record(_ value: Int64) {
        self.value.set(Double(value))
    }

    func record(_ value: Double) {
        self.value.set(value)
    }

    func write(name: String, labels: String, to text: inout String) {
        text += "\(MetricName.full(name, labels)) \(value.present.exposition)\n"
    }
}

/// How many values lie below each of a fixed row of bounds.
final class HistogramSeries: RecorderHandler, TimerHandler, MetricSeries {
    /// Bounds of durations: half a millisecond to thirty seconds.
    static let seconds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
    /// Bounds of sizes and counts: powers of four up to 64 Mi.
    static let sizes = (0...13).map { Double(UInt64(1) << UInt64(2 * $0)) }

    private struct State {
        var counts: [UInt64]
        var sum = 0.0
        var count: UInt64 = 0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count)))
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let place = bounds.firstIndex { value <= $0 }
        state.withLock { state in
            if let place { state.counts[place] &+= 1 }
            state.sum += value
            state.count &+= 1
        }
    }

    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1_000_000_000)
    }

    func write(name: String, labels: String, to text: inout String) {
        let state = state.withLock { $0 }
        var below: UInt64 = 0
        for (bound, count) in zip(bounds, state.counts) {
            below += count
            let place = MetricName.full(name + "_bucket", labels, "le=\"\(bound.exposition)\"")
            text += "\(place) \(below)\n"
        }
        text += "\(MetricName.full(name + "_bucket", labels, "le=\"+Inf\"")) \(state.count)\n"
        text += "\(MetricName.full(name + "_sum", labels)) \(state.sum.exposition)\n"
        text += "\(MetricName.full(name + "_count", labels)) \(state.count)\n"
    }
}

/// A double that threads change without a lock.
private final class AtomicDouble: Sendable {
    private let bits = Atomic<UInt64>(0)

    var present: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    func add(_ amount: Double) {
        var known = bits.load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: known) + amount).bitPattern
            let (exchanged, found) = bits.weakCompareExchange(
                expected: known,
                desired: sum,
                ordering: .relaxed
            )
            if exchanged { return }
            known = found
        }
    }
}

extension Double {
    /// The shortest text that reads back as the same number; whole numbers without a fraction.
    fileprivate var exposition: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: self), magnitude < 1e15 { return String(whole) }
        return description
    }
}
