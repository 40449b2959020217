private import CLibCrypto

/// A distinguished name as this module writes it.
struct SubjectName {
    var organization: String?
    var commonName: String?
    var serialNumbers: [String] = []

    /// Adds the attributes to an empty name of the library.
    func write(to name: OpaquePointer?) throws(IssuingProblem) {
        let attributes: [(Int32, String?)] =
            [(NID_organizationName, organization)] + serialNumbers.map { (NID_serialNumber, $0) }
            + [(NID_commonName, commonName)]
        for (attribute, text) in attributes {
            guard let text else { continue }
            guard !text.utf8.contains(0), sluis_name_add(name, attribute, text) == 1 else {
                ERR_clear_error()
                throw .nameUnusable(text)
            }
        }
    }

    /// The value of a subjectAltName extension in the library's notation; nil when there are no names.
    ///
    /// Characters with a meaning in that notation are refused.
    static func alternatives(
        dnsNames: [String],
        addresses: [String]
    ) throws(IssuingProblem) -> String? {
        for name in dnsNames + addresses {
            let plain = name.utf8.allSatisfy { character in
                switch character {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "*"),
                    UInt8(ascii: ":"):
                    true
                default: false
                }
            }
            guard plain, !name.isEmpty else { throw .nameUnusable(name) }
        }
        let values = dnsNames.map { "DNS:" + $0 } + addresses.map { "IP:" + $0 }
        return values.isEmpty ? nil : values.joined(separator: ",")
    }
}
