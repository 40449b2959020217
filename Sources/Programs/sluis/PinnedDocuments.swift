import ExchangeModel
import GatewayConfiguration
import JSONTape
import Logging
import Manager
import OpenAPI
import Outway
import PayloadPolicy
import ServiceLifecycle
import Synchronization

/// How payloads are held to the documents that grants pin.
struct DocumentChecks: Hashable {
    let request: PayloadMode
    let answer: PayloadMode
    let limits: PayloadLimits

    init(_ listener: OutwayListenerSettings) {
        request = listener.requestValidation.mode
        answer = listener.answerValidation.mode
        limits = PayloadLimits(
            requestBytes: listener.bodyLimit,
            answerBytes: listener.answerLimit
        )
    }
}

/// The documents that the Outway's grants pin: fetched from their providers, compiled off the event
/// loops, and kept.
final class PinnedDocuments: Service {
    /// What is known of a document.
    enum State: Hashable {
        case ready
        case obstacle(DocumentObstacle)
    }

    /// A document and who gives it out.
    struct Wish: Hashable {
        let digest: SHA256Value
        let provider: PeerID
    }

    /// When a document is asked for next, and how long after that.
    private struct Attempt {
        var next: ContinuousClock.Instant
        var pause: Duration
    }

    private struct Book {
        var rules: [SHA256Value: PayloadRules] = [:]
        var wishes: [Wish: Attempt] = [:]
        var mismatched: Set<Wish> = []
        var unusable: Set<SHA256Value> = []
    }

    private static let shortestPause = Duration.milliseconds(250)
    private static let longestPause = Duration.seconds(60)
    /// How many providers are asked at a time: one that hangs keeps only its own documents back.
    private static let fetchesAtATime = 8

    private let shelf: DocumentShelf
    private let present: Mutex<DocumentChecks>
    private let manager: FSCManager
    private let changed = Mutex<(@Sendable (SHA256Value) -> Void)?>(nil)
    private let logger: Logger
    private let book = Mutex(Book())

    init(
        shelf: DocumentShelf,
        checks: DocumentChecks,
        manager: FSCManager,
        logger: Logger
    ) {
        (self.shelf, self.manager) = (shelf, manager)
        present = Mutex(checks)
        self.logger = logger
    }

    /// Has a function called with each document of which something else is known than before.
    func onChange(_ act: @escaping @Sendable (SHA256Value) -> Void) {
        changed.withLock { $0 = act }
    }

    private var checks: DocumentChecks { present.withLock { $0 } }

    /// Checks payloads in another way from now on; tells whether it is another way.
    ///
    /// The documents are compiled anew when they are asked for.
    func replace(checks: DocumentChecks) -> Bool {
        let isOther = present.withLock { present in
            defer { present = checks }
            return present != checks
        }
        guard isOther else { return false }
        book.withLock { book in
            book.rules = [:]
            book.unusable = []
        }
        return true
    }

    /// What is known of a document, nil where nothing is checked; one that is not here is asked for.
    func state(of digest: SHA256Value?, from provider: PeerID) -> State? {
        guard let digest, checks.request != .off || checks.answer != .off else { return nil }
        let wish = Wish(digest: digest, provider: provider)
        let known = book.withLock { book -> State? in
            if book.rules[digest] != nil { return .ready }
            if book.mismatched.contains(wish) { return .obstacle(.mismatch) }
            if book.wishes[wish] == nil {
                book.wishes[wish] = Attempt(next: .now, pause: Self.shortestPause)
            }
            return nil
        }
        if let known { return known }
        if let bytes = shelf[digest], compile(bytes, digest) { return .ready }
        return .obstacle(.unavailable)
    }

    /// Forgets the documents that no contract names any more: their rules, and what is asked for.
    func keep(only named: Set<Wish>) {
        let digests = Set(named.map(\.digest))
        book.withLock { book in
            book.rules = book.rules.filter { digests.contains($0.key) }
            book.wishes = book.wishes.filter { named.contains($0.key) }
            book.mismatched.formIntersection(named)
            book.unusable.formIntersection(digests)
        }
    }

