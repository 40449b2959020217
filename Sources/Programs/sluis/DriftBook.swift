import ExchangeModel
import Foundation
import GatewayConfiguration
import Inway
import JSONTape
import Logging
import Metrics
import OpenAPI
import PayloadPolicy
import ServiceLifecycle
import Synchronization

/// How payloads differ from the documents that they are only measured against, kept over restarts.
///
/// Shapes and counts only: no value of a payload comes here.
final class DriftBook: Service {
    private let present: @Sendable () -> [BuiltService]
    private let pinned: PinnedDocuments?
    private let file: String
    private let logger: Logger
    /// What earlier runs counted for providers' documents that are not here yet.
    private let waiting = Mutex<[String: JSONValue]>([:])

    /// Reads what earlier runs counted; a file that cannot be read counts as empty.
    init(
        services present: @escaping @Sendable () -> [BuiltService],
        pinned: PinnedDocuments?,
        file: String,
        logger: Logger
    ) {
        (self.present, self.pinned) = (present, pinned)
        (self.file, self.logger) = (file, logger)
        guard let data = FileManager.default.contents(atPath: file) else { return }
        guard let json = try? JSONValue(parsing: [UInt8](data), limits: .payload) else {
            logger.warning("the counted deviations cannot be read", metadata: ["file": "\(file)"])
            return
        }
        for service in services {
            let kept = json["services"]?[service.settings.name.rawValue]
            service.offered.rules.tally.restore(
                DriftText.counts(kept?["kinds"]),
                others: Int(kept?["others"]?.integer ?? 0)
            )
        }
        for (digest, kept) in json["documents"]?.object?.members ?? [] {
            waiting.withLock { $0[digest] = kept }
        }
    }

    /// Gives the documents that came since what earlier runs counted for them.
    private func takeUpWaiting() {
        for (digest, rules) in pinned?.all ?? [:] {
            let found = waiting.withLock { $0.removeValue(forKey: digest.hexadecimal) }
            guard let found else { continue }
            rules.tally.restore(
                DriftText.counts(found["kinds"]),
                others: Int(found["others"]?.integer ?? 0)
            )
        }
    }

    private var services: [BuiltService] { present() }

    /// What was counted, with the change that would end each deviation: `DeviationList`.
    var json: JSONValue {
        takeUpWaiting()
        var deviations: [JSONValue] = []
        var others = 0
        for service in services {
            let tally = service.offered.rules.tally
            others += tally.others
            deviations += DriftText.rows(
                tally.counts,
                in: service.source,
                named: [
                    "service": .string(service.settings.name.rawValue), "side": "provider",
                    "mode": .string(""),
                ],
                modes: (
                    service.settings.requestValidation.rawValue,
                    service.settings.answerValidation.rawValue
                )
            )
        }
        for (digest, rules) in pinned?.all ?? [:] {
            others += rules.tally.others
            deviations += DriftText.rows(
                rules.tally.counts,
                in: nil,
                named: [
                    "document": .string(digest.hexadecimal), "side": "consumer", "mode": "",
                ],
                modes: (rules.requestMode.rawValue, rules.answerMode.rawValue)
            )
        }
        return ["deviations": .array(deviations), "others": .number(JSONNumber(Int64(others)))]
    }

    /// The documents of providers that answers are held to.
    var consumed: [(String, String, OpenAPIDocument)] {
        (pinned?.all ?? [:]).compactMap { digest, rules in
            rules.document.map { ("document", digest.hexadecimal, $0) }
        }
    }

    /// Forgets all that was counted.
    func clear() {
        for service in services { service.offered.rules.tally.clear() }
        for rules in pinned?.all.values.map(\.self) ?? [] { rules.tally.clear() }
        waiting.withLock { $0.removeAll() }
        save()
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown { [self] in
            var last = kept
            while true {
                measure()
                takeUpWaiting()
                try await Task.sleep(for: .seconds(30))
                let now = kept
                if now != last { save() }
                last = now
            }
        }
        save()
    }

    /// Shows the memory of compiled schemas: `sluis_schema_bytes`.
    private func measure() {
        for service in services {
            guard let document = service.offered.rules.document else { continue }
            Gauge(
                label: "sluis_schema_bytes",
                dimensions: [("service", service.settings.name.rawValue)]
            ).record(document.compiledBytes)
        }
    }

