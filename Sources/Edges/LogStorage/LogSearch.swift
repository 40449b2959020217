public import AccessLog
internal import ExchangeModel

extension SegmentLog {
    /// Searches the log; the results stand in the order that the query asks for.
    ///
    /// Without an index the log is read, from the end that the query begins at, and only as far as
    /// its period and limit ask.
    public func search(_ query: LogQuery) throws(LogReadProblem) -> [LogHit] {
        var search = LogSearch(query)
        let segments = catalog.all
        switch query.order {
        case .newestFirst:
            for segment in segments.reversed() where !search.isDone {
                try searchBackward(segment, &search)
            }
        case .oldestFirst:
            for (place, segment) in segments.enumerated() where !search.isDone {
                if let cursor = query.cursor, segment.endIndex <= cursor.index { continue }
                // What stands in a segment was made before the next one was begun.
                let next = place + 1 < segments.count ? segments[place + 1].header.createdAt : nil
                if search.isBefore(next.map(Int64.init(clamping:))) { continue }
                try searchForward(segment, &search)
            }
        }
        return search.results
    }

    private func searchForward(
        _ segment: SegmentRecord,
        _ search: inout LogSearch
    ) throws(LogReadProblem) {
        var reader = try SegmentReader(segment, self)
        if let cursor = search.query.cursor {
            try reader.seek(cursor.index)
        }
        while !search.isDone, let frame = try reader.next() {
            for place in frame.ranges.indices {
                try search.take(place, of: frame, &reader)
            }
        }
    }

    /// Reads the pieces between two marks from the last to the first, each of them backward.
    private func searchBackward(
        _ segment: SegmentRecord,
        _ search: inout LogSearch
    ) throws(LogReadProblem) {
        var reader = try SegmentReader(segment, self)
        let marks = try marks(of: segment)
        for (place, mark) in marks.enumerated().reversed() where !search.isDone {
            let end = place + 1 < marks.count ? marks[place + 1].offset : segment.end
            let nextMoment = place + 1 < marks.count ? marks[place + 1].moment : nil
            if search.isBefore(nextMoment) {
                search.stop()
                return
            }
            if search.isAfter(mark.moment) { continue }
            reader.seek(mark)
            var frames: [StoredFrame] = []
            while reader.offset < end, let frame = try reader.next() {
                frames.append(frame)
            }
            for frame in frames.reversed() {
                for place in frame.ranges.indices.reversed() where !search.isDone {
                    try search.take(place, of: frame, &reader)
                }
            }
        }
    }

    /// The beginnings of frames of a segment, read once and then kept.
    private func marks(of segment: SegmentRecord) throws(LogReadProblem) -> [FrameMark] {
        if let first = segment.marks.first, first.index == segment.firstIndex {
            return segment.marks
        }
        var record = segment
        record.marks = []
        var reader = try SegmentReader(segment, self)
        var former = segment.header.previousChain
        while let frame = try reader.next() {
            record.add(frame.mark(after: former))
            former = frame.header.chain
        }
        catalog.keep(record.marks, of: segment.number)
        return record.marks
    }
}

/// The state of one search while it walks over the log.
struct LogSearch {
    let query: LogQuery
    private var found: [LogHit] = []
    private var isStopped = false
    /// Newest first: completions whose request has not been met yet, by the request's place.
    private var completions: [LogPosition: LogHit] = [:]
    /// Oldest first: the places in `found` of requests whose completion has not been met yet.
    private var open: [LogPosition: Int] = [:]
    /// Oldest first: results that the outcome has ruled out since.
    private var dropped: Set<Int> = []
    private let limit: Int

    /// How far the clock may have been set, in milliseconds, when a period ends a search early.
    ///
    /// Entries stand in the order in which they were written. Where the clock was set by an hour
    /// forward and back, two of them may be two hours apart by it in the wrong order.
    private static let clockSlack: Int64 = 7_500_000
    /// The longest exchange whose completion is looked for beyond the end of the period.
    private static let longestExchange: Int64 = 86_400_000
    /// The most entries beyond the last result that are read for its completion, oldest first.
    private static let maximumWait = 100_000
    private var waited = 0

