import Synchronization

/// What a run measured.
struct LoadResult {
    let requests: Int
    let statuses: [Int: Int]
    let non2xx: Int
    let errors: Int
    let problem: String?
    let seconds: Double
    /// The CPU time of each process, in the order in which they were named.
    let nanoseconds: [Int64]

    /// One line of JSON.
    var json: String {
        let counts = statuses.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        let reason = problem.map { text in
            let quoted: Set<Character> = ["\"", "\\"]
            let plain = text.map { $0.isASCII && !$0.isNewline && !quoted.contains($0) ? $0 : " " }
            return ",\"problem\":\"\(String(plain.prefix(200)))\""
        }
        return "{\"requests\":\(requests),\"statuses\":{\(counts.joined(separator: ","))},"
            + "\"non2xx\":\(non2xx),\"errors\":\(errors),\"seconds\":\(seconds),"
            + "\"cpu_ns\":\(nanoseconds.reduce(0, +)),"
            + "\"processes_ns\":[\(nanoseconds.map { String($0) }.joined(separator: ","))]"
            + (reason ?? "") + "}"
    }
}

/// The number of answers at which a run is over; unlimited until it is set.
final class Target: Sendable {
    private let value = Atomic(Int.max)

    func set(_ count: Int) { value.store(count, ordering: .relaxed) }

    func isReached(_ count: Int) -> Bool { count >= value.load(ordering: .relaxed) }
}
