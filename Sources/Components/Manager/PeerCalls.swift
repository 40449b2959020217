public import Contracts
import ExchangeModel
import JSONTape
import ManagerAPI
public import OutboundHTTP
import PeerIdentity
import SignedJSON

/// The calls that a Manager makes to the Managers of other peers.
///
/// FSC Core 2.0.0, *manager.yaml*, as a client; paths under `/v1` (Q20). Each call has a deadline,
/// and the peer at the other end is proven before a byte leaves.
public struct PeerCalls: Sendable {
    /// The most pages that are fetched of one list.
    static let maximumPages = 100

    private let client: OutboundClient
    private let trust: @Sendable () -> GroupTrust
    private let own: PeerAddress
    private let time: Duration

    /// Makes calls with a client under the trust of the moment, in the name of our address.
    public init(
        client: OutboundClient,
        trust: @escaping @Sendable () -> GroupTrust,
        own: PeerAddress,
        time: Duration = .seconds(15)
    ) {
        self.client = client
        self.trust = trust
        self.own = own
        self.time = time
    }

    func announce(to peer: PeerID, at address: PeerAddress) async throws(PeerCallError) {
        _ = try await send(.put, peer, address, "/v1/announce")
    }

    func submit(
        _ body: SignedContent,
        to peer: PeerID,
        at address: PeerAddress
    ) async throws(PeerCallError) {
        _ = try await send(.post, peer, address, "/v1/contracts", body: body.body)
    }

    func sign(
        _ kind: SignatureKind,
        _ hash: ContractHash,
        _ body: SignedContent,
        to peer: PeerID,
        at address: PeerAddress
    ) async throws(PeerCallError) {
        let path = "/v1/contracts/\(FormText.encoded(hash.rawValue))/\(kind.rawValue)"
        _ = try await send(.put, peer, address, path, body: body.body)
    }

    func keySet(
        of peer: PeerID,
        at address: PeerAddress
    ) async throws(PeerCallError) -> JSONWebKeySet {
        let path = "/.well-known/jwks.json"
        var response: OutboundResponse
        do throws(PeerCallError) {
            response = try await send(.get, peer, address, "/v1" + path)
        } catch .refused(404, _, _) {
            response = try await send(.get, peer, address, path)
        }
        do throws(SignatureProblem) {
            return try JSONWebKeySet(parsing: response.body)
        } catch {
            throw .answerMalformed(error.description)
        }
    }

    func token(
        for grant: GrantHash,
        client own: PeerID,
        from peer: PeerID,
        at address: PeerAddress
    ) async throws(PeerCallError) -> TokenAnswer {
        let request = TokenRequest(grant: grant, client: own)
        let response = try await send(
            .post,
            peer,
            address,
            "/v1/token",
            body: request.form,
            contentType: "application/x-www-form-urlencoded"
        )
        guard let answer = TokenAnswer(parsing: response.body) else {
            throw .answerMalformed("there is no bearer token in the answer")
        }
        return answer
    }

    /// The services that a Directory lists, by as many pages as it takes: all, or those that bear a name.
    func services(
        at directory: DirectoryReference,
        named name: ServiceName? = nil,
        seenAt: Timestamp
    ) async throws(PeerCallError) -> [ServiceListing] {
        var found: [ServiceListing] = []
        var cursor: String?
        for _ in 0..<Self.maximumPages {
            let path =
                "/v1/services?limit=1000"
                + (name.map { "&service_name=" + FormText.encoded($0.rawValue) } ?? "")
                + Self.cursor(cursor)
            let response = try await send(.get, directory.peer, directory.address, path)
            guard let page = ServiceListing.page(response.body, seenAt: seenAt) else {
                throw .answerMalformed("the answer is no list of services")
            }
            // The filter of a Directory is a part of the name.
            found += page.services.filter { name == nil || $0.name == name }
            cursor = page.nextCursor
            if cursor == nil { break }
        }
        return found
    }

    /// What a Directory knows of a peer.
    func peer(
        _ id: PeerID,
        at directory: DirectoryReference,
        seenAt: Timestamp
    ) async throws(PeerCallError) -> KnownPeer? {
        let path = "/v1/peers?peer_id=" + FormText.encoded(id.rawValue)
        let response = try await send(.get, directory.peer, directory.address, path)
        guard let page = PeerMessage.page(response.body, seenAt: seenAt) else {
            throw .answerMalformed("the answer is no list of peers")
        }
        return page.peers.first { $0.id == id }
    }

    /// The signatures that a peer itself has put under a contract, as its Manager holds them.
    func signatures(
        of peer: PeerID,
        under contract: Contract,
        _ grant: GrantHash,
        at address: PeerAddress
    ) async throws(PeerCallError) -> (
        peer: IdentifiedPeer, signatures: [(kind: SignatureKind, text: String)]
    ) {
        let path = "/v1/contracts?grant_hash=" + FormText.encoded(grant.rawValue)
        let response = try await send(.get, peer, address, path)
        guard let value = try? JSONValue(parsing: response.body),
            let held = value["contracts"]?.array, let proven = response.peer
        else { throw .answerMalformed("the answer is no list of contracts") }
        var found: [(kind: SignatureKind, text: String)] = []
        for document in held {
            guard let content = document["content"],
                (try? ContractContent(content))?.hash == contract.hash
            else { continue }
            for kind in SignatureKind.allCases {
                guard let text = document["signatures"]?[kind.rawValue]?[peer.rawValue]?.string
                else { continue }
                found.append((kind, text))
            }
        }
        return (proven, found)
    }

    private static func cursor(_ text: String?) -> String {
        text.map { "&cursor=" + FormText.encoded($0) } ?? ""
    }

    func send(
        _ method: OutboundRequest.Method,
        _ peer: PeerID,
        _ address: PeerAddress,
        _ path: String,
        body: [UInt8]? = nil,
        contentType: String = "application/json"
    ) async throws(PeerCallError) -> OutboundResponse {
        let response: OutboundResponse
        do throws(OutboundError) {
            var request = try OutboundRequest.peer(
                peer,
                method,
                url: address.description + path,
                trust: trust()
            )
            request.headers.append(name: "Accept", value: "application/json")
            if method == .post || method == .put {
                request.headers.append(name: "Fsc-Manager-Address", value: own.description)
            }
            if let body {
                request.body = body
                request.headers.append(name: "Content-Type", value: contentType)
            }
            response = try await client.send(request, deadline: .now + time)
        } catch {
            throw .unreachable(error)
        }
        guard (200..<300).contains(response.status) else { throw PeerCallError(refusal: response) }
        return response
    }
}
