private import CLibCrypto
public import ExchangeModel

/// A whole revocation list of one authority, read but not proven: whose it is and how long it holds.
///
/// A value of this type has no delta indicator, is narrowed by no issuing distribution point and has no
/// critical extension that is not understood. RFC 5280, *CRL and CRL Extensions Profile*.
public struct RevocationList: Hashable, Sendable {
    /// The list's bytes.
    public let der: [UInt8]
    /// The issuer's name in one line, RFC 2253.
    public let issuer: String
    /// When the list was made.
    public let thisUpdate: Timestamp
    /// When the list ends.
    public let nextUpdate: Timestamp
    /// How many certificates it revokes.
    public let entries: Int
    /// Its number, big-endian without leading zeros; nil when it has none.
    public let number: [UInt8]?
    /// The identifier of the key that signed it, as it says itself; empty when it says none.
    let keyID: [UInt8]
    /// DER of the issuing distribution point; empty without one.
    let scope: [UInt8]

    /// Reads one parsed list.
    init(parsed: OpaquePointer, der: [UInt8], place: Int) throws(RevocationListProblem) {
        issuer = DistinguishedName.line(of: X509_CRL_get_issuer(parsed))
        let name = issuer.isEmpty ? "an authority without a name" : issuer
        let from = sluis_this_update(parsed)
        let until = sluis_next_update(parsed)
        guard !issuer.isEmpty, from != .min else { throw .damaged(place: place) }
        var length: Int32 = 0
        guard sluis_crl_extension(parsed, NID_delta_crl, &length) == nil else {
            throw .delta(issuer: name)
        }
        switch sluis_crl_scope(parsed) {
        case 0: scope = []
        case 1: scope = Self.extensionBytes(NID_issuing_distribution_point, of: parsed)
        case 2: throw .narrowed(issuer: name)
        default: throw .damaged(place: place)
        }
        if let kind = Self.unknownCriticalExtension(of: parsed) {
            throw .unknownCriticalExtension(kind, issuer: name)
        }
        guard until != .min else { throw .withoutNextUpdate(issuer: name) }
        guard from <= until else { throw .damaged(place: place) }
        var bytes = [UInt8](repeating: 0, count: 64)
        switch sluis_crl_number(parsed, &bytes, 20) {
        case -1: number = nil
        case let length where length >= 0:
            number = Array(bytes.prefix(Int(length)).drop { $0 == 0 })
        default: throw .damaged(place: place)
        }
        keyID = Array(bytes.prefix(max(0, Int(sluis_crl_key_id(parsed, &bytes, 64)))))
        thisUpdate = Timestamp(seconds: from)
        nextUpdate = Timestamp(seconds: until)
        entries = max(Int(sluis_revoked_count(parsed)), 0)
        self.der = der
    }

    /// Whether the list is in force by itself at a moment.
    ///
    /// The library counts the second of nextUpdate as past the end.
    public func holds(at now: Timestamp) -> Bool { thisUpdate <= now && now < nextUpdate }

    /// Whether this list was made before another one of the same authority.
    ///
    /// By their numbers where both have one, else by their moments. RFC 5280, *CRL Number*.
    public func precedes(_ other: RevocationList) -> Bool {
        guard issuer == other.issuer else { return false }
        guard let number, let others = other.number, number != others else {
            return thisUpdate < other.thisUpdate
        }
        return number.count == others.count
            ? number.lexicographicallyPrecedes(others) : number.count < others.count
    }

    /// Whether this list takes the same place as another one of its authority by what orders lists.
    ///
    /// That is the number where both have one, else the moment. Numbers grow with each list: two with
    /// one number are a fault of the authority. RFC 5280, *CRL Number*.
    func repeats(_ other: RevocationList) -> Bool {
        guard let number, let others = other.number else { return thisUpdate == other.thisUpdate }
        return number == others
    }

    /// The serial numbers that it revokes, big-endian; read from its bytes at each call.
    func revokedSerials() -> Set<[UInt8]> {
        defer { ERR_clear_error() }
        let parsed = der.withUnsafeBufferPointer { bytes in
            var cursor = bytes.baseAddress
            return d2i_X509_CRL(nil, &cursor, bytes.count)
        }
        guard let parsed else { return [] }
        defer { X509_CRL_free(parsed) }
        var found: Set<[UInt8]> = []
        for place in 0..<max(sluis_revoked_count(parsed), 0) {
            var serial: UnsafePointer<ASN1_INTEGER>?
            _ = sluis_revoked_at(parsed, place, &serial)
            var start: UnsafePointer<UInt8>?
            let length = sluis_serial_bytes(serial, &start)
            found.insert(Array(UnsafeBufferPointer(start: start, count: max(Int(length), 0))))
        }
        return found
    }

    /// Which list it is, for operators: its number in hexadecimal, and its moment.
    public var label: String {
        let moment = "of \(thisUpdate)"
        guard let number else { return moment }
        return "number 0x\(number.isEmpty ? "0" : Hexadecimal.encode(number)), \(moment)"
    }

    private static func extensionBytes(_ kind: Int32, of list: OpaquePointer) -> [UInt8] {
        var length: Int32 = 0
        guard let start = sluis_crl_extension(list, kind, &length) else { return [] }
        return Array(UnsafeBufferPointer(start: start, count: max(Int(length), 0)))
    }

    private static func unknownCriticalExtension(of list: OpaquePointer) -> String? {
        var text = [CChar](repeating: 0, count: 80)
        let length = Int(sluis_crl_unknown_critical(list, &text, Int32(text.count)))
        guard length > 0 else { return nil }
        let bytes = text.prefix(min(length, text.count - 1)).map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Names of issuers and subjects as the library writes them.
package enum DistinguishedName {
    /// A distinguished name in one line, RFC 2253; empty when it has no part.
    package static func line(of name: OpaquePointer?) -> String {
        guard let name, let bio = sluis_bio_write() else { return "" }
        defer { sluis_bio_free(bio) }
        guard sluis_name_line(bio, name) >= 0 else { return "" }
        var start: UnsafeMutablePointer<CChar>?
        let length = sluis_bio_bytes(bio, &start)
        return String(
            decoding: UnsafeRawBufferPointer(start: start, count: max(length, 0)),
            as: UTF8.self
        )
    }
}
