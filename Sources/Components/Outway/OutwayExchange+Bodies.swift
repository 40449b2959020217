import AccessLog
import NIOCore
import PayloadPolicy

/// The bodies that are held to be checked, within the room of the process.
extension OutwayExchange {
    /// Draws room for a body that is held until it was checked.
    func hold(total: UInt64) {
        guard let course, facts.outcome == nil else { return }
        let limit = course.route.rules.limits.requestBytes
        guard total <= UInt64(limit) else {
            facts.requestVerdict = .failed
            return stop(.payload(.requestTooLarge(limit: limit)))
        }
        draw(Int(total))
    }

    private func draw(_ total: Int) {
        let more = total - drawn
        guard more > 0 else { return }
        guard loop.hold(more) else { return stop(.overloaded) }
        drawn += more
    }

    /// Keeps a part of an answer that is held until it was checked.
    func hold(answer part: ByteBuffer) {
        guard let course, facts.outcome == nil else { return }
        let limit = course.route.rules.limits.answerBytes
        guard body.readableBytes + part.readableBytes <= limit else {
            return stop(.answer(.answerTooLarge(limit: limit)))
        }
        draw(body.readableBytes + part.readableBytes)
        guard facts.outcome == nil else { return }
        if body.readableBytes == 0 { body = part } else { body.writeImmutableBuffer(part) }
    }

    func releaseBody() {
        loop.letGo(drawn)
        drawn = 0
        body = ByteBuffer()
    }
}
