import ExchangeModel

/// Reads the query of a request, and gathers all that is wrong with it.
struct QueryReader {
    private var values: [String: String] = [:]
    private var faults: [OperationRefusal.Fault] = []

    /// Takes decoded pairs; a key that is given twice is a fault.
    init(_ pairs: some Sequence<(key: String, value: String)>) {
        for (key, value) in pairs where values.updateValue(value, forKey: key) != nil {
            faults.append(OperationRefusal.Fault(.query, key, "at most once"))
        }
    }

    /// The value of a key as something well formed; nil where it is absent, or wrong.
    mutating func value<Value>(
        _ key: String,
        _ expected: String,
        _ read: (String) -> Value?
    ) -> Value? {
        guard let text = values.removeValue(forKey: key) else { return nil }
        if let value = read(text) { return value }
        faults.append(OperationRefusal.Fault(.query, key, Self.refused(text, expected)))
        return nil
    }

    /// What is said of a value that cannot be taken: it is quoted, so that a slip shows.
    private static func refused(_ text: String, _ expected: String) -> String {
        let isShort = text.count <= 80 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
        return isShort ? "`\(text)` is not \(expected)" : "must be \(expected)"
    }

    mutating func choice<Value>(_ key: String) -> Value?
    where Value: RawRepresentable<String> & CaseIterable {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return value(key, "one of \(words)") { Value(rawValue: $0) }
    }

    mutating func peer() -> PeerID? {
        value("peer", "a peer id") { try? PeerID($0) }
    }

    mutating func service() -> ServiceName? {
        value("service", "the name of a service") { try? ServiceName($0) }
    }

    mutating func moment(_ key: String) -> Timestamp? {
        value(key, "a moment as in RFC 3339, with its offset") { Timestamp(internetDateTime: $0) }
    }

    mutating func page() -> PageFilter {
        let most = PageFilter.greatestLimit
        let limit = value("limit", "a number from 1 to \(most)") { text in
            Int(text).flatMap { (1...most).contains($0) ? $0 : nil }
        }
        let cursor = value("cursor", "the cursor of an earlier page") { text in
            (1...1_024).contains(text.utf8.count) ? text : nil
        }
        return PageFilter(limit: limit ?? PageFilter.defaultLimit, cursor: cursor)
    }

    /// Refuses the request when anything was wrong, also a key that nobody read.
    func finish() throws(OperationRefusal) {
        let unknown = values.keys.sorted().map {
            OperationRefusal.Fault(.query, $0, "not a parameter of this operation")
        }
        guard faults.isEmpty, unknown.isEmpty else {
            throw OperationRefusal(
                .invalid,
                "the query is not as this operation wants it",
                faults: faults + unknown
            )
        }
    }
}

extension ContractFilter {
    init(_ query: consuming QueryReader) throws(OperationRefusal) {
        var query = query
        self.init(
            state: query.choice("state"),
            peer: query.peer(),
            service: query.service(),
            hash: query.value("hash", "1 to 128 characters of a hash") {
                (1...128).contains($0.utf8.count) ? $0 : nil
            },
            page: query.page()
        )
        try query.finish()
    }
}

extension LogFilter {
    init(_ query: consuming QueryReader) throws(OperationRefusal) {
        var query = query
        self.init(
            from: query.moment("from"),
            until: query.moment("until"),
            peer: query.peer(),
            service: query.service(),
            purpose: query.value("purpose", "the id of a purpose") { try? PurposeID($0) },
            outcome: query.choice("outcome"),
            transaction: query.value("transactionId", "a UUID") { try? TransactionID($0) },
            page: query.page()
        )
        try query.finish()
    }
}

extension PageFilter {
    init(_ query: consuming QueryReader) throws(OperationRefusal) {
        var query = query
        self = query.page()
        try query.finish()
    }
}
