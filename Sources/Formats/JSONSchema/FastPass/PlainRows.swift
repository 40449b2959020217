/// A table of plain values that is read without a look at its size.
///
/// Only for tables that the compiler of schemas wrote, together with every number that leads into
/// them: none comes from a payload.
struct PlainRows<Row: BitwiseCopyable>: ~Escapable {
    private let start: UnsafePointer<Row>?

    @_lifetime(copy rows)
    init(_ rows: Span<Row>) {
        start = rows.withUnsafeBufferPointer { $0.baseAddress }
    }

    subscript(index: Int) -> Row {
        @inline(__always)
        unsafeAddress { start.unsafelyUnwrapped + index }
    }
}
