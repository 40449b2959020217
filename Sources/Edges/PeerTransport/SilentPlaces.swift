import NIOCore

/// The places behind a target's names that took a connection and then said nothing.
///
/// A name may lead to several: a silent one is left out of look-ups for as long as the name has
/// another, longer with each silence, until it answers.
struct SilentPlaces {
    /// How long a place is left out at first, and at most.
    static let first = TimeAmount.seconds(10)
    static let longest = TimeAmount.minutes(5)
    /// Places that are remembered at a time; the one that was silent longest ago is forgotten.
    static let most = 64

    private struct Silence {
        let place: SocketAddress
        var times: Int
        var until: NIODeadline
    }

    private var silences: [Silence] = []

    /// A place took a connection and did not answer in time.
    mutating func note(_ place: SocketAddress, at now: NIODeadline) {
        let times = take(place) + 1
        if silences.count == Self.most { silences.removeFirst() }
        silences.append(
            Silence(place: place, times: times, until: now + Self.length(after: times))
        )
    }

    /// A place has answered: it is like any other.
    mutating func answered(_ place: SocketAddress?) {
        guard !silences.isEmpty, let place else { return }
        _ = take(place)
    }

    /// The places to connect to; all of them where each is silent.
    func usable(_ places: [SocketAddress], at now: NIODeadline) -> [SocketAddress] {
        let answering = places.filter { place in
            !silences.contains { $0.place == place && now < $0.until }
        }
        return answering.isEmpty ? places : answering
    }

    /// The time that something is left out after so many silences in a row.
    static func length(after times: Int) -> TimeAmount {
        min(longest, first * (1 << min(times - 1, 8)))
    }

    /// Forgets a place, and tells how often it was silent.
    private mutating func take(_ place: SocketAddress) -> Int {
        guard let position = silences.firstIndex(where: { $0.place == place }) else { return 0 }
        return silences.remove(at: position).times
    }
}
