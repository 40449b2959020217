import Foundation
import GatewayConfiguration
import HTTPWire
import Inway
import NIOCore
import OutboundHTTP
import PeerTransport

/// The way to the sources of services.
extension PartsBuilder {
    /// Where a service's source is, and how it is called.
    func upstream(
        _ service: ServiceSettings,
        key: String
    ) -> (target: UpstreamTarget, authority: String, basePath: String)? {
        let settings = service.upstream
        guard let url = URL(string: settings.url), let host = url.host() else {
            problem("\(key).url", "is not a URL")
            return nil
        }
        let isPlain = url.scheme == "http"
        let port = url.port ?? (isPlain ? 80 : 443)
        var limits = UpstreamLimits()
        limits.answer = .seconds(service.answerTimeout)
        var security = UpstreamTarget.Security.plain
        if !isPlain {
            guard let tls = sourceTLS(settings, host: host, key: key) else { return nil }
            security = .tls(tls)
        }
        let target = UpstreamTarget(
            addresses: [.init(host: host, port: port)],
            security: security,
            limits: limits
        )
        let authority = url.port.map { "\(host):\($0)" } ?? host
        let path = url.path(percentEncoded: true)
        return (target, authority, path == "/" ? "" : path)
    }

    private func sourceTLS(
        _ settings: UpstreamSettings,
        host: String,
        key: String
    ) -> ClientTLS? {
        guard let file = settings.trustAnchors,
            let anchors = bytes(file, key: "\(key).trustAnchors")
        else { return nil }
        var credentials: TLSCredentials?
        if let certificate = settings.clientCertificate, let keyFile = settings.clientPrivateKey {
            guard let chain = bytes(certificate, key: "\(key).clientCertificate"),
                let privateKey = bytes(keyFile, key: "\(key).clientPrivateKey")
            else { return nil }
            do throws(InvalidCertificate) {
                _ = try OwnCertificate(chain: chain, key: privateKey)
            } catch {
                problem("\(key).clientPrivateKey", "\(keyFile) \(CertificateText.words(error))")
                return nil
            }
            let made = TLSCredentials(certificateChain: chain, privateKey: privateKey)
            do {
                try made.validate()
            } catch {
                problem("\(key).clientPrivateKey", "\(keyFile) \(CertificateText.unusableForTLS)")
                return nil
            }
            credentials = made
        }
        do {
            return try ClientTLS(
                anchors: anchors,
                serverName: settings.serverName ?? host,
                credentials: credentials
            )
        } catch {
            problem(
                "\(key).trustAnchors",
                "\(file) cannot be used: it must hold the certificates, in PEM, of the authorities that "
                    + "the source's certificate may come from"
            )
            return nil
        }
    }

    /// A field that is added to each request for the source.
    func secret(_ field: SecretField, key: String) -> OfferedService.FixedField? {
        guard let bytes = bytes(field.file, key: "\(key).upstream.secretFields") else {
            return nil
        }
        let value = Array(bytes.reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed())
        guard let fixed = OfferedService.FixedField(name: field.name, value: value) else {
            problem("\(key).upstream.secretFields", "\(field.file) holds a control character")
            return nil
        }
        return fixed
    }
}
