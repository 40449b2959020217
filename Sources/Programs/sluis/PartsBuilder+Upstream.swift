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
        let url = settings.url
        var limits = UpstreamLimits()
        limits.connect = .seconds(settings.connectTimeout)
        limits.answer = .seconds(service.answerTimeout)
        limits.streamIdle = .seconds(service.streamTimeout)
        var security = UpstreamTarget.Security.plain
        if !url.isPlain {
            guard let tls = sourceTLS(settings, key: key) else { return nil }
            security = .tls(tls)
        }
        let target = UpstreamTarget(
            addresses: [.init(host: url.host, port: url.port)],
            security: security,
            limits: limits
        )
        return (target, settings.host ?? url.authority, url.basePath)
    }

    /// Notes what the configured sizes and fields of a service cannot be.
    func check(bounds service: ServiceSettings, key: String) {
        let held = settings.inway?.heldBodies ?? .max
        for (name, limit) in [
            ("bodyLimit", service.bodyLimit), ("answerLimit", service.answerLimit),
        ] where limit > held {
            problem("\(key).\(name)", "must not be more than all that is held: `inway.heldBodies`")
        }
        for (index, field) in service.passedFields.enumerated() {
            let key = "\(key).passedFields[\(index)]"
            if !ProxyField.mayPass(field) {
                problem(
                    key,
                    "`\(field)` is no field that is left out and could pass instead (docs/sources.md)"
                )
            } else if ProxyField.redirects(field), !service.purposes.isEmpty {
                problem(
                    key,
                    "`\(field)` makes a request another one than the field policies judge: it cannot pass"
                )
            } else if ProxyField.redirects(field), service.requestValidation != .off {
                warning(
                    key,
                    "`\(field)` makes a request another one than is checked and recorded"
                )
            }
        }
    }

    private func sourceTLS(_ settings: UpstreamSettings, key: String) -> ClientTLS? {
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
                serverName: settings.serverName ?? settings.url.host,
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
