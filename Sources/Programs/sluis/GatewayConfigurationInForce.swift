import Crypto
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import YAMLDocument

/// A configuration file as it was read, with what it makes.
struct GatewayConfigurationInForce: Sendable {
    /// The parts that it makes.
    var parts: GatewayParts
    /// What the file says.
    let document: JSONValue?
    /// The SHA-256 of the file.
    let digest: SHA256Value?
    /// What the file says that only a restart puts in force, by name.
    let needsRestart: [String]

    /// Reads and builds the configuration of a gateway that starts.
    ///
    /// - Throws: ``ConfigurationRefused`` with every problem.
    init(starting file: String) throws(ConfigurationRefused) {
        let bytes = try Self.bytes(of: file)
        let settings = try GatewaySettings(bytes, file: file)
        let folder = settings.dataFolder + "/" + PolicyArchive.folderName
        parts = try GatewayParts(settings, kept: PolicyArchive(folder: folder).present)
        document = try? YAMLNode.json(parsing: bytes)
        digest = SHA256Value(Array(SHA256.hash(data: bytes)))
        needsRestart = []
    }

    /// Reads and builds what a running gateway would change to; nothing is changed by that.
    ///
    /// - Throws: ``ConfigurationRefused`` with every problem.
    init(
        following present: GatewayConfigurationInForce,
        kept: KeptPolicies
    ) throws(ConfigurationRefused) {
        let running = present.parts.settings
        let bytes = try Self.bytes(of: running.file)
        let read = try GatewaySettings(bytes, file: running.file)
        let (settings, names) = running.changed(to: read)
        parts = try GatewayParts(settings, kept: kept, after: present.parts)
        document = try? YAMLNode.json(parsing: bytes)
        digest = SHA256Value(Array(SHA256.hash(data: bytes)))
        needsRestart = names
    }

    /// What of the file is not in force: what has changed since it was read, what waits for a restart, or
    /// why it cannot be used; nil when all of it is.
    var pending: String? {
        let file = parts.settings.file
        guard let data = FileManager.default.contents(atPath: file) else {
            return "\(file) cannot be read: the next start would fail"
        }
        var sentences: [String] = []
        if digest != SHA256Value(Array(SHA256.hash(data: data))) {
            do {
                let read = try YAMLNode.json(parsing: [UInt8](data))
                let places = document.map { ConfigurationChange.places(from: $0, to: read) } ?? []
                if !places.isEmpty {
                    sentences.append(
                        "\(file): \(places.joined(separator: ", ")); `sluis reload` puts it in force"
                    )
                }
            } catch {
                sentences.append("\(file):\(error.line): \(error.message)")
            }
        }
        if !needsRestart.isEmpty {
            sentences.append("restart needed: \(needsRestart.joined(separator: ", "))")
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    }

    private static func bytes(of file: String) throws(ConfigurationRefused) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: file) else {
            _ = try GatewaySettings(readingFile: file)
            let reason = "the file cannot be read"
            throw ConfigurationRefused(
                problems: [.init(file: file, line: 0, key: "", message: reason)]
            )
        }
        return [UInt8](data)
    }
}

extension GatewaySettings {
    /// What a running gateway takes over of new settings, and the names of what it cannot.
    ///
    /// It keeps its place, its listeners, its identity and its trust; what the files hold that these
    /// name is read again all the same.
    func changed(to next: GatewaySettings) -> (settings: GatewaySettings, needsRestart: [String]) {
        var taken = next
        var names: [String] = []
        func keep<Value: Equatable>(
            _ path: WritableKeyPath<GatewaySettings, Value>,
            _ name: String
        ) {
            guard taken[keyPath: path] != self[keyPath: path] else { return }
            taken[keyPath: path] = self[keyPath: path]
            names.append(name)
        }
        keep(\.organisation, "organisation")
        keep(\.dataFolder, "dataFolder")
        keep(\.stateMark, "stateMark")
        keep(\.proxy, "proxy")
        keep(\.shutdownDelay, "shutdownDelay")
        keep(\.identity, "identity")
        keep(\.log, "log")
        keep(\.administration, "administration.listen")
        keep(\.group.id, "group.id")
        keep(\.group.trustAnchors, "group.trustAnchors")
        keep(\.group.revocationLists, "group.revocationLists")
        keep(\.group.revocationListAnchors, "group.revocationListAnchors")
        keep(\.group.revocationRefresh, "group.revocationRefresh")
        keep(\.group.revocationRequired, "group.revocationRequired")
        keep(\.group.peerIDForm, "group.peerIDForm")
        keep(\.group.resolve, "group.resolve")
        keep(\.group.allowPrivateAddresses, "group.allowPrivateAddresses")
        keep(\.roles, "roles")
        if (manager == nil) != (next.manager == nil) { taken.manager = manager }
        if (inway == nil) != (next.inway == nil) { taken.inway = inway }
        if (outway == nil) != (next.outway == nil) { taken.outway = outway }
        keepPart(\.manager?.listen, "manager.listen") { $0.manager?.listen = $1 }
        keepPart(\.manager?.address, "manager.address") { $0.manager?.address = $1 }
        keepPart(\.inway?.listen, "inway.listen") { $0.inway?.listen = $1 }
        keepPart(\.inway?.address, "inway.address") { $0.inway?.address = $1 }
        keepPart(\.inway?.connectionsPerPeer, "inway.connectionsPerPeer") {
            $0.inway?.connectionsPerPeer = $1
        }
        keepPart(\.inway?.heldBodies, "inway.heldBodies") { $0.inway?.heldBodies = $1 }
        keepPart(\.outway?.listen, "outway.listen") { $0.outway?.listen = $1 }
        keepPart(\.outway?.heldBodies, "outway.heldBodies") { $0.outway?.heldBodies = $1 }
        return (taken, names)

        func keepPart<Value: Equatable>(
            _ value: (GatewaySettings) -> Value?,
            _ name: String,
            _ put: (inout GatewaySettings, Value) -> Void
        ) {
            guard let present = value(self), value(taken) != present else { return }
            put(&taken, present)
            names.append(name)
        }
    }
}
