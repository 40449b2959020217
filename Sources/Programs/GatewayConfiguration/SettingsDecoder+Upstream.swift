import ExchangeModel
import YAMLDocument

extension SettingsDecoder {
    /// Reads the way to a source.
    func upstream(_ section: Section) -> UpstreamSettings? {
        defer { section.finish() }
        let url = section.parsed("url", expected: SourceURL.form) { try SourceURL($0) }
        let isLoopback = url.map { SocketAddressText(host: $0.host, port: 0).isLoopback } ?? false
        let allowsPlain = section.flag("allowPlain", default: false)
        if let url, url.isPlain, !isLoopback, !allowsPlain {
            section.problem(
                "url",
                "must be https: plain http is for loopback (or set `allowPlain: true`)"
            )
        }
        let host = section.optionalParsed("host", expected: SourceURL.hostForm) {
            try SourceURL.hostField($0)
        }
        let connect = section.wait("connectTimeout", default: 5, atMost: .minute)
        let anchors = section.optionalFile("trustAnchors", in: folder)
        if let url, !url.isPlain, anchors == nil {
            section.problem("trustAnchors", "is missing: a PEM file of the source's authorities")
        }
        let serverName = section.optionalText("serverName", expected: "a host name")
        let certificate = section.optionalFile("clientCertificate", in: folder)
        let isKnown = section.has("clientCertificate") || section.has("clientPrivateKey")
        let key = isKnown ? section.secretFile("clientPrivateKey", in: folder) : nil
        if isKnown, !section.has("clientCertificate") {
            section.problem(
                "clientPrivateKey",
                "is of no use without `clientCertificate`: name the certificate that belongs to it"
            )
        }
        let fields = section.sections("secretFields").compactMap(secretField)
        guard let url else { return nil }
        return UpstreamSettings(
            url: url,
            host: host,
            connectTimeout: connect,
            trustAnchors: anchors,
            serverName: serverName,
            clientCertificate: certificate,
            clientPrivateKey: key,
            secretFields: fields
        )
    }

    private func secretField(_ section: Section) -> SecretField? {
        defer { section.finish() }
        let name = section.parsed(
            "name",
            expected: "the name of a request field",
            Quantity.fieldName
        )
        let file = section.secretFile("file", in: folder)
        guard let name, let file else { return nil }
        return SecretField(name: name, file: file)
    }
}

/// The longest waits that may be configured.
enum LongestWait: Int64 {
    case minute = 60
    case hour = 3_600
    case day = 86_400

    /// As a configuration file says it.
    var text: String {
        switch self {
        case .minute: "1m"
        case .hour: "1h"
        case .day: "24h"
        }
    }
}

extension Section {
    /// A time that is waited, in seconds.
    func wait(_ name: String, default seconds: Int64, atMost longest: LongestWait) -> Int64 {
        optionalWait(name, atMost: longest) ?? seconds
    }

    /// A time that is waited, in seconds, or nil where nothing is said.
    func optionalWait(_ name: String, atMost longest: LongestWait) -> Int64? {
        let seconds = optionalParsed(name, expected: Quantity.durationForm, Quantity.seconds)
        if let seconds, seconds > longest.rawValue {
            problem(name, "must be at most \(longest.text)")
        }
        return seconds
    }
}
