import HTTPWire

/// What of a request decides how its answer is framed.
struct RequestFacts {
    let isHead: Bool
    let version: HTTPVersion
    let keepsAlive: Bool
    let framing: BodyFraming

    init(_ head: RequestHead) {
        isHead = head.method == .head
        version = head.version
        keepsAlive = head.keepsAlive
        framing = head.framing
    }

    private init() {
        (isHead, version, keepsAlive, framing) = (false, .http11, false, .none)
    }

    /// Those of a request whose head was refused.
    static let refused = RequestFacts()
}

/// How an answer leaves: RFC 9112, *Message Body Length*, seen from the server.
struct AnswerFraming {
    /// The framing of the bytes that follow the head.
    let sent: BodyFraming
    /// Whether the connection ends with this answer.
    let closes: Bool
    private let stated: BodyFraming
    private let statesEmpty: Bool
    private let version: HTTPVersion

    init(_ asked: BodyFraming, status: Int, facts: RequestFacts, mustClose: Bool) {
        var framing = asked
        if framing == .untilClose { framing = .chunked }
        if framing == .chunked, facts.version == .http10 { framing = .untilClose }
        // RFC 9110, *Content-Length*: 304 may state what 200 would have, these state nothing.
        let statesNothing = status < 200 || status == 204
        let isBodiless = statesNothing || status == 304
        stated = statesNothing || isBodiless && framing == .chunked ? .none : framing
        sent = isBodiless || facts.isHead ? .none : framing
        statesEmpty = framing == .none && !isBodiless && !facts.isHead
        closes = mustClose || !facts.keepsAlive || sent == .untilClose
        version = facts.version
    }

    /// Ends a head: framing, `Connection` where it says something, and the empty line.
    func finish(_ head: inout HeadBuffer) {
        head.appendFraming(stated)
        if statesEmpty { head.append("content-length: 0\r\n" as StaticString) }
        if closes {
            head.append("connection: close\r\n" as StaticString)
        } else if version == .http10 {
            head.append("connection: keep-alive\r\n" as StaticString)
        }
        head.appendLineEnd()
    }
}
