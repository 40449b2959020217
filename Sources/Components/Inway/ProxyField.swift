public import HTTPWire

/// The request fields by which servers believe the proxy before them; from a peer they are hearsay.
///
/// Many sources take another method or path out of such a field, or the address, name or certificate
/// of whoever asks. The Inway judges and records the request line and the token, so what it judged
/// must be what happens: none of these fields reaches a source, unless the service passes it.
public enum ProxyField {
    /// The fields in which clients ask for another method than the request line has.
    static let methods = names("x-http-method-override", "x-http-method", "x-method-override")

    /// The fields in which a proxy says what was asked for, or where the application is mounted.
    private static let targets = names(
        "x-original-url",
        "x-original-uri",
        "x-original-path",
        "x-original-method",
        "x-rewrite-url",
        "x-rewrite-uri",
        "x-rewrite-method",
        "x-override-url",
        "x-override-uri",
        "x-request-uri",
        "x-replaced-path",
        "x-proxy-path",
        "x-base-url",
        "x-waws-unencoded-url",
        "x-script-name",
        "script-name",
        "path-info",
        "x-forwarded-method",
        "x-forwarded-uri",
        "x-forwarded-url",
        "x-forwarded-path",
        "x-forwarded-prefix",
        "x-envoy-original-path",
        "x-envoy-original-method"
    )

    /// The fields in which a proxy says from where, from whom and over what a request came.
    private static let origins = names(
        "forwarded",
        "x-forwarded",
        "forwarded-for",
        "x-original-host",
        "x-original-for",
        "x-original-proto",
        "x-original-forwarded-for",
        "x-original-remote-addr",
        "x-host",
        "x-real-ip",
        "x-client-ip",
        "client-ip",
        "true-client-ip",
        "x-cluster-client-ip",
        "x-remote-ip",
        "x-remote-addr",
        "remote-addr",
        "x-originating-ip",
        "x-proxyuser-ip",
        "cf-connecting-ip",
        "cf-connecting-ipv6",
        "fastly-client-ip",
        "x-azure-clientip",
        "x-azure-socketip",
        "x-appengine-user-ip",
        "x-scheme",
        "x-url-scheme",
        "x-proto",
        "front-end-https",
        "x-arr-ssl",
        "x-arr-clientcert",
        "x-client-cert",
        "client-cert",
        "client-cert-chain",
        "remote-user",
        "x-remote-user",
        "x-remote-group",
        "x-webauth-user",
        "wl-proxy-client-ip",
        "proxy-client-ip",
        "proxy"
    )

    private static let beginnings = names(
        "x-forwarded-",
        "x-envoy-",
        "x-ssl-",
        "ssl-client-",
        "x-auth-request-"
    )

    /// Fields of the connection with an underscore for a hyphen, which applications read as these.
    private static let connection = names(
        "content-length",
        "transfer-encoding",
        "proxy-authorization",
        "proxy-authenticate",
        "proxy-connection",
        "keep-alive",
        "http2-settings"
    )

    private static let all = FieldSet(
        names: methods + targets + origins + connection,
        prefixes: beginnings
    )

    private static let overriding = FieldSet(names: methods)

    /// The fields that describe a body, which is judged by them.
    private static let describing = FieldSet(names: names("content-type", "content-encoding"))

    /// Whether a field is one of these, an underscore in its name taken for a hyphen.
    static func contains(_ field: Field, in bytes: Span<UInt8>) -> Bool {
        if all.contains(field.name, in: bytes) { return true }
        guard field.name.count == 12 || field.name.count == 16 else { return false }
        return describing.contains(field.name, in: bytes)
            && !field.isNamed("content-type", in: bytes)
            && !field.isNamed("content-encoding", in: bytes)
    }

    /// The field in which a request asks for another method than its line has; nil without one.
    ///
    /// One that names the same method is only left out. For one that names another, something would be
    /// done that the client did not mean.
    static func override(
        of head: RequestHead,
        in bytes: Span<UInt8>,
        except passed: [FieldName]
    ) -> FieldName? {
        for position in 0..<head.fields.count {
            let field = head.fields[position]
            guard overriding.contains(field.name, in: bytes) else { continue }
            let value = String(decoding: bytes.array(field.value), as: UTF8.self).uppercased()
            let method = String(decoding: bytes.array(head.methodName), as: UTF8.self)
            let name = methods.first { FieldSet(names: [$0]).contains(field.name, in: bytes) }
            guard value != method, let name, !passed.contains(name) else { continue }
            return name
        }
        return nil
    }

    /// Whether a service may let a field pass: only what would else be left out for every service.
    public static func mayPass(_ name: FieldName) -> Bool {
        !connection.contains(name) && all.contains(0..<name.bytes.count, in: name.bytes.span)
    }

    /// Whether a field makes a request another one: it asks for another method or path.
    public static func redirects(_ name: FieldName) -> Bool {
        methods.contains(name) || targets.contains(name)
    }

    private static func names(_ names: StaticString...) -> [FieldName] {
        names.map { FieldName(known: $0) }
    }
}