    init(_ query: LogQuery) {
        self.query = query
        limit = min(max(1, query.limit), LogQuery.maximumLimit)
    }

    var results: [LogHit] {
        let kept = found.enumerated().filter { place, hit in
            !dropped.contains(place) && query.admits(hit.outcomeClass)
        }
        return Array(kept.map(\.element).prefix(limit))
    }

    var isDone: Bool {
        if isStopped { return true }
        guard found.count - dropped.count >= limit else { return false }
        if query.order == .newestFirst { return true }
        return open.isEmpty || (query.outcomes.isEmpty && waited > Self.maximumWait)
    }

    mutating func stop() {
        isStopped = true
    }

    /// Notes, oldest first, that an entry was made at a moment: what follows may be too late.
    ///
    /// Beyond the period only completions of what was found are looked for.
    mutating func passes(_ moment: Int64) {
        guard query.order == .oldestFirst, let before = query.before else { return }
        let isBeyond = moment > before.milliseconds.addingClamped(Self.clockSlack)
        if isAfter(moment) || isBeyond && open.isEmpty { stop() }
    }

    /// Whether everything before a moment is too early for the period.
    func isBefore(_ moment: Int64?) -> Bool {
        guard let moment, let after = query.after else { return false }
        return moment < after.milliseconds.subtractingClamped(Self.clockSlack)
    }

    /// Whether everything from a moment on is too late, completions included.
    func isAfter(_ moment: Int64) -> Bool {
        guard let before = query.before else { return false }
        return moment > before.milliseconds.addingClamped(Self.longestExchange)
    }

    mutating func take(
        _ place: Int,
        of frame: StoredFrame,
        _ reader: inout SegmentReader
    ) throws(LogReadProblem) {
        let position = LogPosition(index: frame.header.firstIndex + UInt64(place))
        let (moment, isCompletion, record, isMatch) = frame.entries.withUnsafeBytes { buffer in
            guard let scan = EntryScan(reading: buffer.part(frame.ranges[place])) else {
                return (Int64?.none, false, LogPosition?.none, false)
            }
            return (
                scan.moment.milliseconds, scan.kind == .completion, scan.record,
                query.matches(scan)
            )
        }
        if let moment { passes(moment) }
        if isCompletion, query.kinds.contains(.request), let record {
            try note(record, place, frame, &reader)
        }
        if query.order == .oldestFirst, found.count - dropped.count >= limit {
            waited += 1
        }
        guard isMatch, isBeyondCursor(position), !isFull else {
            completions[position] = nil
            return
        }
        var hit = try reader.entry(place, of: frame).hit()
        guard query.matchesPerson(hit.entry.personal) else { return }
        if let completion = completions.removeValue(forKey: position) {
            hit.complete(completion)
        }
        if query.order == .newestFirst, !query.admits(hit.outcomeClass) {
            return
        }
        if query.order == .oldestFirst, hit.entry.kind == .request {
            open[position] = found.count
        }
        found.append(hit)
    }

    private var isFull: Bool { found.count - dropped.count >= limit }

    private func isBeyondCursor(_ position: LogPosition) -> Bool {
        guard let cursor = query.cursor else { return true }
        return query.order == .newestFirst ? position < cursor : position > cursor
    }

    private mutating func note(
        _ record: LogPosition,
        _ place: Int,
        _ frame: StoredFrame,
        _ reader: inout SegmentReader
    ) throws(LogReadProblem) {
        switch query.order {
        case .newestFirst:
            // A request beyond the cursor is not met any more.
            if let cursor = query.cursor, record >= cursor { return }
            completions[record] = try reader.entry(place, of: frame).hit()
        case .oldestFirst:
            guard let result = open.removeValue(forKey: record) else { return }
            found[result].complete(try reader.entry(place, of: frame).hit())
            if !query.admits(found[result].outcomeClass) {
                dropped.insert(result)
            }
        }
    }
}

extension LogHit {
    /// Tells how the request ended.
    fileprivate mutating func complete(_ hit: LogHit) {
        if case .completion(let entry) = hit.entry {
            completion = entry
            completionPosition = hit.position
        }
    }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }

    fileprivate func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }
}
