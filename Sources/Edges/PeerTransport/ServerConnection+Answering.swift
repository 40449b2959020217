public import ExchangeModel
public import HTTPWire
public import NIOCore

extension ServerConnection {
    /// An empty head to write an answer into; its memory is used again between answers.
    public func makeHeadBuffer() -> HeadBuffer {
        writer.makeHeadBuffer()
    }

    /// Answers whole: head and body leave in one write.
    ///
    /// `whenSent` is called once, on the loop: true when all of the answer has left, false when it
    /// never will.
    public func respond(
        _ head: consuming HeadBuffer,
        body: ByteBuffer = ByteBuffer(),
        whenSent: ((Bool) -> Void)? = nil
    ) {
        guard let facts, exchange != nil, !writer.hasBegun else {
            whenSent?(false)
            return
        }
        let count = UInt64(body.readableBytes)
        writer.begin(
            head,
            framing: count > 0 ? .length(count) : .none,
            facts: facts,
            mustClose: isEnding || isDraining || !canDropRest
        )
        if count > 0 { writer.write(body, on: context) }
        guard let whenSent else { return endResponse() }
        let sent = eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { whenSent((try? $0.get()) != nil) }
        exchange = nil
        writer.end(on: context, promise: sent)
        answered()
    }

    /// Answers with one of our own error answers: `Fsc-Error-Code` and its JSON body.
    ///
    /// Further field lines, each ended by CRLF, can be added.
    public func respond(_ answer: ErrorAnswer, fields: String = "") {
        guard exchange != nil, !writer.hasBegun else { return }
        exchange = nil
        send(answer, fields: fields)
        answered()
    }

    /// Begins an answer whose body follows in parts.
    ///
    /// To HEAD the framing is only stated, and parts are dropped. `.untilClose` leaves as chunks
    /// where the client knows them.
    public func beginResponse(_ head: consuming HeadBuffer, framing: BodyFraming) {
        guard let facts, exchange != nil, !writer.hasBegun else { return }
        let mustClose = isEnding || isDraining || owesContinue
        writer.begin(head, framing: framing, facts: facts, mustClose: mustClose)
    }

    /// Takes an answer back that was begun and of which nothing has left, so that another can be given.
    ///
    /// False where it is too late for that: then only ``abort()`` tells the client.
    public func takeBackResponse() -> Bool {
        exchange != nil && writer.takeBack()
    }

    /// Writes a part of the body; it leaves at ``flush()``, ``endResponse()`` or when much is held.
    ///
    /// More than the length that was stated aborts the connection.
    public func writeBody(_ part: ByteBuffer) {
        guard exchange != nil, writer.hasBegun else { return }
        if !writer.write(part, on: context) { abort() }
    }

    /// Sends what was written so far.
    public func flush() {
        guard exchange != nil else { return }
        writer.flush(on: context)
    }

    /// Ends the answer and sends it; the next request begins or the connection closes.
    ///
    /// Less than the length that was stated aborts the connection.
    public func endResponse() {
        guard exchange != nil, writer.hasBegun else { return }
        guard writer.mayEnd else { return abort() }
        // First of all: the end may tell of writability, which is nobody's business any more.
        exchange = nil
        writer.end(on: context)
        answered()
    }

    /// Closes at once: an answer that was begun cannot be finished.
    ///
    /// What has left of it goes out, so that the client sees that it breaks off. The exchange hears
    /// nothing more.
    public func abort() {
        let hasBegun = exchange != nil && writer.hasLeft
        exchange = nil
        if hasBegun { writer.flush(on: context) }
        close()
    }

    /// Writes an error answer whole.
    func send(_ answer: ErrorAnswer, fields: String) {
        guard let facts, !writer.hasBegun else { return }
        var head = makeHeadBuffer()
        head.appendStatusLine(answer.status)
        head.appendField("content-type", answer.contentType)
        head.appendField("fsc-error-code", answer.code.rawValue)
        head.append(fields)
        let body = answer.body
        writer.begin(
            head,
            framing: .length(UInt64(body.count)),
            facts: facts,
            mustClose: isEnding || isDraining || !canDropRest
        )
        writer.write(ByteBuffer(bytes: body), on: context)
        writer.end(on: context)
    }

    /// Whether what is left of the request's body is little enough to read and drop.
    private var canDropRest: Bool {
        guard !isRequestEnded, let facts else { return true }
        switch facts.framing {
        case .none: return true
        case .length(let length): return !owesContinue && length <= limits.droppedBodyBytes
        case .chunked, .untilClose: return false
        }
    }
}

extension ErrorAnswer {
    /// The answer to a request that is not acceptable HTTP.
    static func refused(_ problem: WireProblem, domain: ErrorDomain) -> ErrorAnswer {
        switch problem {
        case .unsupportedExpectation:
            ErrorAnswer(
                .expectationUnsupported,
                domain: domain,
                message: "Expect may only be 100-continue"
            )
        default:
            ErrorAnswer(
                .malformedRequest,
                domain: domain,
                message: "the request is not acceptable HTTP: \(problem.rawValue)"
            )
        }
    }
}
