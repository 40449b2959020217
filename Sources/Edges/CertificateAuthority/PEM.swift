private import CLibCrypto

/// The textual form of certificates and keys.
///
/// RFC 7468.
public enum PEM {
    /// Writes certificates one after the other.
    public static func certificates(_ chain: [[UInt8]]) throws(IssuingProblem) -> String {
        var text = ""
        for der in chain {
            let certificate = try Certificate(der: der)
            text += writing { bio in PEM_write_bio_X509(bio, certificate.handle) }
        }
        return text
    }

    /// Reads every certificate of a text as DER, in order; other blocks are passed over.
    ///
    /// Throws when there is none.
    public static func certificates(
        in text: some StringProtocol
    ) throws(IssuingProblem) -> [[UInt8]] {
        var chain: [[UInt8]] = []
        _ = reading(Array(text.utf8)) { bio in
            while let handle = PEM_read_bio_X509(bio, nil, { _, _, _, _ in -1 }, nil) {
                chain.append(Certificate(owning: handle).der)
            }
            return true
        }
        ERR_clear_error()
        guard !chain.isEmpty else { throw .certificateUnreadable }
        return chain
    }

    /// Lets a reader of the library work on bytes.
    static func reading<Value>(_ bytes: [UInt8], _ read: (OpaquePointer) -> Value?) -> Value? {
        bytes.withUnsafeBytes { buffer in
            guard let length = Int32(exactly: buffer.count),
                let bio = sluis_bio_read(buffer.baseAddress, length)
            else { return nil }
            defer { sluis_bio_free(bio) }
            return read(bio)
        }
    }

    /// The text that a writer of the library made; empty when it failed.
    static func writing(_ write: (OpaquePointer) -> Int32) -> String {
        guard let bio = sluis_bio_write() else { return "" }
        defer { sluis_bio_free(bio) }
        guard write(bio) == 1 else { return "" }
        var start: UnsafeMutablePointer<CChar>?
        let length = sluis_bio_bytes(bio, &start)
        let bytes = UnsafeRawBufferPointer(start: start, count: max(length, 0))
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Calls of the library that give bytes which it allocated.
enum DER {
    /// The bytes that an encoder of the library made; empty when it failed.
    static func bytes(
        _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32
    ) -> [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let length = encode(&start)
        defer { sluis_free(start) }
        return Array(UnsafeBufferPointer(start: start, count: max(Int(length), 0)))
    }
}
