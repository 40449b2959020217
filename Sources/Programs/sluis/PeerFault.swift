import Foundation
import OutboundHTTP
import PeerIdentity

/// Why another Manager could not be called, with the mend, by the way the call failed.
enum PeerFault {
    static func finding(
        _ error: OutboundError,
        name: String,
        address: String
    ) -> DoctorFinding {
        let url = URL(string: address)
        let host = url?.host() ?? address
        let port = url?.port ?? 443
        let (found, mend) = words(error, host: host, port: port)
        return .fault(name, found, mend: mend)
    }

    private static func words(
        _ error: OutboundError,
        host: String,
        port: Int
    ) -> (found: String, mend: String) {
        switch error {
        case .nameUnknown:
            (
                "the name \(host) does not resolve",
                "correct the address or the DNS; in a test Group group.resolve takes host:port:address:port"
            )
        case .refused:
            (
                "port \(port) of \(host) is closed",
                "start the Manager there, or open the port in the firewall"
            )
        case .timedOut(false):
            (
                "port \(port) of \(host) did not answer: a firewall drops what is sent to it",
                "open the port in the firewall of either side"
            )
        case .timedOut, .overloaded:
            ("\(host) took the call and did not answer in time", "look at the Manager there")
        case .addressDenied:
            (
                "\(host) is at a private address, which peers of a real Group do not have",
                "correct the address; a test Group may say allowPrivateAddresses: true"
            )
        case .untrusted(let refusal):
            ("its certificate is refused: \(refusal)", mend(refusal))
        case .wrongHost:
            (
                "\(host) is not in the names (SAN) of the certificate that it shows",
                "use the name of the certificate as address, or its operator gets one with this name"
            )
        case .wrongPeer(let peer):
            ("it is peer \(peer), not the expected one", "correct the peer id or the address")
        case .certificateRefused(let alert): refused(alert)
        case .handshakeFailed, .protocolError:
            (
                "what answers on port \(port) of \(host) speaks no TLS 1.2 or 1.3 as FSC asks",
                "is this the port of a Manager, with TLS passed through and not ended by a proxy?"
            )
        default: ("\(error)", "look at the address and at the Manager there")
        }
    }

    private static func mend(_ refusal: ChainRefusal) -> String {
        switch refusal {
        case .expired, .revoked: "its operator must install a new certificate"
        case .notYetValid, .revocationListNotYetValid: "compare the clocks of both machines"
        case .revocationListMissing, .revocationListExpired, .revocationListUnusable:
            "name a fresh list of every issuer in group.revocationLists"
        case .unknownIssuer:
            "both must be in the same Group: compare group.trustAnchors; its operator must serve the "
                + "intermediate certificates too"
        default: "its operator must get a certificate as the Group wants it"
        }
    }

    /// RFC 8446, *Error Alerts*.
    private static func refused(_ alert: Int) -> (found: String, mend: String) {
        switch alert {
        case 44: ("it says that our certificate was revoked", "get a new one (`sluis csr`)")
        case 45:
            (
                "it says that our certificate has expired",
                "get a new one (`sluis csr`); if it has not, compare the clocks"
            )
        case 48:
            (
                "it does not know the authority of our certificate",
                "both must be in the same Group; our file must hold the intermediates too"
            )
        default:
            (
                "it refuses our certificate (TLS alert \(alert))",
                "its operator's log says why: often a stale revocation list there"
            )
        }
    }
}

/// The date in an HTTP field.
enum HTTPDate {
    /// Seconds since 1970 of an IMF-fixdate, RFC 9110, *Date/Time Formats*; nil for anything else.
    static func seconds(_ text: String) -> Int64? {
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int32(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int32(parts[3])
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int32($0) }
        guard clock.count == 3, (1...31).contains(day), (1970...9999).contains(year) else {
            return nil
        }
        var fields = tm()
        fields.tm_year = year - 1_900
        fields.tm_mon = Int32(month)
        fields.tm_mday = day
        (fields.tm_hour, fields.tm_min, fields.tm_sec) = (clock[0], clock[1], clock[2])
        return Int64(timegm(&fields))
    }
}
