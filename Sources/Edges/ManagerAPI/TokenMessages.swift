public import ExchangeModel
import JSONTape

/// What a peer asks of `POST /token`, still unread.
///
/// RFC 6749, *Access Token Request* (client credentials).
public struct TokenRequest: Hashable, Sendable {
    /// The parameters.
    public let grantType: String?
    /// The grant's hash.
    public let scope: String?
    /// The peer that asks.
    public let clientID: String?

    /// Asks for a token for a grant in the name of a peer.
    public init(grant: GrantHash, client: PeerID) {
        grantType = "client_credentials"
        scope = grant.rawValue
        clientID = client.rawValue
    }

    /// Reads the body of a request.
    ///
    /// A parameter that occurs twice is an error. RFC 6749, *Token Endpoint*.
    init(parsing bytes: [UInt8]) throws(TokenError) {
        guard let fields = FormText.fields(bytes, plusIsSpace: true) else {
            throw TokenError("invalid_request", "the body is not application/x-www-form-urlencoded")
        }
        func single(_ name: String) throws(TokenError) -> String? {
            let values = fields.filter { $0.name == name }.map(\.value)
            guard values.count < 2 else {
                throw TokenError("invalid_request", "\(name) occurs more than once")
            }
            return values.first.flatMap { $0.isEmpty ? nil : $0 }
        }
        grantType = try single("grant_type")
        scope = try single("scope")
        clientID = try single("client_id")
    }

    /// The body of a request.
    public var form: [UInt8] {
        FormText.write([
            ("grant_type", grantType ?? ""), ("scope", scope ?? ""), ("client_id", clientID ?? ""),
        ])
    }
}

/// What a peer gets from `POST /token`.
public struct TokenAnswer: Hashable, Sendable {
    /// The JWT.
    public let token: String
    /// For how many seconds it is valid.
    public let expiresIn: Int64

    /// Hands out a token.
    public init(token: String, expiresIn: Int64) {
        self.token = token
        self.expiresIn = expiresIn
    }

    /// Reads an answer; nil when it holds no bearer token.
    public init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), let token = value["access_token"]?.string,
            value["token_type"]?.string?.lowercased() == "bearer"
        else { return nil }
        self.token = token
        expiresIn = value["expires_in"]?.integer ?? 0
    }

    var json: JSONValue {
        [
            "access_token": .string(token), "token_type": "bearer",
            "expires_in": .number(JSONNumber(expiresIn)),
        ]
    }
}

/// Why a peer gets no token, in RFC 6749's words.
public struct TokenError: Error, Hashable, Sendable {
    /// The `error`.
    public let code: String
    /// The `error_description`.
    public let message: String

    /// States an error of RFC 6749, *Error Response*.
    public init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Reads an error answer; nil when it is none.
    public init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), let code = value["error"]?.string else {
            return nil
        }
        self.init(code, value["error_description"]?.string ?? "")
    }

    var json: JSONValue {
        ["error": .string(code), "error_description": .string(message)]
    }
}
