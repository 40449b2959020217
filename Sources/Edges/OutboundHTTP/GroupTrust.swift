import CLibcurl
public import PeerIdentity

/// Whom calls to peers trust, and as whom we make them.
///
/// A new generation of trust makes a new value; connections of the old one are not used again.
public final class GroupTrust: Sendable {
    /// The rules by which chains are judged.
    public let generation: IdentityGeneration
    /// Our certificate; nil makes calls that a peer will refuse.
    public let own: OwnCertificate?
    let anchors: [UInt8]

    /// Joins a generation of trust with our own certificate.
    ///
    /// `anchors` are those that the generation was made of, in PEM: they are announced to libcurl,
    /// the generation decides.
    public init(generation: IdentityGeneration, anchors: [UInt8], own: OwnCertificate?) {
        self.generation = generation
        self.anchors = anchors
        self.own = own
    }
}

/// Whom calls outside the Group trust: web servers, by anchors and host name, without revocation.
public final class WebTrust: Sendable {
    // SAFETY: an X509_STORE locks itself and is only read after `init`.
    nonisolated(unsafe) let store: OpaquePointer
    let anchors: [UInt8]

    /// Reads the anchors, one or more certificates in PEM.
    public init(anchors: [UInt8]) throws(InvalidCertificate) {
        let found = PEMText.certificates(anchors)
        defer { found.forEach(X509_free) }
        guard !found.isEmpty, let store = X509_STORE_new() else { throw .anchorsUnreadable }
        for anchor in found { X509_STORE_add_cert(store, anchor) }
        self.store = store
        self.anchors = anchors
    }

    deinit { X509_STORE_free(store) }
}
