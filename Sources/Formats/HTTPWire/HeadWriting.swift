extension ByteSink {
    /// Writes a request's first line: the method of a head and a target of ours.
    @inlinable
    public mutating func appendRequestLine(
        _ head: RequestHead,
        basePath: [UInt8] = [],
        in bytes: Span<UInt8>
    ) {
        append(head.methodName, of: bytes)
        append(UInt8(0x20))
        if head.form == .asterisk {
            append(head.target, of: bytes)
        } else {
            append(basePath)
            if head.path.isEmpty { append(UInt8(0x2F)) } else { append(head.path, of: bytes) }
            if let query = head.query {
                append(UInt8(0x3F))
                append(query, of: bytes)
            }
        }
        append(" HTTP/1.1\r\n" as StaticString)
    }

    /// Writes a response's first line; RFC 9112, *Status Line*.
    @inlinable
    public mutating func appendStatusLine(_ status: Int) {
        append("HTTP/1.1 " as StaticString)
        append(decimal: UInt64(max(0, status)))
        append(UInt8(0x20))
        append(ReasonPhrase.of(status))
        appendLineEnd()
    }

    /// Writes one field line.
    @inlinable
    public mutating func appendField(_ name: StaticString, _ value: StaticString) {
        append(name)
        append(": " as StaticString)
        append(value)
        appendLineEnd()
    }

    /// Writes one field line; the value must hold no control character.
    @inlinable
    public mutating func appendField(_ name: StaticString, _ value: String) {
        append(name)
        append(": " as StaticString)
        append(value)
        appendLineEnd()
    }

    /// Writes one field line; the value must hold no control character.
    @inlinable
    public mutating func appendField(_ name: FieldName, _ value: [UInt8]) {
        append(name.bytes)
        append(": " as StaticString)
        append(value)
        appendLineEnd()
    }

    /// Writes the field that says where the body ends: nothing for no body or one until close.
    @inlinable
    public mutating func appendFraming(_ framing: BodyFraming) {
        switch framing {
        case .none, .untilClose: return
        case .length(let length):
            append("content-length: " as StaticString)
            append(decimal: length)
            appendLineEnd()
        case .chunked: append("transfer-encoding: chunked\r\n" as StaticString)
        }
    }

    /// Writes what stands before the data of a chunk of at least one byte.
    @inlinable
    public mutating func appendChunkStart(_ count: Int) {
        append(hexadecimal: UInt64(max(1, count)))
        appendLineEnd()
    }

    /// Writes what ends a chunked body.
    @inlinable
    public mutating func appendLastChunk() {
        append("0\r\n\r\n" as StaticString)
    }
}

extension FieldTable {
    /// Copies the end-to-end fields that pass, in their order and as they came.
    ///
    /// Fields of this connection, framing, Host and Expect never pass: whoever sends on writes them
    /// anew.
    @inlinable
    public func copy<Sink: ByteSink>(
        from bytes: Span<UInt8>,
        to sink: inout Sink,
        where passes: (Field) -> Bool = { _ in true }
    ) {
        var run = 0..<0
        for field in slots {
            if field.role == .endToEnd, passes(field) {
                if run.isEmpty {
                    run = field.line
                } else {
                    // Lines follow each other without a gap, so neighbours are copied at once.
                    run = run.lowerBound..<field.line.upperBound
                }
            } else if !run.isEmpty {
                sink.append(run, of: bytes)
                run = 0..<0
            }
        }
        if !run.isEmpty { sink.append(run, of: bytes) }
    }
}

/// The reason phrases of RFC 9110, *Status Codes*.
@usableFromInline enum ReasonPhrase {
    @usableFromInline
    static func of(_ status: Int) -> StaticString {
        switch status {
        case 100: "Continue"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: ""
        }
    }
}
