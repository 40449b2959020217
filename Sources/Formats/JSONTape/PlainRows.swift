/// A table of plain values that is read without a look at its size.
///
/// Only for tables that a compiler of schemas or masks or the parser wrote, together with every
/// number that leads into them: none comes from a payload. Debug builds look at the size all the
/// same.
@frozen
public struct PlainRows<Row: BitwiseCopyable>: ~Escapable {
    @usableFromInline let start: UnsafePointer<Row>?
    @usableFromInline let count: Int

    /// The rows of a span.
    @inlinable @inline(__always)
    @_lifetime(copy rows)
    public init(_ rows: Span<Row>) {
        // The rows stay where they are for as long as the span lives, and so does this.
        start = rows.withUnsafeBufferPointer { $0.baseAddress }
        count = rows.count
    }

    /// The row at an index, which must be one of the table's.
    @inlinable
    public subscript(index: Int) -> Row {
        @inline(__always)
        unsafeAddress {
            assert(UInt(bitPattern: index) < UInt(bitPattern: count))
            return start.unsafelyUnwrapped + index
        }
    }
}
