/// A place in a text as editors count: lines and characters from 1.
struct TextPlace: Equatable {
    private(set) var line = 1
    private(set) var column = 1

    /// The place of a byte; one behind the end is the text's end.
    init(of offset: Int, in bytes: Span<UInt8>) {
        for index in 0..<min(offset, bytes.count) {
            if bytes[index] == 0x0A {
                line += 1
                column = 1
            } else if bytes[index] & 0xC0 != 0x80 {
                // A byte that continues a character of UTF-8 is none of its own.
                column += 1
            }
        }
    }
}
