private import CLibCrypto

/// A parsed certificate of the library, for reading and signing in this module.
final class Certificate: Sendable {
    // SAFETY: complete before it is shared and only read afterwards; libcrypto locks the caches that
    // reading fills. Freed once, in `deinit`.
    nonisolated(unsafe) let handle: OpaquePointer

    /// Takes over an object of the library.
    init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    /// Reads exactly one certificate.
    convenience init(der: [UInt8]) throws(IssuingProblem) {
        let parsed = der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var cursor = bytes.baseAddress
            guard let parsed = d2i_X509(nil, &cursor, bytes.count) else { return nil }
            guard cursor == bytes.baseAddress.map({ $0 + bytes.count }) else {
                X509_free(parsed)
                return nil
            }
            return parsed
        }
        ERR_clear_error()
        guard let parsed else { throw .certificateUnreadable }
        self.init(owning: parsed)
    }

    deinit { X509_free(handle) }

    var der: [UInt8] { DER.bytes { i2d_X509(handle, $0) } }

    var publicKeyInfo: [UInt8] { DER.bytes { sluis_public_key_info(handle, $0) } }

    /// The serial number's bytes, big-endian.
    var serialNumber: [UInt8] {
        var start: UnsafePointer<UInt8>?
        let length = sluis_serial_bytes(X509_get0_serialNumber(handle), &start)
        return Array(UnsafeBufferPointer(start: start, count: max(Int(length), 0)))
    }
}
