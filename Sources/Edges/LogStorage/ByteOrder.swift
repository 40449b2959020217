extension UnsafeMutableRawBufferPointer {
    /// Writes a number at an offset, big end first.
    func put<Number: FixedWidthInteger>(_ value: Number, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: Number.self)
    }

    /// Copies bytes to an offset.
    func put(_ bytes: [UInt8], at offset: Int) {
        bytes.withUnsafeBytes { source in
            UnsafeMutableRawBufferPointer(rebasing: self[offset..<offset + source.count])
                .copyMemory(from: source)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Reads a number at an offset, big end first.
    func number<Number: FixedWidthInteger>(at offset: Int, _ type: Number.Type) -> Number {
        Number(bigEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    /// A part of the buffer as a buffer of its own.
    func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[range])
    }
}
