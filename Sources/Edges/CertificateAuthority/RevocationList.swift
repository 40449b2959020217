private import CLibCrypto
internal import ExchangeModel

/// An extension of a revocation list, for lists that tests are made with.
public struct RevocationListExtension: Hashable, Sendable {
    /// The object identifier, in dots.
    public let kind: String
    /// Whether a reader that does not know it must not use the list.
    public let isCritical: Bool
    /// DER of the value.
    public let value: [UInt8]

    /// Names an extension.
    public init(_ kind: String, isCritical: Bool, value: [UInt8]) {
        self.kind = kind
        self.isCritical = isCritical
        self.value = value
    }
}

/// A list of revoked certificates before it is signed.
///
/// RFC 5280, *CRL and CRL Extensions Profile*.
struct RevocationList {
    /// Serial numbers (big-endian) and when they were revoked.
    let entries: [[UInt8]: Timestamp]
    let thisUpdate: Timestamp
    /// Nil makes a list that never ends.
    let nextUpdate: Timestamp?
    /// Negative for none.
    let number: Int64
    var extensions: [RevocationListExtension] = []

    /// DER of the list in the issuer's name.
    func signed(by issuer: Certificate, with key: PrivateKey) throws(IssuingProblem) -> [UInt8] {
        guard let list = X509_CRL_new() else { throw .fromLibrary("making a revocation list") }
        defer { X509_CRL_free(list) }
        guard X509_CRL_set_version(list, 1) == 1,
            X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer.handle)) == 1,
            sluis_set_updates(list, thisUpdate.seconds, nextUpdate?.seconds ?? .min) == 1,
            sluis_crl_extend(list, issuer.handle, number) == 1
        else { throw .fromLibrary("filling a revocation list") }
        for more in extensions {
            let length = Int32(truncatingIfNeeded: more.value.count)
            let isCritical: Int32 = more.isCritical ? 1 : 0
            guard sluis_crl_add(list, more.kind, isCritical, more.value, length) == 1 else {
                throw .fromLibrary("extending a revocation list")
            }
        }
        for (serialNumber, moment) in entries {
            guard
                let serial = sluis_serial(
                    serialNumber,
                    Int32(truncatingIfNeeded: serialNumber.count)
                )
            else { throw .fromLibrary("a serial number") }
            defer { ASN1_INTEGER_free(serial) }
            guard sluis_crl_revoke(list, serial, moment.seconds) == 1 else {
                throw .fromLibrary("adding a revoked certificate")
            }
        }
        guard X509_CRL_sort(list) == 1, X509_CRL_sign(list, key.handle, key.digest) > 0 else {
            throw .fromLibrary("signing a revocation list")
        }
        return DER.bytes { i2d_X509_CRL(list, $0) }
    }

    /// The entries of a list that the key's owner signed.
    static func entries(
        of der: [UInt8],
        signedBy key: PrivateKey
    ) throws(IssuingProblem) -> [[UInt8]: Timestamp] {
        let parsed = der.withUnsafeBufferPointer { bytes in
            var cursor = bytes.baseAddress
            return d2i_X509_CRL(nil, &cursor, bytes.count)
        }
        defer { ERR_clear_error() }
        guard let parsed else { throw .revocationListUnreadable }
        defer { X509_CRL_free(parsed) }
        guard X509_CRL_verify(parsed, key.handle) == 1 else { throw .revocationListUnreadable }
        var entries: [[UInt8]: Timestamp] = [:]
        for position in 0..<max(sluis_revoked_count(parsed), 0) {
            var serial: UnsafePointer<ASN1_INTEGER>?
            let moment = sluis_revoked_at(parsed, position, &serial)
            var start: UnsafePointer<UInt8>?
            let length = sluis_serial_bytes(serial, &start)
            let number = Array(UnsafeBufferPointer(start: start, count: max(Int(length), 0)))
            entries[number] = Timestamp(seconds: moment)
        }
        return entries
    }
}
