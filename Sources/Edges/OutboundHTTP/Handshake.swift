import CLibcurl
import ExchangeModel
import PeerIdentity

/// What one TLS connection must prove, and what it proved.
///
/// Belongs to the connection's SSL_CTX and lives as long; used on the transfer thread only.
final class Handshake {
    enum Outcome {
        case unverified
        /// With the chain for a peer of the Group, without for a web server.
        case verified(VerifiedChain?)
        case refused(OutboundError)
    }

    let demand: TLSDemand
    private let clock: @Sendable () -> Timestamp
    private(set) var outcome = Outcome.unverified
    /// A fatal alert that the other side sent.
    private(set) var alert: Int?

    init(_ demand: TLSDemand, clock: @escaping @Sendable () -> Timestamp) {
        self.demand = demand
        self.clock = clock
    }

    /// The peer that was proven.
    var peer: IdentifiedPeer? {
        if case .verified(let chain) = outcome { chain?.peer } else { nil }
    }

    /// Where an SSL_CTX keeps its handshake; freed with the context.
    private static let index = sluis_ssl_new_context_index { _, kept, _, _, _, _ in
        if let kept { Unmanaged<Handshake>.fromOpaque(kept).release() }
    }

    static func of(_ context: OpaquePointer) -> Handshake? {
        SSL_CTX_get_ex_data(context, index).map {
            Unmanaged<Handshake>.fromOpaque($0).takeUnretainedValue()
        }
    }

    /// Takes over verification in the context that libcurl made for a new connection.
    func install(in context: OpaquePointer) -> Bool {
        sluis_ssl_forbid_renegotiation(context)
        switch demand.trust {
        case .group(let trust):
            guard trust.own?.install(in: context) ?? true else { return false }
        case .web(let trust):
            // Not `cert_store`: libcurl fills that one after this call, and may share it.
            guard sluis_ssl_use_store(context, trust.store) == 1 else { return false }
        }
        let kept = Unmanaged.passRetained(self)
        guard SSL_CTX_set_ex_data(context, Self.index, kept.toOpaque()) == 1 else {
            kept.release()
            return false
        }
        SSL_CTX_set_cert_verify_callback(
            context,
            { presented, kept in
                guard let presented, let kept else { return 0 }
                let handshake = Unmanaged<Handshake>.fromOpaque(kept).takeUnretainedValue()
                return handshake.verify(presented) ? 1 : 0
            },
            kept.toOpaque()
        )
        SSL_CTX_set_info_callback(context) { connection, event, value in
            guard event & SSL_CB_READ_ALERT == SSL_CB_READ_ALERT, value >> 8 == SSL3_AL_FATAL,
                let context = SSL_get_SSL_CTX(connection)
            else { return }
            Handshake.of(context)?.alert = Int(value & 0xFF)
        }
        return true
    }

    /// Runs inside the handshake, before our certificate or a byte of the request leaves.
    private func verify(_ presented: OpaquePointer) -> Bool {
        guard let leaf = X509_STORE_CTX_get0_cert(presented) else {
            return refuse(.handshakeFailed, presented)
        }
        switch demand.trust {
        case .group(let trust):
            let certificates = Self.certificates(presented)
            switch trust.generation.verify(certificates, purpose: .server, at: clock()) {
            case .failure(let refusal): return refuse(.untrusted(refusal), presented)
            case .success(let chain): outcome = .verified(chain)
            }
        case .web:
            guard X509_verify_cert(presented) == 1 else {
                return refuse(.webUntrusted(code: X509_STORE_CTX_get_error(presented)), presented)
            }
            outcome = .verified(nil)
        }
        guard peer?.isNamed(host: demand.host) ?? Self.names(leaf, demand.host) else {
            return refuse(.wrongHost, presented)
        }
        if let expected = demand.expectedPeer, let found = peer?.peerID, found != expected {
            return refuse(.wrongPeer(found: found), presented)
        }
        X509_STORE_CTX_set_error(presented, X509_V_OK)
        return true
    }

    private func refuse(_ error: OutboundError, _ presented: OpaquePointer) -> Bool {
        outcome = .refused(error)
        if X509_STORE_CTX_get_error(presented) == X509_V_OK {
            X509_STORE_CTX_set_error(presented, X509_V_ERR_APPLICATION_VERIFICATION)
        }
        return false
    }

    /// RFC 9525: subject alternative names only, wildcards for a whole label only.
    private static func names(_ leaf: OpaquePointer, _ host: String) -> Bool {
        if IPAddress(host) != nil { return X509_check_ip_asc(leaf, host, 0) == 1 }
        let flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT
        return X509_check_host(leaf, host, 0, UInt32(flags), nil) == 1
    }

    /// The DER of what the server sent, leaf first.
    private static func certificates(_ presented: OpaquePointer) -> [[UInt8]] {
        guard let stack = X509_STORE_CTX_get0_untrusted(presented) else { return [] }
        return (0..<max(0, sluis_x509_count(stack))).compactMap { index in
            guard let certificate = sluis_x509_at(stack, index) else { return nil }
            let length = Int(i2d_X509(certificate, nil))
            guard length > 0 else { return nil }
            return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                var cursor = buffer.baseAddress
                count = max(0, Int(i2d_X509(certificate, &cursor)))
            }
        }
    }
}
