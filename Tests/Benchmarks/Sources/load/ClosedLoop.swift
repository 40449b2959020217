import NIOCore

/// One connection: a request, its whole answer, the next request.
final class ClosedLoop: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let template: RequestTemplate
    private let tally: Tally
    /// Called when the tally has grown to what is wanted.
    private let counted: @Sendable (Int) -> Void
    private var received = ByteBuffer()
    /// The status of the answer whose body is being received, and how much of it is missing.
    private var body: (status: Int, missing: Int)?
    private var isDone = false

    init(_ template: RequestTemplate, _ tally: Tally, counted: @escaping @Sendable (Int) -> Void) {
        (self.template, self.tally, self.counted) = (template, tally, counted)
    }

    func channelActive(context: ChannelHandlerContext) {
        send(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        received.writeBuffer(&part)
        while !isDone, progress(context) {}
        if received.readableBytes == 0 { received.clear() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail("the server closed the connection", context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail("\(error)", context)
    }

    private func send(_ context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: 2_048)
        template.write(to: &buffer)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    /// Takes a head, or as much of the body as there is; false when more bytes are needed.
    private func progress(_ context: ChannelHandlerContext) -> Bool {
        if let (status, missing) = body {
            let taken = min(missing, received.readableBytes)
            received.moveReaderIndex(forwardBy: taken)
            guard taken == missing else {
                body = (status, missing - taken)
                return false
            }
            complete(status, context)
            return received.readableBytes > 0
        }
        switch AnswerHead.take(from: &received) {
        case .incomplete: return false
        case .unusable:
            fail("an answer is not HTTP/1.1 with a Content-Length", context)
            return false
        case .whole(let head):
            body = (head.status, head.length)
            return true
        }
    }

    private func complete(_ status: Int, _ context: ChannelHandlerContext) {
        body = nil
        tally.answered(status)
        counted(tally.count)
        if tally.isEnded {
            isDone = true
            context.close(promise: nil)
        } else {
            send(context)
        }
    }

    private func fail(_ reason: String, _ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        if !tally.isEnded { tally.failed(reason) }
        context.close(promise: nil)
    }
}

/// What matters of an answer's head.
struct AnswerHead {
    enum Taken {
        case incomplete
        case unusable
        case whole(AnswerHead)
    }

    let status: Int
    let length: Int

    /// Takes a whole head off the front of a buffer.
    static func take(from buffer: inout ByteBuffer) -> Taken {
        let end = buffer.withUnsafeReadableBytes { bytes -> Int? in
            var index = 3
            while index < bytes.count {
                if bytes[index] == 0x0A, bytes[index - 1] == 0x0D, bytes[index - 2] == 0x0A {
                    return index + 1
                }
                index += 1
            }
            return nil
        }
        guard let end else { return buffer.readableBytes > 65_536 ? .unusable : .incomplete }
        guard let text = buffer.readString(length: end) else { return .unusable }
        let lines = text.utf8.split(separator: 0x0A)
        guard let first = lines.first, first.starts(with: "HTTP/1.1 ".utf8),
            let status = Int(Substring(first.dropFirst(9).prefix(3)))
        else { return .unusable }
        let name = "content-length:"
        for line in lines.dropFirst() {
            guard line.count > name.utf8.count,
                zip(line, name.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
            else { continue }
            let value = Substring(line.dropFirst(name.utf8.count)).filter { !$0.isWhitespace }
            guard let length = Int(value), length >= 0 else { return .unusable }
            return .whole(AnswerHead(status: status, length: length))
        }
        return .unusable
    }
}
