import AdministrationAPI
import CoreMetrics
import Testing

@Suite struct PrometheusMetricsTests {
    private let metrics = PrometheusMetrics()

    private var lines: [String] {
        String(decoding: metrics.exposition(), as: UTF8.self).split(separator: "\n").map(
            String.init
        )
    }

    @Test func `a counter is written with its type and its labels in order`() {
        let counter = metrics.makeCounter(
            label: "inway.requests",
            dimensions: [("service", "personen"), ("code", "200")]
        )
        counter.increment(by: 2)
        counter.increment(by: 1)
        #expect(
            lines == [
                "# TYPE inway_requests_total counter",
                "inway_requests_total{code=\"200\",service=\"personen\"} 3",
            ]
        )
    }

    @Test func `one name and one set of labels is one series`() {
        for _ in 0..<3 {
            metrics.makeCounter(label: "calls", dimensions: [("a", "1"), ("b", "2")])
                .increment(by: 1)
            metrics.makeCounter(label: "calls", dimensions: [("b", "2"), ("a", "1")])
                .increment(by: 1)
        }
        #expect(lines.last == "calls_total{a=\"1\",b=\"2\"} 6")
        #expect(lines.count == 2)
    }

    @Test func `a gauge goes up and down`() {
        let gauge = metrics.makeMeter(label: "connections", dimensions: [])
        gauge.set(Int64(5))
        gauge.increment(by: 1.5)
        gauge.decrement(by: 3)
        #expect(lines == ["# TYPE connections gauge", "connections 3.5"])
    }

    @Test func `a timer is a histogram of seconds whose buckets add up`() {
        let timer = metrics.makeTimer(label: "exchange", dimensions: [("side", "inway")])
        timer.recordNanoseconds(900_000)
        timer.recordNanoseconds(3_000_000)
        timer.recordNanoseconds(60_000_000_000)
        #expect(lines.contains("exchange_seconds_bucket{side=\"inway\",le=\"0.0005\"} 0"))
        #expect(lines.contains("exchange_seconds_bucket{side=\"inway\",le=\"0.001\"} 1"))
        #expect(lines.contains("exchange_seconds_bucket{side=\"inway\",le=\"0.005\"} 2"))
        #expect(lines.contains("exchange_seconds_bucket{side=\"inway\",le=\"30\"} 2"))
        #expect(lines.contains("exchange_seconds_bucket{side=\"inway\",le=\"+Inf\"} 3"))
        #expect(lines.contains("exchange_seconds_count{side=\"inway\"} 3"))
        #expect(lines.contains("exchange_seconds_sum{side=\"inway\"} 60.0039"))
    }

    @Test func `a recorder is a histogram, or a gauge where nothing is added up`() {
        metrics.makeRecorder(label: "bytes", dimensions: [], aggregate: true).record(Int64(17))
        metrics.makeRecorder(label: "level", dimensions: [], aggregate: false).record(0.25)
        #expect(lines.contains("bytes_bucket{le=\"16\"} 0"))
        #expect(lines.contains("bytes_bucket{le=\"64\"} 1"))
        #expect(lines.contains("level 0.25"))
    }

    @Test func `names and values that the format does not allow are mended`() {
        metrics.makeCounter(label: "1st call-s", dimensions: [("a-b", "x\"y\\z\nw")])
            .increment(by: 1)
        #expect(lines.last == #"_1st_call_s_total{a_b="x\"y\\z\nw"} 1"#)
    }

    @Test func `a described metric has its help text, and zeros for what is known`() {
        metrics.describe([
            MetricDescription(
                "calls_total",
                .counter,
                help: "Calls by way \\ of\nend.",
                known: [[("way", "in")], [("way", "out")]]
            ),
            MetricDescription("size_bytes", .gauge, help: "Size.", known: [[]]),
            MetricDescription("call_seconds", .durations, help: "Time.", known: [[("way", "in")]]),
        ])
        metrics.makeCounter(label: "calls_total", dimensions: [("way", "in")]).increment(by: 1)
        #expect(lines.contains(#"# HELP calls_total Calls by way \\ of\nend."#))
        #expect(lines.contains("calls_total{way=\"in\"} 1"))
        #expect(lines.contains("calls_total{way=\"out\"} 0"))
        #expect(lines.contains("size_bytes 0"))
        #expect(lines.contains("call_seconds_count{way=\"in\"} 0"))
        #expect(lines.contains("call_seconds_bucket{way=\"in\",le=\"+Inf\"} 0"))
        for (place, line) in lines.enumerated() where line.hasPrefix("# TYPE") {
            #expect(lines[place - 1].hasPrefix("# HELP"))
        }
        #expect(metrics.undescribed.isEmpty)
        _ = metrics.makeMeter(label: "other", dimensions: [])
        #expect(metrics.undescribed == ["other"])
    }

    @Test func `values that peers choose are bounded beside each of our own, and ours never`() {
        metrics.describe([
            MetricDescription(
                "calls_total",
                .counter,
                help: "Calls.",
                foreignLabels: ["status"]
            )
        ])
        let services = 2 * PrometheusMetrics.maximumSeries
        for service in 0..<services {
            metrics.makeCounter(
                label: "calls",
                dimensions: [("service", "s\(service)"), ("status", "200")]
            ).increment(by: 1)
        }
        for _ in 0..<2 {
            for status in 200..<900 {
                metrics.makeCounter(
                    label: "calls",
                    dimensions: [("service", "s7"), ("status", String(status))]
                ).increment(by: 1)
            }
        }
        let text = lines
        #expect(text.filter { $0.contains("status=\"200\"") }.count == services)
        let ofOne = text.filter { $0.contains("service=\"s7\"") }
        #expect(ofOne.count == PrometheusMetrics.maximumForeign + 1)
        let others = 2 * (700 - PrometheusMetrics.maximumForeign)
        #expect(ofOne.contains("calls_total{service=\"s7\",status=\"other\"} \(others)"))
        #expect(ofOne.contains("calls_total{service=\"s7\",status=\"200\"} 3"))
    }

    @Test func `more sets of labels than the bound are added up in one`() {
        for number in 0..<(PrometheusMetrics.maximumSeries + 10) {
            metrics.makeCounter(label: "calls", dimensions: [("peer", String(number))])
                .increment(by: 1)
        }
        #expect(lines.count <= PrometheusMetrics.maximumSeries + 2)
        #expect(lines.contains("calls_total{overflow=\"true\"} 10"))
    }

    @Test func `a name that is taken by another kind is not mixed with it`() {
        metrics.makeMeter(label: "size", dimensions: []).set(Int64(1))
        metrics.makeRecorder(label: "size", dimensions: [], aggregate: true).record(Int64(5))
        #expect(lines == ["# TYPE size gauge", "size 1"])
    }
}
