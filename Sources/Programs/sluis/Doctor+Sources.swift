import GatewayConfiguration
import Inway
import NIOPosix
import PeerTransport

/// The sources behind the gateway.
extension Doctor {
    /// Whether each source takes a connection as the Inway makes it.
    func sources() async -> [DoctorFinding] {
        guard settings.inway != nil, let parts = try? GatewayParts(settings) else { return [] }
        let loops = TransportLoops(MultiThreadedEventLoopGroup.singleton)
        defer { loops.stop() }
        var found: [DoctorFinding] = []
        for (place, service) in parts.services.map(\.offered).enumerated() {
            let name = "source of \(service.name)"
            if let reason = await loops.obstacle(to: service.source) {
                let key = "services[\(place)].upstream"
                found.append(.fault(name, reason.sentence, mend: Self.mend(reason, key)))
            } else {
                found.append(.good(name, "takes connections"))
            }
        }
        return found
    }

    private static func mend(_ reason: UpstreamFailure.Reason, _ key: String) -> String {
        switch reason {
        case .nameUnknown: "correct the host in \(key).url, or the DNS"
        case .connectFailed, .connectTimeout:
            "start the source, open the way to it, or correct \(key).url"
        case .untrusted:
            "name the authority of its certificate in \(key).trustAnchors, or install one that holds "
                + "at the source"
        case .misnamed: "correct the host in \(key).url, or say \(key).serverName"
        case .ownCertificateRefused:
            "configure \(key).clientCertificate and \(key).clientPrivateKey as the source wants them"
        default: "is \(key).url its port for https, with TLS 1.2 or 1.3?"
        }
    }
}
