private import CLibCrypto

/// A certificate signing request: a public key and the names wanted for it.
///
/// RFC 2986.
///
/// The private key stays with whoever makes the request.
public struct SigningRequest: Sendable {
    /// The request's bytes.
    public let der: [UInt8]
    /// Wanted subject organizationName.
    public let organization: String?
    /// Wanted subject serialNumber: the OIN.
    public let serialNumber: String?
    /// Wanted host names.
    public let dnsNames: [String]
    /// Wanted IP addresses, as text.
    public let addresses: [String]

    /// Makes and signs a request.
    public init(
        organization: String,
        serialNumber: String?,
        dnsNames: [String],
        addresses: [String] = [],
        key: PrivateKey
    ) throws(IssuingProblem) {
        guard let request = X509_REQ_new() else { throw .fromLibrary("making a signing request") }
        defer { X509_REQ_free(request) }
        let subject = SubjectName(
            organization: organization,
            commonName: dnsNames.first ?? organization,
            serialNumbers: serialNumber.map { [$0] } ?? []
        )
        try subject.write(to: X509_REQ_get_subject_name(request))
        if let names = try SubjectName.alternatives(dnsNames: dnsNames, addresses: addresses) {
            guard sluis_request_extend(request, names) == 1 else {
                throw .fromLibrary("adding names to a signing request")
            }
        }
        guard X509_REQ_set_version(request, 0) == 1, X509_REQ_set_pubkey(request, key.handle) == 1,
            X509_REQ_sign(request, key.handle, key.digest) > 0
        else { throw .fromLibrary("signing a signing request") }
        try self.init(der: DER.bytes { i2d_X509_REQ(request, $0) })
    }

    /// Reads a request in DER; its signature must fit its key.
    public init(der: [UInt8]) throws(IssuingProblem) {
        defer { ERR_clear_error() }
        guard let request = Self.parse(der) else { throw .signingRequestUnreadable }
        defer { X509_REQ_free(request) }
        guard X509_REQ_verify(request, X509_REQ_get0_pubkey(request)) == 1 else {
            throw .signingRequestUnreadable
        }
        let subject = X509_REQ_get_subject_name(request)
        let names = sluis_request_names(request)
        defer { sluis_names_free(names) }
        self.der = der
        organization = Self.attribute(NID_organizationName, of: subject)
        serialNumber = Self.attribute(NID_serialNumber, of: subject)
        dnsNames = Self.names(names, GEN_DNS).map { String(decoding: $0, as: UTF8.self) }
        addresses = Self.names(names, GEN_IPADD).compactMap(Self.address)
    }

    /// Reads a request in PEM.
    public init(pem: some StringProtocol) throws(IssuingProblem) {
        let der = PEM.reading(Array(pem.utf8)) { bio -> [UInt8]? in
            guard let request = PEM_read_bio_X509_REQ(bio, nil, { _, _, _, _ in -1 }, nil) else {
                return nil
            }
            defer { X509_REQ_free(request) }
            return DER.bytes { i2d_X509_REQ(request, $0) }
        }
        ERR_clear_error()
        guard let der else { throw .signingRequestUnreadable }
        try self.init(der: der)
    }

    /// The request in PEM.
    public var pem: String {
        guard let request = Self.parse(der) else { return "" }
        defer { X509_REQ_free(request) }
        return PEM.writing { PEM_write_bio_X509_REQ($0, request) }
    }

    /// The key to certify; the caller frees it.
    func publicKey() throws(IssuingProblem) -> OpaquePointer {
        guard let request = Self.parse(der) else { throw .signingRequestUnreadable }
        defer { X509_REQ_free(request) }
        guard let key = X509_REQ_get_pubkey(request) else { throw .signingRequestUnreadable }
        return key
    }

    private static func parse(_ der: [UInt8]) -> OpaquePointer? {
        der.withUnsafeBufferPointer { bytes in
            var cursor = bytes.baseAddress
            return d2i_X509_REQ(nil, &cursor, bytes.count)
        }
    }

    private static func attribute(_ number: Int32, of name: OpaquePointer?) -> String? {
        let position = X509_NAME_get_index_by_NID(name, number, -1)
        guard position >= 0 else { return nil }
        let value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, position))
        let bytes = DER.bytes { ASN1_STRING_to_UTF8($0, value) }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func names(_ names: OpaquePointer?, _ wanted: Int32) -> [[UInt8]] {
        guard let names else { return [] }
        return (0..<max(sluis_names_count(names), 0)).compactMap { position in
            var length: Int32 = 0
            guard let start = sluis_name_at(names, position, wanted, &length) else { return nil }
            return Array(UnsafeBufferPointer(start: start, count: max(Int(length), 0)))
        }
    }

    /// Four bytes as IPv4 text, sixteen as IPv6 text in eight groups.
    private static func address(_ bytes: [UInt8]) -> String? {
        switch bytes.count {
        case 4: bytes.map { String($0) }.joined(separator: ".")
        case 16:
            stride(from: 0, to: 16, by: 2).map { position in
                String(UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1]), radix: 16)
            }.joined(separator: ":")
        default: nil
        }
    }
}
