import ExchangeModel

/// What the other side of a TLS connection must prove before it gets a byte.
struct TLSDemand: Sendable, Equatable {
    enum Trust: Sendable {
        case group(GroupTrust)
        case web(WebTrust)

        var object: AnyObject {
            switch self {
            case .group(let trust): trust
            case .web(let trust): trust
            }
        }
    }

    let trust: Trust
    let expectedPeer: PeerID?
    let host: String

    static func == (left: TLSDemand, right: TLSDemand) -> Bool {
        left.trust.object === right.trust.object && left.expectedPeer == right.expectedPeer
            && left.host == right.host
    }

    /// What libcurl compares before it gives a kept connection to a call.
    ///
    /// It shares connections whose TLS settings are equal and knows nothing of our checks. The
    /// anchors, with a line that readers of PEM skip, make what we check part of those settings.
    var connectionKey: [UInt8] {
        var key =
            switch trust {
            case .group(let trust): trust.anchors
            case .web(let trust): trust.anchors
            }
        let object = UInt(bitPattern: ObjectIdentifier(trust.object))
        key += Array(
            "\n\(object) \(expectedPeer.map { Array($0.rawValue.utf8).description } ?? "any")\n"
                .utf8
        )
        return key
    }
}
