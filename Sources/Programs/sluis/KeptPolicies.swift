import Contracts
import ExchangeModel
import GatewayConfiguration
import Inway
import JSONTape
import PayloadPolicy

/// A field policy that a service is, or was, published with for a purpose, in the words of that time.
struct KeptPolicy: Sendable {
    /// The service.
    let service: ServiceName
    /// The policy; its digest is what grants pin.
    let policy: FieldPolicy
    /// What was published: label, legal basis and the digests of policy and document.
    let purpose: Purpose
    /// The organisation's own processing activity.
    let processingActivity: String?

    /// The most bytes of the texts of a purpose: a token carries them, and the log keeps them.
    static let maximumTermsBytes = 30_000

    /// Whether grants, tokens and the log can hold the texts of a purpose.
    static func fits(_ purpose: Purpose) -> Bool {
        PurposeProperty.json(purpose).serialized().count <= maximumTermsBytes
    }

    var digest: SHA256Value { policy.digest }

    /// What is kept beside the policy's own bytes.
    var terms: JSONValue {
        var object: JSONObject = [
            "service": .string(service.rawValue), "purpose": PurposeProperty.json(purpose),
        ]
        object["processing_activity"] = processingActivity.map { .string($0) }
        return .object(object)
    }
}

/// A field policy that the provider withdrew: no contract is served by it any more.
struct PolicyWithdrawal: Hashable, Sendable {
    /// The reason that was given.
    let reason: String
    /// The account of the person.
    let person: String
    /// When.
    let moment: Timestamp
}

/// The field policies that services were published with, and those that were withdrawn; a moment's
/// state of a ``PolicyArchive``.
struct KeptPolicies: Sendable {
    /// What makes two of them the same.
    struct Key: Hashable, Sendable, Comparable {
        let service: ServiceName
        let digest: SHA256Value

        static func < (left: Key, right: Key) -> Bool {
            (left.service.rawValue, left.digest.hexadecimal)
                < (right.service.rawValue, right.digest.hexadecimal)
        }
    }

    /// The policies by service and digest.
    var policies: [Key: KeptPolicy] = [:]
    /// The withdrawals by the digest of the policy, whatever the service.
    var withdrawals: [SHA256Value: PolicyWithdrawal] = [:]

    /// A policy by its digest, from whatever service.
    subscript(digest: SHA256Value) -> KeptPolicy? {
        policies.filter { $0.key.digest == digest }.min { $0.key < $1.key }?.value
    }

    /// The policies of a service besides the published ones, also those that were withdrawn: the access
    /// policy refuses these.
    func former(of service: ServiceName, besides published: Set<SHA256Value>) -> [KeptPolicy] {
        policies.filter { key, _ in
            key.service == service && !published.contains(key.digest)
        }.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Every policy in a fixed order.
    var all: [KeptPolicy] { policies.sorted { $0.key < $1.key }.map(\.value) }

    mutating func add(_ policy: KeptPolicy) {
        policies[Key(service: policy.service, digest: policy.digest)] = policy
    }
}

extension BuiltService {
    /// The policies that the service is published with, as they are kept.
    var keptPolicies: [KeptPolicy] {
        zip(policies, purposes).map { policy, purpose in
            KeptPolicy(
                service: settings.name,
                policy: policy,
                purpose: purpose,
                processingActivity: offered.processingActivities[purpose.id]
            )
        }
    }
}
