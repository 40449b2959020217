import HTTPWire
import NIOCore

/// A part of a body that was taken off a buffer.
enum BodyStep {
    case data(ByteBuffer)
    case needMore
    case end
}

extension ByteBuffer {
    /// Takes the next part of a body off the front; what was looked at does not stay.
    mutating func takeBodyStep(_ decoder: inout BodyDecoder) throws(WireProblem) -> BodyStep {
        if decoder.isEnded { return .end }
        switch try decoder.step(readableBytesUInt8Span) {
        case .needMore:
            self = ByteBuffer()
            return .needMore
        case .end(let count):
            moveReaderIndex(forwardBy: count)
            return .end
        case .data(let range):
            moveReaderIndex(forwardBy: range.lowerBound)
            return readSlice(length: range.count).map(BodyStep.data) ?? .needMore
        }
    }
}
