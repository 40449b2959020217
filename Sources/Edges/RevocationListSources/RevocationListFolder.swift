import ExchangeModel
import Foundation
import PeerIdentity
public import RevocationLists

/// The revocation lists that were in force, on disk, so that a start needs no list server and no older
/// list comes back over a restart.
///
/// A file a list, in DER; and the certificates of the authorities that proved them. Nothing in the
/// folder is believed: at the start every signature is checked again.
public struct RevocationListFolder: Sendable {
    /// Why the folder could not be written.
    public struct Problem: Error, CustomStringConvertible {
        /// What failed, and what the system said.
        public let description: String
    }

    /// What the folder holds.
    public struct Contents: Hashable, Sendable {
        /// The lists.
        public var lists: [RevocationList] = []
        /// Certificates of authorities, in DER.
        public var authorities: [[UInt8]] = []
        /// Files that are no list, or hold one that cannot be used.
        public var unusable: [String] = []

        /// An empty folder.
        public init() {}
    }

    private let path: String

    /// Takes the folder's path; it is made when something is kept.
    public init(_ path: String) {
        self.path = path
    }

    /// Everything in the folder; nothing where there is none.
    public func contents() -> Contents {
        var contents = Contents()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names.sorted().prefix(4 * ListsInForce.maximumAuthorities)
        where name.hasSuffix(".crl") || name.hasSuffix(".cer") {
            guard let answer = try? RevocationListReader.read(file: "\(path)/\(name)") else {
                contents.unusable.append("\(path)/\(name)")
                continue
            }
            guard name.hasSuffix(".crl") else {
                contents.authorities.append(answer.bytes)
                continue
            }
            let file = RevocationListFile(answer.bytes)
            contents.lists += file.lists
            if !file.problems.isEmpty { contents.unusable.append("\(path)/\(name)") }
        }
        return contents
    }

    /// Keeps the list of an authority in the place of its last one; durable when this returns.
    public func keep(
        _ list: RevocationList,
        of authority: ListsInForce.Authority
    ) throws(Problem) {
        try write(list.der, as: Self.name(Array(authority.text.utf8)) + ".crl")
    }

    /// Forgets the list of an authority.
    public func forget(_ authority: ListsInForce.Authority) {
        unlink("\(path)/" + Self.name(Array(authority.text.utf8)) + ".crl")
    }

    /// Keeps the certificate of an authority.
    public func keep(authority certificate: [UInt8]) throws(Problem) {
        try write(certificate, as: Self.name(certificate) + ".cer")
    }

    private static func name(_ bytes: [UInt8]) -> String {
        Hexadecimal.encode(SHA256Value(hashing: bytes).bytes)
    }

    /// Writes beside the file and renames, so that a crash leaves the old bytes or the new.
    private func write(_ bytes: [UInt8], as name: String) throws(Problem) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw Problem(description: "\(path) cannot be made: is the disk full?")
        }
        let (temporary, file) = ("\(path)/.\(name).new", "\(path)/\(name)")
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            done += count
        }
        let isWritten = done == bytes.count && fsync(descriptor) == 0
        let fault = problem(file)
        close(descriptor)
        guard isWritten, rename(temporary, file) == 0 else {
            unlink(temporary)
            throw fault
        }
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private func problem(_ file: String) -> Problem {
        Problem(description: "\(file) cannot be written: \(String(cString: strerror(errno)))")
    }
}
