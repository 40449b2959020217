/// One run of characters of a class: the fastest form of a pattern.
struct ClassRun: Sendable {
    /// Which of the characters below 64, and from 64 to 127, belong.
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// The ranges above 127, in the table of ranges.
    var rangeStart: Int32 = 0
    var rangeCount: Int32 = 0
    var least: Int32 = 1
    var most: Int32 = 1

    /// Only the first runs of a pattern have marks: a bit each.
    static let mostMarked = 8

    /// For each byte the runs that its character belongs to; none for bytes above 0x7f.
    static func marks(_ runs: some Sequence<ClassRun>) -> [UInt8] {
        var marks = [UInt8](repeating: 0, count: 256)
        for (position, run) in runs.prefix(mostMarked).enumerated() {
            for byte in 0..<128 {
                let mask = byte < 64 ? run.low : run.high
                marks[byte] |= UInt8(mask >> UInt64(byte & 63) & 1) << position
            }
        }
        return marks
    }
}

/// A range of characters above ASCII.
struct CharacterRange: Sendable {
    var first: UInt32
    var last: UInt32
}

/// A pattern as runs of classes, where each character can belong to one run only.
struct ClassRunPlan {
    struct Part {
        var set: CodePointSet
        var least: Int
        var most: Int
    }

    /// The most pairs of runs that are compared; what takes more becomes an automaton.
    private static let mostPairs = 4_096

    var parts: [Part] = []
    var isEndAnchored = false

    /// Understands `^`, classes with counts, and an optional `$`; nil for anything else.
    init?(_ tree: PatternTree) {
        var flat: [PatternTree] = []
        Self.flatten(tree, into: &flat)
        guard case .start? = flat.first else { return nil }
        flat.removeFirst()
        if case .end? = flat.last {
            isEndAnchored = true
            flat.removeLast()
        }
        for tree in flat {
            switch tree {
            case .set(let set): parts.append(Part(set: set, least: 1, most: 1))
            case .repetition(.set(let set), let least, let most):
                guard least < Int32.max, (most ?? 0) < Int32.max else { return nil }
                parts.append(Part(set: set, least: least, most: most ?? Int(Int32.max)))
            default: return nil
            }
        }
        guard isUnambiguous else { return nil }
    }

    private static func flatten(_ tree: PatternTree, into flat: inout [PatternTree]) {
        switch tree {
        case .empty: break
        case .sequence(let parts): for part in parts { flatten(part, into: &flat) }
        default: flat.append(tree)
        }
    }

    /// Whether taking as much as possible is always right: what may follow a run of open length
    /// shares no character with it.
    private var isUnambiguous: Bool {
        var pairs = 0
        for (position, part) in parts.enumerated() where part.least != part.most {
            for follower in parts[(position + 1)...] {
                pairs += 1
                guard pairs <= Self.mostPairs else { return false }
                if part.set.intersects(follower.set) { return false }
                if follower.least > 0 { break }
            }
        }
        return true
    }
}
