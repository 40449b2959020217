public import CoreMetrics
import Synchronization

/// Metrics of the whole program, written in Prometheus' text format.
///
/// A metric is made once for a name and a set of labels, and kept. At most ``maximumSeries`` sets a
/// name are kept apart; what comes after them is added up under the label `overflow="true"`, so that
/// a peer can never fill the memory with names of its own.
public final class PrometheusMetrics: MetricsFactory {
    /// The most sets of labels a metric.
    public static let maximumSeries = 500
    /// The most metrics.
    public static let maximumFamilies = 500

    private let families = Mutex<[String: MetricFamily]>([:])

    /// Starts without metrics.
    public init() {}

    /// All metrics, ordered by name and labels; Prometheus, *Text format* 0.0.4.
    public func exposition() -> [UInt8] {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                series.write(name: name, labels: labels, to: &text)
            }
        }
        return Array(text.utf8)
    }

    /// The one series of a name and its labels; a detached one when a bound was reached.
    private func series<Series: MetricSeries>(
        _ label: String,
        _ suffix: String,
        _ dimensions: [(String, String)],
        _ kind: MetricFamily.Kind,
        _ make: () -> Series
    ) -> Series {
        let name = MetricName.name(label, suffix: suffix)
        let labels = MetricName.labels(dimensions)
        return families.withLock { families in
            var family = families[name] ?? MetricFamily(kind: kind)
            guard family.kind == kind,
                families[name] != nil || families.count < Self.maximumFamilies
            else { return make() }
            let isFull = family.series.count >= Self.maximumSeries
            let key = family.series[labels] == nil && isFull ? "overflow=\"true\"" : labels
            if let known = family.series[key] { return known as? Series ?? make() }
            let made = make()
            family.series[key] = made
            families[name] = family
            return made
        }
    }

    /// A counter, named with `_total`.
    public func makeCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any CounterHandler {
        series(label, "_total", dimensions, .counter, CounterSeries.init)
    }

    /// A counter of fractions, named with `_total`.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, "_total", dimensions, .counter, SumSeries.init)
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, "", dimensions, .gauge, GaugeSeries.init)
    }

    /// A histogram of sizes, or a gauge where nothing is to be aggregated.
    public func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate {
            return series(label, "", dimensions, .histogram) {
                HistogramSeries(bounds: HistogramSeries.sizes)
            }
        }
        return series(label, "", dimensions, .gauge, GaugeSeries.init)
    }

    /// A histogram of seconds, named with `_seconds`.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, "_seconds", dimensions, .histogram) {
            HistogramSeries(bounds: HistogramSeries.seconds)
        }
    }

    /// Does nothing: what was counted stays.
    public func destroyCounter(_ handler: any CounterHandler) {}

    /// Does nothing: what was counted stays.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}

    /// Does nothing: the last value stays.
    public func destroyMeter(_ handler: any MeterHandler) {}

    /// Does nothing: what was recorded stays.
    public func destroyRecorder(_ handler: any RecorderHandler) {}

    /// Does nothing: what was measured stays.
    public func destroyTimer(_ handler: any TimerHandler) {}
}

/// The series of one name.
struct MetricFamily {
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    let kind: Kind
    var series: [String: any MetricSeries] = [:]
}

/// The values of one name and one set of labels.
protocol MetricSeries: AnyObject, Sendable {
    /// Adds the lines of the series.
    func write(name: String, labels: String, to text: inout String)
}
