import AccessLog
import Contracts
import ExchangeModel
import JSONTape

/// Why a decision hook gave no decision; the contract then waits for a person.
public struct HookFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for an operator.
    public let description: String

    /// States why there is no decision.
    public init(_ description: String) {
        self.description = description
    }
}

/// A component outside FSC that decides on contracts that no rule accepts.
///
/// AuthZEN NLGov profile 1.0.0, *Access Evaluation API*: the subject is the peer that proposes, the
/// action is `accept`, the resource is the contract. An answer other than a clear yes accepts nothing.
public struct DecisionHook: Sendable {
    /// What the hook decided.
    public enum Decision: Hashable, Sendable {
        /// The contract may be accepted; the reason that was given.
        case permitted(String?)
        /// It may not; the reason that was given.
        case denied(String?)
    }

    /// Sends a request's body to the hook; gives the status and body of its answer.
    public typealias Post =
        @Sendable (_ body: [UInt8]) async throws -> (
            status: Int, body: [UInt8]
        )

    /// The longest reason that is kept, in characters: the log takes 512 bytes.
    private static let longestReason = 120

    private let post: Post
    /// Whether a denial rejects the contract instead of leaving it to a person.
    public let rejects: Bool

    /// Makes a hook out of a way to reach it.
    public init(rejects: Bool = false, post: @escaping Post) {
        self.rejects = rejects
        self.post = post
    }

    /// Asks for a decision.
    ///
    /// Throws ``HookFailure`` when the hook cannot be reached, or answers with anything but a decision.
    func decision(
        on contract: Contract,
        own: PeerID,
        objection: AutoSignObjection,
        at now: Timestamp
    ) async throws(HookFailure) -> Decision {
        let request = Self.request(contract, own: own, objection: objection, at: now)
        let answer: (status: Int, body: [UInt8])
        do {
            answer = try await post(request.serialized())
        } catch {
            throw HookFailure(
                "the decision hook could not be asked: \(Self.bounded("\(error)"))"
            )
        }
        guard answer.status == 200 else {
            throw HookFailure("the decision hook answered with status \(answer.status)")
        }
        guard let value = try? JSONValue(parsing: answer.body), let isPermitted = value["decision"]
        else { throw HookFailure("the decision hook's answer holds no decision") }
        guard let isPermitted = isPermitted.bool else {
            throw HookFailure("the decision in the decision hook's answer is not true or false")
        }
        let reason = Self.reason(value["context"])
        return isPermitted ? .permitted(reason) : .denied(reason)
    }

    /// The request as the profile has it; linked-data URIs as types, as it recommends.
    static func request(
        _ contract: Contract,
        own: PeerID,
        objection: AutoSignObjection,
        at now: Timestamp
    ) -> JSONValue {
        let content = contract.content
        let proposer = contract.signatures.first { $0.kind == .accept && $0.peer != own }?.peer
        return [
            "subject": [
                "type": "urn:fsc:peer",
                "id": .string((proposer ?? content.peers.subtracting([own]).min() ?? own).rawValue),
            ],
            "action": ["name": "accept"],
            "resource": [
                "type": "urn:fsc:contract",
                "id": .string(content.hash.rawValue),
                "properties": [
                    "content": content.json,
                    "grant_hashes": .array(content.grants.map { .string($0.hash.rawValue) }),
                ],
            ],
            "context": [
                "time": .string(now.description), "peer_id": .string(own.rawValue),
                "objection": .string(objection.rawValue),
            ],
        ]
    }

    /// The reason for administrators in a decision's context, in the forms that the profile shows.
    private static func reason(_ context: JSONValue?) -> String? {
        let given = context?["reason_admin"] ?? context?["reason"] ?? context?["reason_user"]
        let text = given?.string ?? given?.object?.members.compactMap(\.value.string).first
        return text.map(bounded)
    }

    /// Text of others, cut to what the log takes.
    private static func bounded(_ text: String) -> String {
        let plain = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return EntryGuard.masked(String(String.UnicodeScalarView(plain.prefix(longestReason))))
    }
}
