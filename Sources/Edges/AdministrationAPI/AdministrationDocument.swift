public import JSONTape

/// The OpenAPI document of the operators' door, as `/v1/openapi.json` gives it.
///
/// The text is that of `schemas/administration.openapi.yaml`; a test holds the two together and, with
/// `SLUIS_WRITE_DOCUMENT=1` in its environment, writes the files here anew.
public enum AdministrationDocument {
    /// The document; nil would be a damaged build, which the test rules out.
    public static let json: JSONValue? = {
        guard var document = parsed(head).object, let paths = parsed(paths).object,
            var components = parsed(components).object,
            let schemas = parsed(schemas).object, let laterSchemas = parsed(laterSchemas).object
        else { return nil }
        document["paths"] = .object(paths)
        components["schemas"] = .object(JSONObject(schemas.members + laterSchemas.members))
        document["components"] = .object(components)
        return .object(document)
    }()

    private static func parsed(_ text: String) -> JSONValue {
        (try? JSONValue(parsing: Array(text.utf8))) ?? .null
    }

    static let head = #"""
        {"openapi":"3.1.0","info":{"title":"Sluis administration API","version":"1.0.0","summa\#
        ry":"What the operators of a gateway can do and see.","description":"The operators' do\#
        or of one running gateway. It is served over a Unix socket in the gateway's data folde\#
        r (`sluis.sock`, mode 0600); the caller is the user of the calling process, as the ker\#
        nel knows it, and stands in the AUDIT entry that every changing operation leaves in th\#
        e log. Requests and answers are JSON; errors are problem documents (RFC 9457). Moments\#
         are RFC 3339 in UTC. Hashes hold dollar signs and are percent-encoded in paths.","con\#
        tact":{"name":"The operator of this gateway","email":"beheer@example.org","url":"https\#
        ://example.org/sluis"},"license":{"name":"EUPL-1.2","identifier":"EUPL-1.2"}},"servers\#
        ":[{"url":"https://localhost/v1","description":"The Unix socket of a data folder; the\#
         host name is not looked at."}],"tags":[{"name":"contracts","description":"What this o\#
        rganisation and its partners agreed to."},{"name":"exchange","description":"Peers and\#
         services."},{"name":"log","description":"What was exchanged."},{"name":"gateway","des\#
        cription":"The gateway itself."}]}
        """#
}
