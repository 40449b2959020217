public import CoreMetrics
import Synchronization

/// Metrics of the whole program, written in Prometheus' text format.
///
/// A metric is made once for a name and a set of labels, and kept. Of the labels whose values peers
/// choose, at most ``maximumForeign`` sets are kept apart beside each set of our own; what comes
/// after them is added up under the value `other`. So a peer can never fill the memory, and what is
/// configured here is never left out, however much it is.
public final class PrometheusMetrics: MetricsFactory {
    /// The most sets of values of a metric that peers choose, beside one set of our own.
    public static let maximumForeign = 64
    /// The most sets of labels of a metric that nobody has described.
    public static let maximumSeries = 500
    /// The most metrics.
    public static let maximumFamilies = 500

    private let families = Mutex<[String: MetricFamily]>([:])
    private let descriptions = Mutex<[String: MetricDescription]>([:])

    /// Starts without metrics.
    public init() {}

    /// Gives metrics their help texts and bounds, and shows what is known of them with zeros.
    ///
    /// A metric can be described again, when more is known.
    public func describe(_ all: [MetricDescription]) {
        descriptions.withLock { known in
            for description in all { known[description.name] = description }
        }
        for description in all {
            for labels in description.known {
                switch description.kind {
                case .counter: _ = makeCounter(label: description.name, dimensions: labels)
                case .gauge: _ = makeMeter(label: description.name, dimensions: labels)
                case .durations: _ = makeTimer(label: description.name, dimensions: labels)
                }
            }
        }
    }

    /// The names of the metrics that nobody has described.
    public var undescribed: [String] {
        let described = descriptions.withLock { Set($0.keys) }
        return families.withLock { $0.keys.filter { !described.contains($0) } }.sorted()
    }

    /// All metrics, ordered by name and labels; Prometheus, *Text format* 0.0.4.
    public func exposition() -> [UInt8] {
        let families = families.withLock { $0 }
        let descriptions = descriptions.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            if let help = descriptions[name]?.help {
                text += "# HELP \(name) \(MetricName.help(help))\n"
            }
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
        let foreign = descriptions.withLock { $0[name]?.foreignLabels }
        return families.withLock { families in
            var family = families[name] ?? MetricFamily(kind: kind)
            guard family.kind == kind,
                families[name] != nil || families.count < Self.maximumFamilies
            else { return make() }
            let key = family.key(labels, dimensions, foreign)
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
    /// How many sets of foreign values stand beside each set of our own.
    private var foreignSets: [String: Int] = [:]

    init(kind: Kind) {
        self.kind = kind
    }

    /// The labels under which a set is kept, within the bounds.
    mutating func key(
        _ labels: String,
        _ dimensions: [(String, String)],
        _ foreign: Set<String>?
    ) -> String {
        guard series[labels] == nil else { return labels }
        guard let foreign else {
            return series.count < PrometheusMetrics.maximumSeries ? labels : "overflow=\"true\""
        }
        guard !foreign.isEmpty else { return labels }
        let own = MetricName.labels(dimensions.filter { !foreign.contains($0.0) })
        let count = foreignSets[own, default: 0]
        guard count < PrometheusMetrics.maximumForeign else {
            return MetricName.labels(
                dimensions.map { ($0.0, foreign.contains($0.0) ? "other" : $0.1) }
            )
        }
        foreignSets[own] = count + 1
        return labels
    }
}

/// The values of one name and one set of labels.
protocol MetricSeries: AnyObject, Sendable {
    /// Adds the lines of the series.
    func write(name: String, labels: String, to text: inout String)
}
