public import PeerIdentity

/// What came back.
public struct OutboundResponse: Sendable {
    /// The HTTP status; redirects are not followed.
    public let status: Int
    /// The final response's fields, names in lower case.
    public let headers: HeaderFields
    /// The body, without any content coding undone.
    public let body: [UInt8]
    /// Who answered, proven in the handshake; nil outside the Group.
    public let peer: IdentifiedPeer?
    /// Whether the call went over a connection that an earlier call had opened.
    public let reusedConnection: Bool
}
