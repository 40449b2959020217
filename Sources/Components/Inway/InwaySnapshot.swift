import AccessControl
import AccessLog
import ExchangeModel
import HTTPWire
import OpenAPI
import PayloadPolicy
import PeerTransport
import Synchronization

/// One configuration made ready for requests; immutable, so that every request sees one only.
final class InwaySnapshot: Sendable {
    let access: AccessPolicy
    let pseudonymiser: Pseudonymiser?
    let services: [ServiceName: ReadyService]

    init(_ configuration: InwayConfiguration) {
        access = configuration.access
        pseudonymiser = configuration.pseudonymiser
        services = Dictionary(
            configuration.services.map { ($0.name, ReadyService($0)) },
            uniquingKeysWith: { _, last in last }
        )
    }
}

/// A Service with what is the same for all its requests.
final class ReadyService: Sendable {
    let offer: OfferedService
    let request: SourceRequest
    /// Request fields that operations declare as parameters, by the names that the rules use.
    let parameterFields: [(name: String, field: FieldName)]
    /// Fields of checked answers that do not simply stay behind.
    let answerFields: FieldSet
    /// Where the source is, which no peer gets to know.
    let references: SourceReferences

    var rules: PayloadRules { offer.rules }

    init(_ offer: OfferedService) {
        self.offer = offer
        request = SourceRequest(offer)
        parameterFields = (offer.rules.document?.parameterFields ?? []).compactMap { name in
            FieldName(name).map { (name, $0) }
        }
        answerFields = FieldSet(names: offer.rules.answerFieldNames.compactMap { FieldName($0) })
        references = SourceReferences(offer)
    }
}

/// Where the snapshot in force hangs: swapped by anyone, looked at by every event loop.
final class SnapshotBoard: Sendable {
    private let number = Atomic<UInt64>(1)
    private let current: Mutex<InwaySnapshot>

    init(_ first: InwaySnapshot) {
        current = Mutex(first)
    }

    /// The snapshot in force.
    var newest: InwaySnapshot { current.withLock { $0 } }

    /// Puts a snapshot in force for all requests that begin after this.
    func replace(with snapshot: InwaySnapshot) {
        current.withLock { $0 = snapshot }
        number.add(1, ordering: .releasing)
    }

    /// The snapshot in force, when it is another one than was seen at a number; one atomic read.
    func news(since seen: inout UInt64) -> InwaySnapshot? {
        let now = number.load(ordering: .acquiring)
        guard now != seen else { return nil }
        seen = now
        return current.withLock { $0 }
    }
}
