/// The first line of a request, taken apart; RFC 9112, *Request Line*.
struct RequestLine: Hashable, Sendable {
    let method: RequestMethod
    let methodName: Range<Int>
    let form: TargetForm
    let target: Range<Int>
    let authority: Range<Int>
    let path: Range<Int>
    let query: Range<Int>?
    let version: HTTPVersion

    init(_ line: Range<Int>, in bytes: Span<UInt8>) throws(WireProblem) {
        var end = line.lowerBound
        while end < line.upperBound, bytes[end].isToken { end += 1 }
        guard end > line.lowerBound, end < line.upperBound, bytes[end] == .space else {
            throw .malformedRequestLine
        }
        methodName = line.lowerBound..<end
        method = RequestMethod(methodName, in: bytes)

        let targetStart = end + 1
        end = targetStart
        var mark: Int?
        while end < line.upperBound, bytes[end] != .space {
            guard bytes[end].isTarget else { throw .invalidTargetCharacter }
            if mark == nil, bytes[end] == .questionMark { mark = end }
            end += 1
        }
        guard end > targetStart else { throw .malformedRequestLine }
        guard end < line.upperBound else { throw .unsupportedVersion }
        target = targetStart..<end
        version = try bytes.version(end + 1..<line.upperBound)

        let pathEnd = mark ?? end
        query = mark.map { $0 + 1..<end }
        form = TargetForm(target, method, in: bytes)
        switch form {
        case .origin:
            guard method != .connect else { throw .targetFormMismatch }
            authority = targetStart..<targetStart
            path = targetStart..<pathEnd
        case .absolute:
            let start = targetStart + (bytes.beginsWithHTTPS(target) ? 8 : 7)
            var slash = start
            while slash < pathEnd, bytes[slash] != .slash { slash += 1 }
            authority = start..<slash
            path = slash..<pathEnd
            guard bytes.isAuthority(authority) else { throw .targetFormMismatch }
        case .asterisk, .authority:
            authority = target
            path = end..<end
            let isNamed = method == .connect && mark == nil && bytes.isAuthority(target)
            guard form == .asterisk || isNamed else { throw .targetFormMismatch }
        }
    }
}

extension RequestMethod {
    /// Methods are case-sensitive; RFC 9110, *Method Definitions*.
    fileprivate init(_ name: Range<Int>, in bytes: Span<UInt8>) {
        self =
            switch name.count {
            case 3: bytes.equals(name, "GET") ? .get : bytes.equals(name, "PUT") ? .put : .other
            case 4: bytes.equals(name, "POST") ? .post : bytes.equals(name, "HEAD") ? .head : .other
            case 5:
                bytes.equals(name, "PATCH") ? .patch : bytes.equals(name, "TRACE") ? .trace : .other
            case 6: bytes.equals(name, "DELETE") ? .delete : .other
            case 7:
                bytes.equals(name, "OPTIONS")
                    ? .options : bytes.equals(name, "CONNECT") ? .connect : .other
            default: .other
            }
    }
}

extension TargetForm {
    fileprivate init(_ target: Range<Int>, _ method: RequestMethod, in bytes: Span<UInt8>) {
        if bytes[target.lowerBound] == .slash {
            self = .origin
        } else if method == .connect {
            self = .authority
        } else if method == .options, target.count == 1, bytes[target.lowerBound] == 0x2A {
            self = .asterisk
        } else if bytes.beginsWithHTTPS(target) || bytes.begins(target, with: "http://") {
            self = .absolute
        } else {
            // No form begins so: read as host and port, which only CONNECT may send.
            self = .authority
        }
    }
}

extension Span<UInt8> {
    fileprivate func beginsWithHTTPS(_ range: Range<Int>) -> Bool {
        begins(range, with: "https://")
    }

    fileprivate func begins(_ range: Range<Int>, with text: StaticString) -> Bool {
        guard range.count >= text.utf8CodeUnitCount else { return false }
        return matches(range.lowerBound..<range.lowerBound + text.utf8CodeUnitCount, text)
    }

    fileprivate func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { expected in
            for offset in 0..<range.count where self[range.lowerBound + offset] != expected[offset]
            {
                return false
            }
            return true
        }
    }

    /// Reads `HTTP/1.0` or `HTTP/1.1`.
    func version(_ range: Range<Int>) throws(WireProblem) -> HTTPVersion {
        if equals(range, "HTTP/1.1") { return .http11 }
        if equals(range, "HTTP/1.0") { return .http10 }
        for position in range where self[position] == .space { throw .malformedRequestLine }
        throw .unsupportedVersion
    }

    /// Whether a range is a host with an optional port and nothing else.
    func isAuthority(_ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return false }
        var colons = 0
        var bracketed = false
        for position in range {
            let byte = self[position]
            guard byte.isAuthority else { return false }
            if byte == 0x5B {
                guard position == range.lowerBound else { return false }
                bracketed = true
            } else if byte == 0x5D {
                guard bracketed, colons > 0 else { return false }
                bracketed = false
                colons = 0
                guard position + 1 == range.upperBound || self[position + 1] == .colon else {
                    return false
                }
            } else if byte == .colon {
                guard position > range.lowerBound || bracketed else { return false }
                colons += 1
            } else if colons > 0, !bracketed {
                guard byte.decimalDigit != nil else { return false }
            }
        }
        return !bracketed && colons <= 1
    }
}
