import NIOCore

/// Whether a head of HTTP/2 has begun to arrive and is not whole yet.
///
/// Told from the frames' own heads, of which no part of a message is needed. RFC 9113, *Frame
/// Format* and *CONTINUATION*.
struct HeadProgress {
    private static let frameHeadLength = 9
    private static let headers: UInt8 = 1
    private static let continuation: UInt8 = 9
    /// END_HEADERS.
    private static let endsHead: UInt8 = 4

    /// Bytes that are left of the frame, or of what comes before the first one.
    private var left: Int
    /// A frame's head as far as it has come.
    private var frameHead: [UInt8] = []
    private var endsWithFrame = false
    /// Whether part of a head is here.
    private(set) var isWithin = false

    /// Begins with bytes that are no frames.
    init(after preface: Int) {
        left = preface
        frameHead.reserveCapacity(Self.frameHeadLength)
    }

    /// Goes through bytes that follow those of before.
    mutating func take(_ buffer: ByteBuffer) {
        var bytes = buffer
        while bytes.readableBytes > 0 {
            guard left == 0 else {
                let step = min(left, bytes.readableBytes)
                bytes.moveReaderIndex(forwardBy: step)
                left -= step
                if left == 0 { endFrame() }
                continue
            }
            if frameHead.isEmpty, bytes.readableBytes >= Self.frameHeadLength,
                let first = bytes.getInteger(at: bytes.readerIndex, as: UInt32.self),
                let flags = bytes.getInteger(at: bytes.readerIndex + 4, as: UInt8.self)
            {
                bytes.moveReaderIndex(forwardBy: Self.frameHeadLength)
                beginFrame(Int(first >> 8), UInt8(truncatingIfNeeded: first), flags)
                continue
            }
            let missing = Self.frameHeadLength - frameHead.count
            frameHead += bytes.readBytes(length: min(missing, bytes.readableBytes)) ?? []
            guard frameHead.count == Self.frameHeadLength else { return }
            let head = frameHead
            frameHead.removeAll(keepingCapacity: true)
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            beginFrame(length, head[3], head[4])
        }
    }

    private mutating func beginFrame(_ length: Int, _ type: UInt8, _ flags: UInt8) {
        left = length
        guard type == Self.headers || type == Self.continuation else { return }
        isWithin = true
        endsWithFrame = flags & Self.endsHead != 0
        if left == 0 { endFrame() }
    }

    private mutating func endFrame() {
        guard isWithin, endsWithFrame else { return }
        (isWithin, endsWithFrame) = (false, false)
    }
}
