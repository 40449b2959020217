public import ExchangeModel

/// What a grant allows.
///
/// FSC Core 2.0.0, *Grants*.
public enum GrantType: String, CaseIterable, Sendable {
    /// A Directory lists a Service.
    case servicePublication = "GRANT_TYPE_SERVICE_PUBLICATION"
    /// An Outway may call a Service.
    case serviceConnection = "GRANT_TYPE_SERVICE_CONNECTION"
    /// An Outway may call a Service for another peer.
    case delegatedServiceConnection = "GRANT_TYPE_DELEGATED_SERVICE_CONNECTION"
    /// A Directory lists a Service that a peer offers for another peer.
    case delegatedServicePublication = "GRANT_TYPE_DELEGATED_SERVICE_PUBLICATION"

    /// The number in the hash of such a grant (Q3: the hash type, not the grant type's).
    public var hashKind: HashKind {
        switch self {
        case .servicePublication: .servicePublicationGrant
        case .serviceConnection: .serviceConnectionGrant
        case .delegatedServiceConnection: .delegatedServiceConnectionGrant
        case .delegatedServicePublication: .delegatedServicePublicationGrant
        }
    }

    /// Whether such a grant publishes a Service in a Directory.
    public var isPublication: Bool {
        self == .servicePublication || self == .delegatedServicePublication
    }
}
