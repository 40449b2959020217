internal import JSONTape

/// Comparison of values: numbers by value, strings by code point, objects without order.
extension TapeReader {
    /// Whether the value at an index equals another value.
    func equals(_ index: Int, _ value: JSONValue) -> Bool {
        let word = self[index]
        switch (word.tag, value) {
        case (.null, .null): return true
        case (.truth, .bool(let bool)): return bool
        case (.falsehood, .bool(let bool)): return !bool
        case (.number, .number(let number)): return decimal(word) == number.decimal
        case (.string, .string(let text)): return equals(word, text)
        case (.array, .array(let elements)):
            guard word.length == elements.count else { return false }
            var place = index + 2
            for element in elements {
                guard equals(place, element) else { return false }
                place = next(after: place)
            }
            return true
        case (.object, .object(let object)):
            guard word.length == object.count else { return false }
            var place = index + 2
            while place < end(of: index) {
                guard let value = object[string(place)], equals(place + 1, value) else {
                    return false
                }
                place = next(after: place + 1)
            }
            return true
        default: return false
        }
    }

    /// Whether a string or name is a text.
    func equals(_ word: TapeWord, _ text: String) -> Bool {
        if word.hasEscape { return bytes(word).elementsEqual(text.utf8) }
        guard word.length == text.utf8.count else { return false }
        var index = word.offset
        for byte in text.utf8 {
            guard input.byte(index) == byte else { return false }
            index &+= 1
        }
        return true
    }

    /// Whether no two elements of an array are equal.
    func isUnique(_ index: Int) -> Bool {
        guard self[index].length > 1 else { return true }
        var hashes: [(hash: Int, place: Int)] = []
        var place = index + 2
        while place < end(of: index) {
            var hasher = Hasher()
            hash(place, into: &hasher)
            hashes.append((hasher.finalize(), place))
            place = next(after: place)
        }
        hashes.sort { $0.hash < $1.hash }
        for (left, right) in zip(hashes, hashes.dropFirst()) where left.hash == right.hash {
            // Hashes are keyed per process: only equal values come here in practice.
            if equals(left.place, JSONValue(self, right.place)) { return false }
        }
        return true
    }

    private func hash(_ index: Int, into hasher: inout Hasher) {
        let word = self[index]
        hasher.combine(word.tag.rawValue)
        switch word.tag {
        case .number: hasher.combine(decimal(word))
        case .string, .name: hasher.combine(bytes(word))
        case .array:
            var place = index + 2
            while place < end(of: index) {
                hash(place, into: &hasher)
                place = next(after: place)
            }
            hasher.combine(0xff as UInt8)
        case .object:
            var sum = 0
            var place = index + 2
            while place < end(of: index) {
                var member = Hasher()
                hash(place, into: &member)
                hash(place + 1, into: &member)
                sum &+= member.finalize()
                place = next(after: place + 1)
            }
            hasher.combine(sum)
        default: break
        }
    }
}

extension JSONValue {
    /// Takes a value off a tape.
    fileprivate init(_ reader: TapeReader, _ index: Int) {
        let word = reader[index]
        switch word.tag {
        case .null: self = .null
        case .truth: self = .bool(true)
        case .falsehood: self = .bool(false)
        case .string, .name: self = .string(reader.string(index))
        case .number:
            let text = reader.input.text(word.offset, length: word.length)
            self = JSONNumber(text: text).map { .number($0) } ?? .null
        case .array:
            var elements: [JSONValue] = []
            var place = index + 2
            while place < reader.end(of: index) {
                elements.append(JSONValue(reader, place))
                place = reader.next(after: place)
            }
            self = .array(elements)
        case .object:
            var object = JSONObject()
            var place = index + 2
            while place < reader.end(of: index) {
                object[reader.string(place)] = JSONValue(reader, place + 1)
                place = reader.next(after: place + 1)
            }
            self = .object(object)
        }
    }
}
