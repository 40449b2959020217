internal import JSONTape

extension FastPass {
    @inline(__always)
    mutating func number(_ node: Int, _ word: TapeWord, _ index: Int) -> Bool {
        if nodes[node].types & TypeMask.fraction.rawValue == 0 {
            guard nodes[node].types & TypeMask.integer.rawValue != 0,
                !word.isFloat || tape.isInteger(word)
            else { return false }
        }
        if nodes[node].hasNumberBounds {
            if word.length > 18 || nodes[node].needsExactNumbers {
                if !isWithinExactBounds(node, word) { return false }
            } else if word.isFloat {
                if !isFloatWithinBounds(node, word) { return false }
            } else {
                let value = integer(word)
                if value < nodes[node].low || value > nodes[node].high { return false }
            }
        }
        return !nodes[node].hasValues || isAllowed(node, index)
    }

    /// The value of a number of up to 18 characters without fraction or exponent.
    private mutating func integer(_ word: TapeWord) -> Int64 {
        var index = word.offset
        let end = index &+ word.length
        let isNegative = tape.input.byte(index) == 0x2d
        if isNegative { index &+= 1 }
        var value: Int64 = 0
        while index < end {
            value = value &* 10 &+ Int64(tape.input.byte(index) &- 0x30)
            index &+= 1
        }
        return isNegative ? 0 &- value : value
    }

    /// Whether a number with a fraction or an exponent, of up to 18 characters, is within bounds.
    @inline(never)
    private mutating func isFloatWithinBounds(_ node: Int, _ word: TapeWord) -> Bool {
        var index = word.offset
        let end = index &+ word.length
        let isNegative = tape.input.byte(index) == 0x2d
        if isNegative { index &+= 1 }
        var whole: Int64 = 0
        var hasFraction = false
        var isFraction = false
        while index < end {
            let byte = tape.input.byte(index)
            switch byte {
            case 0x30...0x39 where isFraction: hasFraction = hasFraction || byte != 0x30
            case 0x30...0x39: whole = whole &* 10 &+ Int64(byte &- 0x30)
            case 0x2e: isFraction = true
            default: return isWithinExactBounds(node, word)
            }
            index &+= 1
        }
        guard hasFraction else {
            let value = isNegative ? 0 &- whole : whole
            return value >= nodes[node].low && value <= nodes[node].high
        }
        guard !nodes[node].hasExclusiveBounds else { return isWithinExactBounds(node, word) }
        // The integers on both sides of the number.
        let below = isNegative ? -1 &- whole : whole
        return below >= nodes[node].low && below < nodes[node].high
    }

    @inline(never)
    private mutating func isWithinExactBounds(_ node: Int, _ word: TapeWord) -> Bool {
        let value = tape.decimal(word)
        for index in nodes[node].bounds.indices where bounds[index].broken(by: value) != nil {
            return false
        }
        return true
    }

    /// Whether a value other than a string is among those allowed.
    @inline(never)
    mutating func isAllowed(_ node: Int, _ index: Int) -> Bool {
        let place = Int(nodes[node].allowed)
        return spend(allowed[place].steps(tape, index)) && allowed[place].contains(tape, index)
    }
}
