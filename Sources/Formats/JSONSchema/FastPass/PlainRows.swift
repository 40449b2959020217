/// A table of plain values that is read without a look at its size.
///
/// Only for tables that the compiler of schemas wrote, together with every number that leads into
/// them: none comes from a payload. Debug builds look at the size all the same.
struct PlainRows<Row: BitwiseCopyable>: ~Escapable {
    private let start: UnsafePointer<Row>?
    private let count: Int

    @_lifetime(copy rows)
    init(_ rows: Span<Row>) {
        // The rows stay where they are for as long as the span lives, and so does this.
        start = rows.withUnsafeBufferPointer { $0.baseAddress }
        count = rows.count
    }

    subscript(index: Int) -> Row {
        @inline(__always)
        unsafeAddress {
            assert(UInt(bitPattern: index) < UInt(bitPattern: count))
            return start.unsafelyUnwrapped + index
        }
    }
}