    private var kept: JSONValue {
        var all = JSONObject()
        for service in services {
            all[service.settings.name.rawValue] = Self.kept(service.offered.rules.tally)
        }
        var documents = JSONObject(waiting.withLock { $0.map { ($0.key, $0.value) } })
        for (digest, rules) in pinned?.all ?? [:] {
            guard let kept = Self.kept(rules.tally) else { continue }
            documents[digest.hexadecimal] = kept
        }
        return ["services": .object(all), "documents": .object(documents)]
    }

    /// What was counted; nil where that is nothing.
    private static func kept(_ tally: DeviationTally) -> JSONValue? {
        guard !tally.counts.isEmpty || tally.others > 0 else { return nil }
        return [
            "kinds": .array(DriftText.kept(tally.counts)),
            "others": .number(JSONNumber(Int64(tally.others))),
        ]
    }

    private func save() {
        let json = kept
        let isThere = FileManager.default.fileExists(atPath: file)
        let isEmpty = ["services", "documents"].allSatisfy { json[$0]?.object?.isEmpty != false }
        guard isThere || !isEmpty else { return }
        do {
            try Data(json.serialized()).write(to: URL(filePath: file), options: .atomic)
        } catch {
            logger.warning(
                "the counted deviations cannot be kept: \(SystemError.words(of: error))",
                metadata: ["file": "\(file)"]
            )
        }
    }
}

/// Deviations as JSON: as they are kept, and as operators see them.
enum DriftText {
    typealias Counts = [DeviationTally.Kind: Int]

    static func kept(_ counts: Counts) -> [JSONValue] {
        sorted(counts).map { kind, count in
            var json = shape(kind.deviation)
            json["peer"] = kind.peer.map { .string($0.rawValue) }
            json["count"] = .number(JSONNumber(Int64(count)))
            return .object(json)
        }
    }

    static func counts(_ kept: JSONValue?) -> Counts {
        var counts: Counts = [:]
        for entry in kept?.array ?? [] {
            guard let operation = entry["operation"]?.string, let path = entry["path"]?.string,
                let rule = entry["keyword"]?.string, let count = entry["count"]?.integer
            else { continue }
            let deviation = Deviation(
                operation: operation,
                isAnswer: entry["direction"] == "answer",
                path: path,
                rule: rule,
                seen: entry["seen"]?.string,
                schema: entry["schema"]?.string
            )
            let peer = entry["peer"]?.string.flatMap { try? PeerID($0) }
            counts[DeviationTally.Kind(peer: peer, deviation: deviation)] = Int(count)
        }
        return counts
    }

    /// One row for each shape, its peers with their counts, the most frequent first.
    static func rows(
        _ counts: Counts,
        in document: JSONValue?,
        named: JSONObject,
        modes: (request: String, answer: String)
    ) -> [JSONValue] {
        let byShape = Dictionary(grouping: sorted(counts), by: \.kind.deviation)
        let rows = byShape.map { deviation, kinds in
            let total = kinds.reduce(0) { $0 + $1.count }
            let change = SchemaChange(deviation, in: document)
            var json = named
            json["mode"] = .string(deviation.isAnswer ? modes.answer : modes.request)
            for (name, value) in shape(deviation) { json[name] = value }
            json["count"] = .number(JSONNumber(Int64(total)))
            json["change"] = .string(change.text)
            json["changeIsForSender"] = .bool(change.isForSender)
            json["peers"] = .array(
                kinds.map { kind, count in
                    [
                        "peerID": kind.peer.map { .string($0.rawValue) } ?? .null,
                        "count": .number(JSONNumber(Int64(count))),
                    ]
                }
            )
            return (total, JSONValue.object(json))
        }
        return rows.sorted {
            $0.0 == $1.0
                ? "\($0.1["change"]?.string ?? "")" < "\($1.1["change"]?.string ?? "")"
                : $0.0 > $1.0
        }.map(\.1)
    }

    private static func shape(_ deviation: Deviation) -> JSONObject {
        var json: JSONObject = [
            "operation": .string(deviation.operation),
            "direction": deviation.isAnswer ? "answer" : "request",
            "path": .string(deviation.path), "keyword": .string(deviation.rule),
        ]
        json["seen"] = deviation.seen.map { .string($0) }
        json["schema"] = deviation.schema.map { .string($0) }
        return json
    }

    private static func sorted(_ counts: Counts) -> [(kind: DeviationTally.Kind, count: Int)] {
        counts.map { (kind: $0.key, count: $0.value) }.sorted { left, right in
            if left.count != right.count { return left.count > right.count }
            return (left.kind.peer?.rawValue ?? "") < (right.kind.peer?.rawValue ?? "")
        }
    }
}
