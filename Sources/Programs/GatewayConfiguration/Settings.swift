public import Contracts
public import ExchangeModel
public import HTTPWire

/// A part of the gateway that one process can run.
public enum Role: String, CaseIterable, Sendable {
    case manager
    case directory
    case inway
    case outway
}

/// Everything that a configuration file says, checked and resolved.
///
/// A value of this type has passed every check that needs no network: files exist and are readable,
/// addresses parse, references between sections hold. Paths are absolute.
public struct GatewaySettings: Sendable {
    /// The file that was read.
    public var file: String
    /// Whose gateway this is.
    public var organisation: OrganisationSettings
    /// Where contracts, the access log and the administration socket are kept.
    public var dataFolder: String
    /// Where it is kept how far log and store are, outside the data folder; nil keeps nothing.
    public var stateMark: String?
    /// Which parts run in this process.
    public var roles: Set<Role>
    /// The rules of the Group.
    public var group: GroupSettings
    /// The HTTP proxy that lists and other Managers are called through, `http://host:port`; nil for none.
    public var proxy: String?
    /// The certificate and key that peers see.
    public var identity: IdentitySettings
    /// The Manager, when the role is present.
    public var manager: ManagerSettings?
    /// The Inway, when the role is present.
    public var inway: InwayListenerSettings?
    /// The Outway, when the role is present.
    public var outway: OutwayListenerSettings?
    /// The services that this organisation offers.
    public var services: [ServiceSettings]
    /// The catalogue of this organisation.
    public var catalogue: CatalogueSettings?
    /// The access log.
    public var log: LogSettings
    /// Where health, metrics and the catalogue are served.
    public var administration: SocketAddressText?
    /// Seconds between the order to end and the closing of the listeners.
    public var shutdownDelay: Int64
    /// What a person should know although the file is valid, for example a loosened test Group.
    public var warnings: [ConfigurationProblem]
}

/// Whose gateway this is.
public struct OrganisationSettings: Hashable, Sendable {
    /// The name, which must stand in the certificate.
    public var name: String
    /// The peer id, which must stand in the certificate.
    public var peerID: PeerID
}

/// The certificate and key that peers see.
public struct IdentitySettings: Hashable, Sendable {
    /// A PEM file: the leaf first, then the intermediates.
    public var certificate: String
    /// A PEM file readable by the owner only.
    public var privateKey: String
}

/// A host and a port, for example `127.0.0.1:8443`.
public struct SocketAddressText: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address; IPv6 addresses without brackets.
    public var host: String
    /// 0 to 65535; 0 lets the system choose.
    public var port: Int

    /// The text that was read.
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Whether the host is a loopback address.
    public var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        // A name such as 127.example.nl is none.
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.first == "127" && parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// Where the Inway listens and what peers are told.
public struct InwayListenerSettings: Hashable, Sendable {
    /// Where it listens.
    public var listen: SocketAddressText
    /// The address in tokens.
    public var address: PeerAddress
    /// The most connections that one peer may have open.
    public var connectionsPerPeer: Int
    /// The bytes of bodies that are held for a check, in all.
    public var heldBodies: Int
}

/// The Outway's settings.
public struct OutwayListenerSettings: Hashable, Sendable {
    /// Where applications call.
    public var listen: SocketAddressText
    /// Who may call.
    public var clients: [ClientSettings]
    /// Stable names for grants.
    public var aliases: [String: GrantHash]
    /// How requests are held to the documents that grants pin.
    public var requestValidation: ValidationMode
    /// How answers are.
    public var answerValidation: ValidationMode
    /// The bytes of bodies that are held for a check, in all.
    public var heldBodies: Int
    /// The largest body of a request that is held for a check, bytes.
    public var bodyLimit: Int
    /// The largest body of an answer that is held for a check, bytes.
    public var answerLimit: Int
    /// How long an answer may take.
    public var waits: AnswerWaits
    /// How long that of a grant may, by its hash or its alias.
    public var routes: [RouteSettings]
}

/// How long answers of Inways are waited for.
public struct AnswerWaits: Hashable, Sendable {
    /// The time for an answer, seconds.
    public var answer: Int64
    /// The time that an event stream may be silent, seconds.
    public var stream: Int64
}

/// What is said of one of the Outway's grants.
public struct RouteSettings: Hashable, Sendable {
    /// A grant hash, or an alias in small letters.
    public var name: String
    /// The time for an answer, seconds, where it is another than usual.
    public var answerTimeout: Int64?
    /// The time that an event stream may be silent, seconds, where it is another than usual.
    public var streamTimeout: Int64?
}

extension OutwayListenerSettings {
    /// How long answers for a grant are waited for.
    ///
    /// What is said of its hash counts before what is said of an alias; of several aliases the first in
    /// the file does.
    public func waits(for grant: GrantHash, aliases: [String]) -> AnswerWaits {
        let names = Set(aliases.map { $0.lowercased() })
        let route =
            routes.first { $0.name == grant.rawValue } ?? routes.first { names.contains($0.name) }
        return AnswerWaits(
            answer: route?.answerTimeout ?? waits.answer,
            stream: route?.streamTimeout ?? waits.stream
        )
    }
}

/// An application that may use the Outway.
public struct ClientSettings: Hashable, Sendable {
    /// How the client is told from others.
    public enum Origin: Hashable, Sendable {
        case loopback
        /// A file that holds the token, without line end.
        case bearerToken(file: String)
    }

    /// Which grants the client may use.
    public enum Grants: Hashable, Sendable {
        case all
        case listed(hashes: Set<GrantHash>, aliases: Set<String>)
    }

    /// The name that the access log gets.
    public var name: String
    /// How it is recognised.
    public var origin: Origin
    /// What it may use.
    public var grants: Grants
    /// The request field that names the end user, kept as pseudonym only.
    public var endUserField: FieldName?
}

/// The catalogue of this organisation.
public struct CatalogueSettings: Hashable, Sendable {
    /// The base of all identifiers in it.
    public var baseURI: String
    /// Whom to ask.
    public var contactName: String
    /// Where to ask.
    public var contactEmail: String
}

/// How a running gateway writes its own messages on standard error.
public enum LogFormat: String, CaseIterable, Sendable {
    /// A line for people.
    case text
    /// A line that is a JSON object, for a log collector.
    case json
}

/// The access log's settings, and how messages of the gateway are written.
public struct LogSettings: Hashable, Sendable {
    /// The size of a segment file in bytes.
    public var segmentBytes: Int
    /// The file of the key that pseudonyms are made with.
    public var pseudonymKey: String
    /// The file of the key that checkpoints are signed with.
    public var checkpointKey: String
    /// How messages of the gateway are written on standard error.
    public var format: LogFormat
}
