import Crypto
import ExchangeModel
import Foundation
import PayloadPolicy
import Synchronization

/// The derived documents that this gateway knows by their digests: its own and those of providers.
///
/// They are kept in the data folder, so that a provider still gives out the documents of contracts
/// in force after its own document changed, and a consumer needs each only once. A file whose bytes
/// have another digest than its name is not used.
final class DocumentShelf: Sendable {
    private let folder: String
    private let documents: Mutex<[SHA256Value: [UInt8]]>

    /// Opens the folder; what cannot be read is left out.
    init(folder: String) {
        self.folder = folder
        var found: [SHA256Value: [UInt8]] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard name.hasSuffix(".json"),
                let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
                let digest = Self.digest([UInt8](data)), "\(digest.hexadecimal).json" == name
            else { continue }
            found[digest] = [UInt8](data)
        }
        documents = Mutex(found)
    }

    /// A document; nil when it is not known.
    subscript(digest: SHA256Value) -> [UInt8]? { documents.withLock { $0[digest] } }

    /// Keeps a document; one that cannot be written is kept until the gateway ends.
    func keep(_ bytes: [UInt8]) throws {
        guard let digest = Self.digest(bytes) else { return }
        let isNew = documents.withLock { $0.updateValue(bytes, forKey: digest) == nil }
        guard isNew else { return }
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let file = URL(filePath: "\(folder)/\(digest.hexadecimal).json")
        try Data(bytes).write(to: file, options: .atomic)
    }

    /// Keeps the documents of all purposes of a gateway.
    func keep(_ parts: GatewayParts) throws {
        for derived in parts.services.flatMap(\.derived.values) {
            if case .success(let document) = derived { try keep(document.bytes) }
        }
    }

    /// The digest by which documents are pinned.
    static func digest(_ bytes: [UInt8]) -> SHA256Value? {
        SHA256Value(Array(SHA256.hash(data: bytes)))
    }
}
