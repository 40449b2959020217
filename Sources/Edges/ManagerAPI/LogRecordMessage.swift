import AccessLog
import JSONTape

/// A log record as `GET /logs` gives it.
///
/// FSC Logging 1.1.0, *logRecord*.
enum LogRecordMessage {
    static func json(_ record: FSCLogRecord) -> JSONValue {
        var value: JSONObject = [
            "transaction_id": .string(record.transactionID),
            "direction": .string(record.direction),
            "grant_hash": .string(record.grantHash),
            "source": party(record.source, "outway_peer_id"),
            "destination": party(record.destination, "service_peer_id"),
            "service_name": .string(record.serviceName),
            "created_at": .number(JSONNumber(record.createdAt)),
        ]
        value["additional_data"] = record.additionalData.flatMap { text in
            (try? JSONValue(parsing: Array(text.utf8))).flatMap { $0.object == nil ? nil : $0 }
        }
        return .object(value)
    }

    private static func party(_ party: FSCLogRecord.Party, _ name: String) -> JSONValue {
        var value: JSONObject = ["type": .string(party.type), name: .string(party.peerID)]
        value["delegator_peer_id"] = party.delegatorPeerID.map { .string($0) }
        return .object(value)
    }
}
