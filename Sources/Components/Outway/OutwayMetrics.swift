import AccessLog
import ExchangeModel
import Metrics
import NIOCore

/// Counts requests by client, Service, outcome and status, and refusals by phase and code.
///
/// Lives on one event loop. Counters are looked up among the few that were used, without making a
/// text of their labels.
struct OutwayMetrics {
    private struct Row {
        let client: String
        let service: ServiceName
        let outcome: String
        let status: Int
        let counter: Counter
        let duration: Timer
    }

    private struct Refusal {
        let phase: Phase
        let code: ErrorCode
        let counter: Counter
    }

    private var rows: [Row] = []
    private var refusals: [Refusal] = []

    /// Counts a recorded exchange that ended.
    mutating func ended(_ outcome: Outcome, _ facts: ExchangeFacts) {
        guard let service = facts.service, let client = facts.client else { return }
        let row = row(client, service, outcome.name, facts.status)
        row.counter.increment()
        row.duration.recordNanoseconds(facts.elapsed.nanoseconds)
    }

    /// Counts a refusal.
    mutating func refused(_ phase: Phase, _ code: ErrorCode) {
        for refusal in refusals where refusal.phase == phase && refusal.code == code {
            return refusal.counter.increment()
        }
        let dimensions = [("phase", phase.description), ("code", code.rawValue)]
        let counter = Counter(label: "sluis_outway_refusals_total", dimensions: dimensions)
        refusals.append(Refusal(phase: phase, code: code, counter: counter))
        counter.increment()
    }

    private mutating func row(
        _ client: String,
        _ service: ServiceName,
        _ outcome: String,
        _ status: Int
    ) -> Row {
        for row in rows
        where row.status == status && row.outcome == outcome && row.service == service
            && row.client == client
        {
            return row
        }
        let name = [("client", client), ("service", service.rawValue)]
        let dimensions = name + [("outcome", outcome), ("status", String(status))]
        let row = Row(
            client: client,
            service: service,
            outcome: outcome,
            status: status,
            counter: Counter(label: "sluis_outway_requests_total", dimensions: dimensions),
            duration: Timer(label: "sluis_outway_request_seconds", dimensions: name)
        )
        rows.append(row)
        return row
    }
}
