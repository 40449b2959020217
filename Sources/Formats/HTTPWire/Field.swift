/// Where one field of a head stands: offsets from the head's first byte.
public struct Field: Hashable, Sendable {
    /// What a field is to an intermediary.
    public enum Role: UInt8, Sendable {
        /// Passed on.
        case endToEnd
        /// Belongs to this connection only: never passed on. RFC 9110, *Connection*.
        case hopByHop
        /// Decides where the body ends: written anew. RFC 9112, *Message Body Length*.
        case framing
        /// Names the server: written anew.
        case host
        /// Asks for an interim answer: dealt with here.
        case expect
    }

    @usableFromInline let start: UInt32
    @usableFromInline let nameEnd: UInt32
    @usableFromInline let valueStart: UInt32
    @usableFromInline let valueEnd: UInt32
    @usableFromInline let end: UInt32
    /// What the field is to an intermediary.
    public internal(set) var role: Role

    init(name: Range<Int>, value: Range<Int>, end: Int, role: Role) {
        start = UInt32(truncatingIfNeeded: name.lowerBound)
        nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
        valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
        valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        self.end = UInt32(truncatingIfNeeded: end)
        self.role = role
    }

    /// The name's bytes.
    @inlinable public var name: Range<Int> { Int(start)..<Int(nameEnd) }

    /// The value's bytes, without white space around them.
    @inlinable public var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }

    /// The whole line with its line end.
    @inlinable public var line: Range<Int> { Int(start)..<Int(end) }
}

extension Field.Role {
    /// The role of a field by its name.
    static func of(_ name: Range<Int>, in bytes: Span<UInt8>) -> Field.Role {
        switch name.count {
        case 2: bytes.matches(name, "te") ? .hopByHop : .endToEnd
        case 4: bytes.matches(name, "host") ? .host : .endToEnd
        case 6: bytes.matches(name, "expect") ? .expect : .endToEnd
        case 7:
            bytes.matches(name, "upgrade") || bytes.matches(name, "trailer")
                ? .hopByHop : .endToEnd
        case 10:
            bytes.matches(name, "connection") || bytes.matches(name, "keep-alive")
                ? .hopByHop : .endToEnd
        case 14:
            if bytes.matches(name, "content-length") {
                .framing
            } else {
                bytes.matches(name, "http2-settings") ? .hopByHop : .endToEnd
            }
        case 16: bytes.matches(name, "proxy-connection") ? .hopByHop : .endToEnd
        case 17: bytes.matches(name, "transfer-encoding") ? .framing : .endToEnd
        case 18: bytes.matches(name, "proxy-authenticate") ? .hopByHop : .endToEnd
        case 19: bytes.matches(name, "proxy-authorization") ? .hopByHop : .endToEnd
        default: .endToEnd
        }
    }

    /// Whether a name may not stand in a trailer or in Connection.
    ///
    /// Framing, routing, authorization and the content's own description decide before the body is
    /// read. RFC 9110, *Limitations on Use of Trailers*.
    static func isFixed(_ name: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        switch name.count {
        case 4: bytes.matches(name, "host")
        case 5: bytes.matches(name, "range")
        case 6: bytes.matches(name, "expect") || bytes.matches(name, "cookie")
        case 10: bytes.matches(name, "set-cookie")
        case 12: bytes.matches(name, "content-type")
        case 13:
            bytes.matches(name, "authorization") || bytes.matches(name, "cache-control")
                || bytes.matches(name, "content-range")
        case 14: bytes.matches(name, "content-length")
        case 16: bytes.matches(name, "content-encoding") || bytes.matches(name, "www-authenticate")
        case 17: bytes.matches(name, "transfer-encoding")
        default: false
        }
    }

    /// Whether a trailer has to be refused: a fixed field, or one of this connection.
    static func isForbiddenTrailer(_ name: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        isFixed(name, in: bytes) || of(name, in: bytes) != .endToEnd
    }
}
