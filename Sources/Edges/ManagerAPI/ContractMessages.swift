public import Contracts
public import ExchangeModel
public import JSONTape

/// A contract's content with one signature over it: the body of four operations.
public struct SignedContent: Hashable, Sendable {
    /// The greatest body that is read, in bytes.
    public static let maximumBytes = 4 << 20

    /// The content as received.
    public let content: JSONValue
    /// The JWS.
    public let signature: String

    /// Puts a content and a signature together.
    public init(content: JSONValue, signature: String) {
        self.content = content
        self.signature = signature
    }

    /// Reads a body.
    init(parsing bytes: [UInt8]) throws(ManagerRefusal) {
        let value: JSONValue
        do throws(JSONProblem) {
            value = try JSONValue(parsing: bytes, limits: .control)
        } catch {
            throw .bodyMalformed("the body is not I-JSON: \(error)")
        }
        guard case .object(let body) = value else {
            throw .bodyMalformed("the body is not a JSON object")
        }
        guard let content = body["content"] else {
            if body["contract_content"] != nil {
                throw .contract(.unknownVersion("before 2.0.0, by its member contract_content"))
            }
            throw .bodyMalformed("the body has no member content")
        }
        guard let signature = body["signature"]?.string else {
            throw .bodyMalformed("the body has no member signature")
        }
        self.content = content
        self.signature = signature
    }

    /// The body.
    public var body: [UInt8] {
        JSONValue.object(["content": content, "signature": .string(signature)]).serialized()
    }
}

/// A contract as `GET /contracts` gives it.
public enum ContractMessage {
    /// Writes a contract: the content verbatim and the signatures by kind and peer.
    static func json(_ contract: Contract) -> JSONValue {
        var signatures: JSONObject = [:]
        for kind in SignatureKind.allCases {
            var map: JSONObject = [:]
            for signature in contract.signatures where signature.kind == kind {
                map[signature.peer.rawValue] = .string(signature.text)
            }
            signatures[kind.rawValue] = .object(map)
        }
        return ["content": contract.content.json, "signatures": .object(signatures)]
    }
}

/// The peers and pages of FSC's lists.
enum ListMessage {
    /// Writes a page: the elements under a name, and where the next begins ("" at the end, Q27).
    static func json<Element>(
        _ name: String,
        _ page: Page<Element>,
        _ element: (Element) -> JSONValue
    ) -> JSONValue {
        .object([
            name: .array(page.elements.map(element)),
            "pagination": ["next_cursor": .string(page.next?.text ?? "")],
        ])
    }
}

/// A peer as FSC's lists give it.
public enum PeerMessage {
    /// Writes a peer.
    static func json(_ peer: KnownPeer) -> JSONValue {
        [
            "id": .string(peer.id.rawValue), "name": .string(peer.name),
            "manager_address": .string(peer.managerAddress?.description ?? ""),
        ]
    }

    /// Reads a peer that another Manager lists; nil when a member is malformed.
    public static func peer(_ value: JSONValue?, seenAt: Timestamp) -> KnownPeer? {
        guard let value, let id = value["id"]?.string.flatMap({ try? PeerID($0) }),
            let name = value["name"]?.string, name.utf8.count <= 1_024
        else { return nil }
        return KnownPeer(
            id: id,
            name: name,
            managerAddress: value["manager_address"]?.string.flatMap { try? PeerAddress($0) },
            seenAt: seenAt
        )
    }

    /// Reads a page of `GET /peers`.
    public static func page(
        _ bytes: [UInt8],
        seenAt: Timestamp
    ) -> (peers: [KnownPeer], nextCursor: String?)? {
        guard let value = try? JSONValue(parsing: bytes), let peers = value["peers"]?.array else {
            return nil
        }
        return (
            peers.compactMap { peer($0, seenAt: seenAt) },
            value["pagination"]?["next_cursor"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        )
    }
}
