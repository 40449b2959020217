public import ExchangeModel

/// What the earlier phases of an exchange know that its payloads are judged by.
public struct PayloadContext: Sendable {
    /// The exchange; every proof made here carries it.
    public let transaction: TransactionID
    /// The purpose of the grant that the request uses; nil when the grant has none.
    public let purpose: Purpose?
    /// The peer on the other side, for the tally of deviations.
    public let peer: PeerID?

    /// Gathers what is known.
    public init(transaction: TransactionID, purpose: Purpose?, peer: PeerID? = nil) {
        self.transaction = transaction
        self.purpose = purpose
        self.peer = peer
    }
}

/// What the head of a request says that its payload is judged by.
public struct RequestFacts: Sendable {
    /// The method, in the case in which it came.
    public let method: String
    /// The request target in origin form.
    public let target: [UInt8]
    /// The value of `Content-Type`.
    public let contentType: [UInt8]?
    /// The value of `Content-Encoding`.
    public let contentCoding: [UInt8]?
    /// The header fields that operations may declare as parameters, names in lower case.
    public let headerFields: [(name: String, value: [UInt8])]

    /// Gathers what the head says.
    public init(
        method: String,
        target: [UInt8],
        contentType: [UInt8]? = nil,
        contentCoding: [UInt8]? = nil,
        headerFields: [(name: String, value: [UInt8])] = []
    ) {
        self.method = method
        self.target = target
        self.contentType = contentType
        self.contentCoding = contentCoding
        self.headerFields = headerFields
    }
}

/// What the head of an answer says that its payload is judged by.
public struct AnswerFacts: Sendable {
    /// The status.
    public let status: Int
    /// The value of `Content-Type`.
    public let contentType: [UInt8]?
    /// The value of `Content-Encoding`.
    public let contentCoding: [UInt8]?

    /// Gathers what the head says.
    public init(status: Int, contentType: [UInt8]? = nil, contentCoding: [UInt8]? = nil) {
        self.status = status
        self.contentType = contentType
        self.contentCoding = contentCoding
    }
}

enum ContentCoding {
    /// Whether a body is coded: a coding other than `identity` is named.
    ///
    /// RFC 9110, *Content-Encoding*.
    static func isCoded(_ value: [UInt8]?) -> Bool {
        guard let value else { return false }
        return value.split(separator: UInt8(ascii: ",")).contains { part in
            let name = String(decoding: part, as: UTF8.self).lowercased().filter {
                !" \t".contains($0)
            }
            return !name.isEmpty && name != "identity"
        }
    }
}
