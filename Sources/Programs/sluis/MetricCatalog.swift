import AccessLog
import AdministrationAPI
import ExchangeModel
import GatewayConfiguration

/// Every metric of the program: help text, labels that others choose, and what stands from the start.
///
/// A metric that is made anywhere has its row here; `promtool check metrics` and a test hold it to
/// the rules: a help text, the base unit in the name (`_seconds`, `_bytes`), counters end in `_total`.
enum MetricCatalog {
    /// The rows for a configuration.
    static func all(for settings: GatewaySettings) -> [MetricDescription] {
        let services = settings.inway == nil ? [] : settings.services.map(\.name.rawValue)
        return common + inway(services) + outway
    }

    private static let common = [
        MetricDescription(
            "sluis_handshakes_total",
            .counter,
            help: "TLS handshakes of a listener that peers call, by outcome."
        ),
        MetricDescription(
            "sluis_refused_handshakes_not_logged_total",
            .counter,
            help: "Refused handshakes without a line of their own, because too many came.",
            known: [[]]
        ),
        MetricDescription(
            "sluis_http2_connections_total",
            .counter,
            help: "Accepted connections that speak HTTP/2, by listener."
        ),
        MetricDescription(
            "sluis_time_until_end_seconds",
            .gauge,
            help: "The least time until something of a kind ends; 90 days where none does sooner."
        ),
        MetricDescription(
            "sluis_source_up",
            .gauge,
            help: "Whether the source of a service takes connections: 1, else 0."
        ),
        MetricDescription(
            "sluis_schema_bytes",
            .gauge,
            help: "Memory of the compiled document of a service."
        ),
        MetricDescription(
            "sluis_clock_steps_total",
            .counter,
            help: "How often the clock of the machine was set while the gateway ran, by direction.",
            known: [[("direction", "forward")], [("direction", "back")]]
        ),
        MetricDescription(
            "sluis_log_entries",
            .gauge,
            help: "Durable entries of the access log.",
            known: [[]]
        ),
        MetricDescription(
            "sluis_log_unsigned_entries",
            .gauge,
            help: "Durable entries of the access log that no checkpoint covers yet.",
            known: [[]]
        ),
        MetricDescription(
            "sluis_log_failures_total",
            .counter,
            help: "Writes and flushes of the access log that failed.",
            known: [[]]
        ),
        MetricDescription(
            "sluis_log_dropped_total",
            .counter,
            help: "Completions of recorded requests that were lost to a full queue.",
            known: [[]]
        ),
        MetricDescription(
            "sluis_log_rebuilt_caches_total",
            .counter,
            help: "Files of leaf hashes that did not fit their segment and were made anew.",
            known: [[]]
        ),
    ]

    private static func inway(_ services: [String]) -> [MetricDescription] {
        let ends = [(Outcome.answered, 200), (.timedOut, 504), (.unreachable, 502)]
        return [
            MetricDescription(
                "sluis_inway_requests_total",
                .counter,
                help: "Recorded requests for a service, by outcome and answered status.",
                foreignLabels: ["status"],
                known: services.flatMap { service in
                    ends.map { outcome, status in
                        [
                            ("service", service), ("outcome", outcome.name),
                            ("status", String(status)),
                        ]
                    }
                }
            ),
            MetricDescription(
                "sluis_inway_request_seconds",
                .durations,
                help: "Time from a request's head to the end of its answer, by service.",
                known: services.map { [("service", $0)] }
            ),
            MetricDescription(
                "sluis_inway_refusals_total",
                .counter,
                help: "Requests that the Inway refused, by phase and code.",
                known: services.isEmpty ? [] : refusals(incoming)
            ),
        ]
    }

    private static let outway = [
        MetricDescription(
            "sluis_outway_requests_total",
            .counter,
            help: "Recorded requests of a client for a service, by outcome and answered status.",
            foreignLabels: ["service", "status"]
        ),
        MetricDescription(
            "sluis_outway_request_seconds",
            .durations,
            help: "Time from a request's head to the end of its answer, by client and service.",
            foreignLabels: ["service"]
        ),
        MetricDescription(
            "sluis_outway_refusals_total",
            .counter,
            help: "Requests that the Outway refused, by phase and code.",
            known: refusals(outgoing)
        ),
    ]

    /// The refusals that every Inway can come to; those for a body's sake appear when they happen.
    private static let incoming: [(Phase, ErrorCode)] = [
        (.accept, .malformedRequest), (.accept, .methodUnsupported),
        (.accept, .missingLogRecordID), (.accept, .invalidLogRecordID),
        (.authorise, .accessTokenMissing), (.authorise, .accessTokenInvalid),
        (.authorise, .accessTokenExpired), (.authorise, .wrongGroupIDInToken),
        (.authorise, .serviceNotFound), (.authorise, .purposeRequired),
        (.record, .transactionLogWriteError), (.record, .invalidLogRecordID),
        (.validate, .payloadInvalid), (.validate, .fieldNotAllowed), (.admit, .overloaded),
    ]

    private static let outgoing: [(Phase, ErrorCode)] = [
        (.accept, .malformedRequest), (.accept, .methodUnsupported),
        (.accept, .invalidLogRecordID), (.client, .unknownGrantHash),
        (.client, .clientNotAllowed), (.client, .grantNotAllowed), (.token, .tokenUnavailable),
        (.record, .transactionLogWriteError), (.record, .invalidLogRecordID),
        (.validate, .payloadInvalid), (.admit, .overloaded),
    ]

    private static func refusals(_ known: [(Phase, ErrorCode)]) -> [[(String, String)]] {
        known.map { phase, code in [("phase", phase.description), ("code", code.rawValue)] }
    }
}
