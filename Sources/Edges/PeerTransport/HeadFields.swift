import HTTPWire
import NIOCore
import NIOHPACK

extension HPACKHeaders {
    /// The fields that say a request's head in HTTP/2.
    init(_ request: ReceivedRequest) {
        let head = request.head
        self.init()
        reserveCapacity(head.fields.count + 4)
        add(name: ":method", value: Self.text(request.copy(head.methodName)))
        if head.method != .connect {
            add(name: ":scheme", value: "https")
            add(name: ":path", value: Self.path(request))
        }
        if let host = head.host { add(name: ":authority", value: Self.text(request.copy(host))) }
        add(head.fields) { request.copy($0) }
    }

    /// The fields that say an answer's head in HTTP/2.
    init(_ response: ReceivedResponse) {
        self.init()
        reserveCapacity(response.head.fields.count + 1)
        add(name: ":status", value: String(response.head.status))
        add(response.head.fields) {
            response.bytes.getBytes(
                at: response.bytes.readerIndex + $0.lowerBound,
                length: $0.count
            ) ?? []
        }
    }

    private static func path(_ request: ReceivedRequest) -> String {
        let head = request.head
        guard head.form == .absolute else { return text(request.copy(head.target)) }
        let path = head.path.isEmpty ? "/" : text(request.copy(head.path))
        return head.query.map { path + "?" + text(request.copy($0)) } ?? path
    }

    /// Adds what is not of one connection only; the length is the only framing that HTTP/2 has.
    private mutating func add(_ fields: FieldTable, _ copy: (Range<Int>) -> [UInt8]) {
        for position in 0..<fields.count {
            let field = fields[position]
            guard field.role == .endToEnd || field.role == .framing else { continue }
            let name = Self.text(copy(field.name).map(\.lowercased))
            if name == "transfer-encoding" { continue }
            let isSecret = ["authorization", "cookie", "set-cookie"].contains(name)
            add(
                name: name,
                value: Self.text(copy(field.value)),
                indexing: isSecret ? .neverIndexed : .indexable
            )
        }
    }

    /// Text as it came, or Latin-1 where it is no UTF-8.
    ///
    /// The library has texts only. RFC 9110, *Field Values*.
    private static func text(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
