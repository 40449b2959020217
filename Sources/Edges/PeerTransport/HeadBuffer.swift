public import HTTPWire
public import NIOCore

/// A head that is being written: first line and fields, without the empty line.
///
/// Leave out `Content-Length`, `Transfer-Encoding` and `Connection`: the connection that sends the
/// head adds them.
public struct HeadBuffer: ByteSink {
    static let initialBytes = 2_048

    @usableFromInline var bytes: ByteBuffer

    init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }

    /// Makes an empty head.
    public init() {
        bytes = ByteBufferAllocator().buffer(capacity: Self.initialBytes)
    }

    /// Adds one byte.
    @inlinable
    public mutating func append(_ byte: UInt8) {
        bytes.writeInteger(byte)
    }

    /// Adds bytes in their order.
    @inlinable
    public mutating func append(_ span: RawSpan) {
        _ = span.withUnsafeBytes { bytes.writeBytes($0) }
    }

    /// The status of an answer's head, 0 when there is none: the three digits after the version.
    var status: Int {
        let start = bytes.readerIndex + 9
        var status = 0
        for position in start..<(start + 3) {
            guard let digit = bytes.getInteger(at: position, as: UInt8.self),
                (0x30...0x39).contains(digit)
            else { return 0 }
            status = status * 10 + Int(digit - 0x30)
        }
        return status
    }
}
