internal import JSONTape

extension PolicyPath {
    /// The tape indices of the values that the pattern matches.
    func matches(_ tape: borrowing ValueTape, _ input: RawSpan) -> [Int] {
        var found: [Int] = []
        Self.search(steps[...], 0, tape, input, &found)
        return found
    }

    private static func search(
        _ steps: ArraySlice<Step>,
        _ index: Int,
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        _ found: inout [Int]
    ) {
        guard let step = steps.first, step != .subtree else {
            found.append(index)
            return
        }
        let word = tape[index]
        guard word.isContainer else { return }
        let end = tape.end(of: index)
        var child = index + 2
        while child < end {
            let isObject = word.tag == .object
            let value = isObject ? child + 1 : child
            switch step {
            case .any: search(steps.dropFirst(), value, tape, input, &found)
            case .name(let name):
                if isObject, JSONText.string(input, tape[child]).utf8.elementsEqual(name.utf8) {
                    search(steps.dropFirst(), value, tape, input, &found)
                }
            case .subtree: break
            }
            child = tape.next(after: value)
        }
    }
}