    /// What a document that is ready is checked by.
    func rules(_ digest: SHA256Value?) -> PayloadRules? {
        digest.flatMap { digest in book.withLock { $0.rules[digest] } }
    }

    /// Why requests may not leave; where deviations are only counted nothing is withheld.
    func obstacle(_ state: State?) -> DocumentObstacle? {
        guard case .obstacle(let obstacle) = state,
            checks.request == .enforce || checks.answer == .enforce
        else { return nil }
        return obstacle
    }

    /// The rules of all documents, by digest.
    var all: [SHA256Value: PayloadRules] { book.withLock { $0.rules } }

    func run() async throws {
        try? await cancelWhenGracefulShutdown { [self] in
            while true {
                await fetchDue()
                try await Task.sleep(for: Self.shortestPause)
            }
        }
    }

    /// Asks for what is missing and due; each that still does not come waits twice as long as before.
    private func fetchDue() async {
        let due = book.withLock { book in
            // What is ready is wished for no more: the next look does not pass it.
            book.wishes = book.wishes.filter { book.rules[$0.key.digest] == nil }
            let now = ContinuousClock.now
            return book.wishes.filter { wish, attempt in
                attempt.next <= now
                    && !book.mismatched.contains(wish) && !book.unusable.contains(wish.digest)
            }
        }
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for (wish, attempt) in due {
                if running == Self.fetchesAtATime { _ = await group.next() } else { running += 1 }
                group.addTask { [self] in await fetch(wish, after: attempt) }
            }
        }
    }

    private func fetch(_ wish: Wish, after attempt: Attempt) async {
        await fetch(wish)
        let pause = min(attempt.pause * 2, Self.longestPause)
        book.withLock { book in
            // One that no contract names any more is not asked for again.
            guard book.wishes[wish] != nil else { return }
            book.wishes[wish] = Attempt(next: .now + attempt.pause, pause: pause)
        }
    }

    private func fetch(_ wish: Wish) async {
        let place: Logger.Metadata = [
            "provider": "\(wish.provider)", "document": "\(wish.digest.hexadecimal)",
        ]
        do throws(PeerCallError) {
            let bytes = try await manager.purposeDocument(wish.digest, of: wish.provider)
            guard DocumentShelf.digest(bytes) == wish.digest else {
                logger.error(
                    "a provider's document is not the one that the contract pins",
                    metadata: place
                )
                book.withLock { _ = $0.mismatched.insert(wish) }
                changed.withLock(\.self)?(wish.digest)
                return
            }
            guard compile(bytes, wish.digest) else { return }
            do {
                try shelf.keep(bytes)
            } catch {
                logger.warning("a provider's document cannot be kept", metadata: place)
            }
            changed.withLock(\.self)?(wish.digest)
        } catch {
            logger.warning(
                "a provider's document cannot be fetched: \(error)",
                metadata: place
            )
        }
    }

    /// Compiles a document whose digest was proven; false when it cannot be used.
    private func compile(_ bytes: [UInt8], _ digest: SHA256Value) -> Bool {
        guard !book.withLock({ $0.unusable.contains(digest) }) else { return false }
        do {
            let json = try JSONValue(parsing: bytes, limits: .payload)
            let rules = try PayloadRules(
                derived: OpenAPIDocument(json),
                of: json,
                requestMode: checks.request,
                answerMode: checks.answer,
                limits: checks.limits
            )
            book.withLock { $0.rules[digest] = rules }
            return true
        } catch {
            book.withLock { _ = $0.unusable.insert(digest) }
            logger.error(
                "a provider's document cannot be used: \(error)",
                metadata: ["document": "\(digest.hexadecimal)"]
            )
            return false
        }
    }
}
