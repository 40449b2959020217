import NIOCore

/// Which of a target's equal addresses is next: least outstanding requests, failing ones left out.
struct AddressBalance {
    /// How long an address that failed is left out, while there are others.
    static let ejection = TimeAmount.seconds(10)
    /// Answers 502, 503 or 504 in a row after which an address is left out.
    static let failingAnswers = 5

    private struct Load {
        var outstanding = 0
        var failures = 0
        /// Times in a row that it took a request and said nothing.
        var silences = 0
        var ejectedUntil = NIODeadline.uptimeNanoseconds(0)
    }

    private var loads: [Load]
    private var turn = 0

    init(count: Int) {
        loads = Array(repeating: Load(), count: count)
    }

    var count: Int { loads.count }

    /// The address for a new connection.
    mutating func next(at now: NIODeadline) -> Int {
        turn &+= 1
        var best = turn % loads.count
        for offset in 1..<max(loads.count, 2) {
            let candidate = (turn &+ offset) % loads.count
            if isBetter(candidate, than: best, at: now) { best = candidate }
        }
        return best
    }

    /// The position of the kept connection whose address has least to do; the last of equals.
    ///
    /// Failing addresses are left out here as well: nil where none but theirs are kept, another
    /// address is not left out, and a connection to it can be made.
    func best(
        of addresses: some Collection<Int>,
        at now: NIODeadline,
        mayDial: Bool
    ) -> Int? {
        var found: (position: Int, address: Int)?
        for (position, address) in addresses.enumerated() {
            guard let known = found else {
                found = (position, address)
                continue
            }
            if !isBetter(known.address, than: address, at: now) { found = (position, address) }
        }
        guard let found else { return nil }
        let isLeftOut = loads[found.address].ejectedUntil > now
        if isLeftOut, mayDial, loads.contains(where: { $0.ejectedUntil <= now }) { return nil }
        return found.position
    }

    mutating func began(_ address: Int) {
        loads[address].outstanding += 1
    }

    mutating func ended(_ address: Int) {
        loads[address].outstanding -= 1
    }

    /// A connection was made: the address is there again, unless it takes connections only.
    mutating func connected(_ address: Int) {
        ended(address)
        guard loads[address].silences == 0 else { return }
        loads[address].ejectedUntil = .uptimeNanoseconds(0)
    }

    mutating func eject(_ address: Int, at now: NIODeadline) {
        loads[address].ejectedUntil = now + Self.ejection
    }

    /// A request got no answer in time.
    mutating func wasSilent(_ address: Int, at now: NIODeadline) {
        loads[address].silences += 1
        loads[address].ejectedUntil = now + SilentPlaces.length(after: loads[address].silences)
    }

    mutating func answered(_ address: Int, status: Int, at now: NIODeadline) {
        loads[address].silences = 0
        guard (502...504).contains(status) else {
            loads[address].failures = 0
            return
        }
        loads[address].failures += 1
        if loads[address].failures >= Self.failingAnswers {
            loads[address].failures = 0
            eject(address, at: now)
        }
    }

    private func isBetter(_ left: Int, than right: Int, at now: NIODeadline) -> Bool {
        let (left, right) = (loads[left], loads[right])
        let (isLeftOut, isRightOut) = (left.ejectedUntil > now, right.ejectedUntil > now)
        if isLeftOut != isRightOut { return isRightOut }
        if isLeftOut { return left.ejectedUntil < right.ejectedUntil }
        return left.outstanding < right.outstanding
    }
}
