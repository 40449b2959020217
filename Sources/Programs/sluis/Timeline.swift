import ExchangeModel

/// Moments in order, each with what happens then: a binary heap.
struct Timeline<Event> {
    private var entries: [(moment: Timestamp, event: Event)] = []

    /// The earliest moment.
    var next: Timestamp? { entries.first?.moment }

    /// Puts an event at its moment.
    mutating func add(_ event: Event, at moment: Timestamp) {
        entries.append((moment, event))
        var place = entries.count - 1
        while place > 0, entries[place].moment < entries[(place - 1) / 2].moment {
            entries.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes the earliest event out, when its moment has come.
    mutating func take(until now: Timestamp) -> (moment: Timestamp, event: Event)? {
        guard let first = entries.first, first.moment <= now else { return nil }
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < entries.count && entries[child].moment < entries[least].moment {
                least = child
            }
            guard least != place else { return first }
            entries.swapAt(place, least)
            place = least
        }
    }
}
