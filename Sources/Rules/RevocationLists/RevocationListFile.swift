private import CLibCrypto

/// All revocation lists of a file or an answer: one or more in DER, or one or more in PEM.
///
/// Each list is judged by itself: one that cannot be used leaves the others to be used.
public struct RevocationListFile: Hashable, Sendable {
    /// The most lists that are read of one file.
    public static let maximumLists = 64

    /// The lists that can be used, in order.
    public let lists: [RevocationList]
    /// What is wrong with the others.
    public let problems: [RevocationListProblem]

    /// Reads the bytes; takes milliseconds for lists of megabytes, so never on an event loop.
    public init(_ bytes: [UInt8]) {
        var reading = Reading()
        if !reading.readDER(bytes) { reading.readPEM(bytes) }
        if reading.found == 0, reading.problems.isEmpty {
            reading.problems = [.noList(beginning: Self.beginning(of: bytes))]
        }
        (lists, problems) = (reading.lists, reading.problems)
    }

    /// The first characters of bytes that were to be a list, for an operator.
    private static func beginning(of bytes: [UInt8]) -> String {
        let first = bytes.prefix(24).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: ".") }
        return String(decoding: first, as: UTF8.self)
    }

    private struct Reading {
        var lists: [RevocationList] = []
        var problems: [RevocationListProblem] = []
        var found = 0

        /// Reads lists in DER, one after the other; false when the bytes do not begin with one.
        mutating func readDER(_ bytes: [UInt8]) -> Bool {
            guard bytes.first == 0x30 else { return false }
            defer { ERR_clear_error() }
            return bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return false }
                var cursor: UnsafePointer<UInt8>? = base
                var start = 0
                while start < buffer.count {
                    guard let parsed = d2i_X509_CRL(nil, &cursor, buffer.count - start) else {
                        guard start > 0 else { return false }
                        problems.append(.damaged(place: found + 1))
                        return true
                    }
                    let end = cursor.map { $0 - base } ?? buffer.count
                    take(parsed, Array(buffer[start..<end]))
                    start = end
                    guard found <= RevocationListFile.maximumLists else { return true }
                }
                return true
            }
        }

        /// Reads lists in PEM, whatever stands between them.
        mutating func readPEM(_ bytes: [UInt8]) {
            defer { ERR_clear_error() }
            guard let length = Int32(exactly: bytes.count), length > 0,
                let bio = sluis_bio_read(bytes, length)
            else { return }
            defer { sluis_bio_free(bio) }
            ERR_clear_error()
            while found <= RevocationListFile.maximumLists {
                guard let parsed = PEM_read_bio_X509_CRL(bio, nil, { _, _, _, _ in -1 }, nil) else {
                    if sluis_pem_at_end() == 0 { problems.append(.damaged(place: found + 1)) }
                    return
                }
                take(parsed, Self.der(parsed))
            }
        }

        private mutating func take(_ parsed: OpaquePointer, _ der: [UInt8]) {
            defer { X509_CRL_free(parsed) }
            found += 1
            guard found <= RevocationListFile.maximumLists else {
                return problems.append(.tooMany)
            }
            do throws(RevocationListProblem) {
                lists.append(try RevocationList(parsed: parsed, der: der, place: found))
            } catch {
                problems.append(error)
            }
        }

        private static func der(_ list: OpaquePointer) -> [UInt8] {
            var start: UnsafeMutablePointer<UInt8>?
            let length = i2d_X509_CRL(list, &start)
            defer { sluis_free(start) }
            return Array(UnsafeBufferPointer(start: start, count: max(Int(length), 0)))
        }
    }
}
