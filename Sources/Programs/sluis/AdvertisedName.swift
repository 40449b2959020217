import Contracts
import GatewayConfiguration
import PeerIdentity

/// The host of an address that peers are told: they look for it among the certificate's names.
struct AdvertisedName {
    /// The key of the configuration, such as `manager.address`.
    let key: String
    let host: String
    private let name: DomainName

    /// Those of a configuration; addresses of numbers have no names.
    static func all(_ settings: GatewaySettings) -> [AdvertisedName] {
        let addresses = [
            ("manager.address", settings.manager?.address),
            ("inway.address", settings.inway?.address),
        ]
        return addresses.compactMap { key, address in
            guard let host = address?.host, let name = try? DomainName(host) else { return nil }
            return AdvertisedName(key: key, host: host, name: name)
        }
    }

    /// Whether a certificate has the name.
    func isNamed(by leaf: UnverifiedCertificate) -> Bool {
        leaf.dnsNames.contains { name.isCovered(by: $0) }
    }

    /// What is said where it has not.
    func fault(_ leaf: UnverifiedCertificate) -> String {
        "\(host) is not in the certificate's names (SAN): " + leaf.dnsNames.joined(separator: ", ")
            + "; peers will refuse it"
    }

    /// What to do then.
    var mend: String {
        "use one of those names in \(key), or get a certificate with it: sluis csr --host \(host)"
    }
}
