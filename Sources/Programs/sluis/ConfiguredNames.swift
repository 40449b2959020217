import Foundation
import JSONTape
import YAMLDocument

/// Who a configuration says we are, also where the files that it names are not there yet.
struct ConfiguredNames {
    let name: String
    let peerID: String
    /// The hosts of Manager and Inway, each once.
    let hosts: [String]

    /// Reads a configuration file; nil when it is none.
    init?(file: String) {
        guard let bytes = FileManager.default.contents(atPath: file),
            let document = try? YAMLNode.json(parsing: [UInt8](bytes)),
            let name = document["organisation"]?["name"]?.string,
            let peerID = document["organisation"]?["peerID"]?.string
        else { return nil }
        self.name = name
        self.peerID = peerID
        var hosts: [String] = []
        for part in ["manager", "inway"] {
            guard let address = document[part]?["address"]?.string,
                let host = URL(string: address)?.host(), !hosts.contains(host)
            else { continue }
            hosts.append(host)
        }
        self.hosts = hosts
    }
}
