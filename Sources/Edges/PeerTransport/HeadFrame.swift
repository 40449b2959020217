import NIOCore
import NIOHPACK

/// Heads of HTTP/2 as single frames: NIOHTTP2 writes no CONTINUATION.
enum HeadFrame {
    /// The bytes that every HTTP/2 connection takes in one frame: RFC 9113, *SETTINGS_MAX_FRAME_SIZE*.
    static let leastBytes = 16_384
    /// Bytes that are packed for one of text at most: no code is longer than 30 bits.
    private static let expansion = 4
    /// Bytes of a packed field besides its name and value, at most.
    private static let fieldBytes = 12

    /// Whether a head fits into one frame of a number of bytes.
    ///
    /// One that does not must not be written: packing it would change the table that both ends
    /// share, and the frame would never leave.
    static func fits(_ head: HPACKHeaders, in bytes: Int) -> Bool {
        var text = 0
        for (name, value, _) in head { text += name.utf8.count + value.utf8.count + fieldBytes }
        if text * expansion <= bytes { return true }
        // Packed with a table of its own: with the connection's it is no longer.
        var encoder = HPACKEncoder(allocator: ByteBufferAllocator())
        var packed = ByteBufferAllocator().buffer(capacity: text)
        guard (try? encoder.encode(headers: head, to: &packed)) != nil else { return false }
        return packed.readableBytes + fieldBytes * head.count <= bytes
    }
}
