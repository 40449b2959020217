/// RFC 3492, *Bootstring parameters* for Punycode.
enum Punycode {
    private static let base = 36

    private static func adapt(_ delta: Int, _ points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var steps = 0
        while delta > 455 {
            delta /= 35
            steps += base
        }
        return steps + 36 * delta / (delta + 38)
    }

    private static func threshold(_ position: Int, _ bias: Int) -> Int {
        min(max(position - bias, 1), 26)
    }

    /// The characters that the text after `xn--` stands for; nil when it is no Punycode.
    static func decode(_ text: some BidirectionalCollection<Unicode.Scalar>) -> [Unicode.Scalar]? {
        var output: [Unicode.Scalar] = []
        var rest = Array(text)
        if let delimiter = rest.lastIndex(of: "-") {
            output = rest[..<delimiter].map { $0 }
            rest.removeFirst(delimiter + 1)
        }
        guard !rest.isEmpty else { return nil }
        var value = 128
        var place = 0
        var bias = 72
        var index = 0
        while index < rest.count {
            let start = place
            var weight = 1
            var position = base
            while true {
                guard index < rest.count, let digit = digit(rest[index]) else { return nil }
                index += 1
                place += digit * weight
                guard place < 1 << 30 else { return nil }
                let limit = threshold(position, bias)
                if digit < limit { break }
                weight *= base - limit
                guard weight < 1 << 30 else { return nil }
                position += base
            }
            let count = output.count + 1
            bias = adapt(place - start, count, isFirst: start == 0)
            value += place / count
            place %= count
            guard value <= 0x10ffff, let scalar = Unicode.Scalar(UInt32(value)) else { return nil }
            output.insert(scalar, at: place)
            place += 1
        }
        return output
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x30...0x39: Int(scalar.value) - 0x30 + 26
        case 0x41...0x5a: Int(scalar.value) - 0x41
        case 0x61...0x7a: Int(scalar.value) - 0x61
        default: nil
        }
    }

    /// The length of the text after `xn--`; nil when the characters are too many.
    static func encodedLength(_ scalars: [Unicode.Scalar]) -> Int? {
        guard scalars.count <= 256 else { return nil }
        let plain = scalars.count { $0.isASCII }
        var length = plain > 0 ? plain + 1 : 0
        var handled = plain
        var value = 128
        var delta = 0
        var bias = 72
        while handled < scalars.count {
            guard let next = scalars.map({ Int($0.value) }).filter({ $0 >= value }).min() else {
                return nil
            }
            delta += (next - value) * (handled + 1)
            value = next
            for scalar in scalars {
                if Int(scalar.value) < value { delta += 1 }
                guard Int(scalar.value) == value else { continue }
                var rest = delta
                var position = base
                while true {
                    length += 1
                    let limit = threshold(position, bias)
                    if rest < limit { break }
                    rest = (rest - limit) / (base - limit)
                    position += base
                }
                bias = adapt(delta, handled + 1, isFirst: handled == plain)
                delta = 0
                handled += 1
            }
            delta += 1
            value += 1
        }
        return length
    }
}
