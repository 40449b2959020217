import ExchangeModel
import NIOCore

/// Requests that wait for a connection, in turns by the party that each is made for.
///
/// Within a party the first comes first; how many one party has waiting delays no other.
struct FairQueue {
    private struct Line {
        let party: PeerID?
        var waiting: [UpstreamExchange]
    }

    /// Those that have at least one request waiting; the first one is next.
    private var lines: [Line] = []
    /// The requests that wait.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// All that wait, in no order.
    var all: [UpstreamExchange] { lines.flatMap(\.waiting) }

    /// Puts a request at the end of its party's line, or at its beginning.
    mutating func add(_ exchange: UpstreamExchange, first: Bool = false) {
        count += 1
        if let position = lines.firstIndex(where: { $0.party == exchange.party }) {
            let end = lines[position].waiting.count
            lines[position].waiting.insert(exchange, at: first ? 0 : end)
        } else {
            lines.append(Line(party: exchange.party, waiting: [exchange]))
        }
    }

    /// Forgets a request that waits.
    mutating func remove(_ exchange: UpstreamExchange) {
        guard let line = lines.firstIndex(where: { $0.party == exchange.party }),
            let position = lines[line].waiting.firstIndex(where: { $0 === exchange })
        else { return }
        take(line, position)
    }

    /// Takes the next request that may go, and puts its party at the end of the turns.
    ///
    /// A repeated request goes only where a connection for it is there: it does not hold up others.
    mutating func next(
        mayGo: (PeerID?) -> Bool,
        suits: (UpstreamExchange) -> Bool
    ) -> UpstreamExchange? {
        for line in lines.indices where mayGo(lines[line].party) {
            guard let position = lines[line].waiting.firstIndex(where: suits) else { continue }
            let exchange = take(line, position)
            if line < lines.count, lines[line].party == exchange.party {
                lines.append(lines.remove(at: line))
            }
            return exchange
        }
        return nil
    }

    /// Takes the newest request of the longest line, where that is longer than a party's own.
    mutating func shed(for party: PeerID?) -> UpstreamExchange? {
        let own = lines.first { $0.party == party }?.waiting.count ?? 0
        guard
            let longest = lines.indices.max(by: {
                lines[$0].waiting.count < lines[$1].waiting.count
            }),
            lines[longest].waiting.count > own + 1
        else { return nil }
        return take(longest, lines[longest].waiting.count - 1)
    }

    /// How many requests could go, with so much room for each party.
    func ready(_ room: (PeerID?) -> Int) -> Int {
        lines.reduce(0) { $0 + min($1.waiting.count, max(0, room($1.party))) }
    }

    /// The requests that have waited longest, whoever they are made for.
    func longestWaiting(_ number: Int) -> [UpstreamExchange] {
        if lines.count == 1 { return Array(lines[0].waiting.prefix(number)) }
        let sorted = all.sorted { ($0.waitingSince ?? .now()) < ($1.waitingSince ?? .now()) }
        return Array(sorted.prefix(number))
    }

    @discardableResult
    private mutating func take(_ line: Int, _ position: Int) -> UpstreamExchange {
        count -= 1
        let exchange = lines[line].waiting.remove(at: position)
        if lines[line].waiting.isEmpty { lines.remove(at: line) }
        return exchange
    }
}
