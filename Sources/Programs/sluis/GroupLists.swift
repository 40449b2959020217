import ExchangeModel
import GatewayConfiguration
import PeerIdentity
import RevocationListSources
import RevocationLists

/// The revocation lists of the Group as this gateway keeps them: each source and authority by itself.
struct GroupLists: Sendable {
    /// What a source gave at the last attempt.
    typealias Reading = (source: RevocationSource, answer: Result<[UInt8], RevocationListFault>)

    /// A source, and what is known of it.
    struct Source: Sendable {
        let place: RevocationSource
        var digest: SHA256Value?
        var file: RevocationListFile?
        /// The issuers whose lists it has given since the start.
        var issuers: Set<String> = []
        /// What is wrong with it, each a sentence; empty when nothing is.
        var problems: [String] = []
    }

    /// A list that has come into force, to be kept on disk.
    typealias Taken = (authority: ListsInForce.Authority, list: RevocationList)

    private(set) var inForce = ListsInForce()
    private(set) var sources: [Source]
    /// The older lists that sources give at the moment, by their issuers.
    private(set) var older: [String: RevocationList] = [:]

    init(_ sources: [RevocationSource]) {
        self.sources = sources.map { Source(place: $0) }
    }

    /// What is wrong with the sources, each a sentence.
    var problems: [String] { sources.flatMap(\.problems) }

    /// Takes up what was in force before the start; returns the lists that turned out to be forged.
    mutating func restore(
        _ lists: [RevocationList],
        knowing authorities: [AuthorityCertificate],
        at now: Timestamp
    ) -> [RevocationList] {
        inForce.restore(lists, knowing: authorities, at: now)
    }

    /// Takes what the sources gave, where it may come into force; returns what has.
    mutating func take(
        _ readings: [Reading],
        knowing authorities: [AuthorityCertificate],
        at now: Timestamp
    ) -> [Taken] {
        older = [:]
        let before = inForce.entries
        var forged = Dictionary(
            grouping: inForce.prove(knowing: authorities, at: now),
            by: \.issuer
        )
        for index in sources.indices {
            guard let reading = readings.first(where: { $0.source == sources[index].place }) else {
                continue
            }
            take(reading.answer, from: index, knowing: authorities, at: now)
        }
        for index in sources.indices {
            for issuer in sources[index].issuers where forged.removeValue(forKey: issuer) != nil {
                sources[index].problems.append(
                    "\(sources[index].place.name) gave a list of \(issuer) that its authority did not sign: "
                        + "it is out of force"
                )
            }
        }
        return inForce.entries.filter { $0.value.list != before[$0.key]?.list }
            .map { ($0.key, $0.value.list) }
    }

    /// Puts an older list in force because a person says so; nil when it is not proven.
    mutating func takeOlder(
        _ list: RevocationList,
        knowing authorities: [AuthorityCertificate]
    ) -> Taken? {
        guard let authority = inForce.takeOlder(list, knowing: authorities) else { return nil }
        older[list.issuer] = nil
        let refusals: [ListsInForce.Refusal] = [.older(than: list), .lifting(1, than: list)]
        let beginnings = refusals.map { $0.words(for: list).prefix { $0 != ":" } }
        for index in sources.indices {
            sources[index].problems.removeAll { problem in
                beginnings.contains { problem.contains($0) }
            }
        }
        return (authority, list)
    }

    private mutating func take(
        _ answer: Result<[UInt8], RevocationListFault>,
        from index: Int,
        knowing authorities: [AuthorityCertificate],
        at now: Timestamp
    ) {
        let name = sources[index].place.name
        let file: RevocationListFile
        switch answer {
        case .failure(let fault):
            sources[index].problems = ["\(name) \(fault)"]
            return
        case .success(let bytes):
            let digest = SHA256Value(hashing: bytes)
            if let known = sources[index].file, sources[index].digest == digest {
                file = known
            } else {
                file = RevocationListFile(bytes)
            }
            (sources[index].digest, sources[index].file) = (digest, file)
        }
        var problems = file.problems.map { "\(name) \($0)" }
        for list in file.lists {
            switch inForce.take(list, knowing: authorities, at: now) {
            case .taken, .unchanged: continue
            case .takenWithSameNumber(_, as: let former):
                problems.append(
                    "\(name) gives a list of \(list.issuer) (\(list.label)) with the number of the one "
                        + "before it (\(former.label)): it lifts no revocation and is in force; its "
                        + "authority must number its lists anew each time"
                )
            case .refused(let refusal):
                problems.append("\(name) \(refusal.words(for: list))")
                switch refusal {
                case .older, .lifting: older[list.issuer] = list
                case .forged, .notInItsTime, .tooManyAuthorities: continue
                }
            }
        }
        // Another source, or a list beside it, may give a newer one: then an older one is none's fault.
        let given = Set(file.lists.map(\.issuer))
        for issuer in sources[index].issuers.subtracting(given).sorted() {
            problems.append(
                "\(name) gives no usable list of \(issuer) any more: that in force stays so until it ends"
            )
        }
        sources[index].issuers.formUnion(given)
        sources[index].problems = problems
    }
}

extension RevocationSource {
    /// The path or URL, for operators.
    var name: String {
        switch self {
        case .file(let path): path
        case .url(let url): url
        }
    }
}

extension RevocationListReader {
    /// Reads a source.
    func read(_ source: RevocationSource) async -> Result<Answer, RevocationListFault> {
        do throws(RevocationListFault) {
            switch source {
            case .file(let path): return .success(try Self.read(file: path))
            case .url(let url): return .success(try await fetch(url))
            }
        } catch {
            return .failure(error)
        }
    }

    /// Reads all sources at the same time.
    func read(_ sources: [RevocationSource]) async -> [GroupLists.Reading] {
        await withTaskGroup(of: GroupLists.Reading.self) { tasks in
            for source in sources {
                tasks.addTask { (source, await self.read(source).map(\.bytes)) }
            }
            return await tasks.reduce(into: []) { $0.append($1) }
        }
    }
}
