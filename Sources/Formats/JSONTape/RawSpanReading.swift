extension RawSpan {
    /// The byte at an index; the bounds are checked.
    @inlinable @inline(__always)
    package func byte(_ index: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }

    /// The byte at an index, or zero after the end: no token of JSON holds a zero byte.
    @inlinable @inline(__always)
    package func peek(_ index: Int) -> UInt8 {
        UInt(bitPattern: index) < UInt(bitPattern: byteCount)
            ? unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self) : 0
    }

    /// Eight bytes from an index, the first lowest; the bounds are checked.
    @inlinable @inline(__always)
    package func eight(_ index: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// The same, of an index from which eight bytes are known to be within the bounds.
    @inlinable @inline(__always)
    package func eightWithin(_ index: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
    }

    /// Three bytes from an index, the first lowest; four from there must be within the bounds.
    @inline(__always)
    func three(_ index: Int) -> UInt32 {
        let four = unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt32.self)
        return UInt32(littleEndian: four) & 0xff_ffff
    }

    /// Up to eight bytes from an index, zeros after the given length.
    @inlinable @inline(__always)
    package func prefix(_ index: Int, length: Int) -> UInt64 {
        if index &+ 8 <= byteCount {
            let value = eight(index)
            return length >= 8
                ? value : value & ((1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1)
        }
        return slowPrefix(index, length: length)
    }

    @usableFromInline
    func slowPrefix(_ index: Int, length: Int) -> UInt64 {
        var value: UInt64 = 0
        for step in 0..<Swift.min(length, 8) {
            value |= UInt64(peek(index &+ step)) &<< UInt64(step &* 8)
        }
        return value
    }

    /// The text of a range, which must be UTF-8.
    package func text(_ offset: Int, length: Int) -> String {
        extracting(offset..<(offset + length)).withUnsafeBytes {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
