import ExchangeModel
import JSONTape

/// A member of a received document with its path, so that a refusal can name it.
struct ContentMember {
    /// The greatest moment that is read: what a double holds exactly, as I-JSON asks of integers.
    static let greatestInteger: Int64 = 1 << 53

    let value: JSONValue?
    let path: String

    init(_ value: JSONValue?, path: String) {
        self.value = value
        self.path = path
    }

    subscript(name: String) -> ContentMember {
        ContentMember(value?.object?[name], path: path + "." + name)
    }

    var isAbsent: Bool { value == nil }

    func object() throws(ContractRefusal) -> JSONObject {
        guard let value else { throw .memberMissing(path) }
        guard let object = value.object else {
            throw .memberMalformed(path, expected: "an object")
        }
        return object
    }

    func elements() throws(ContractRefusal) -> [ContentMember] {
        guard let value else { throw .memberMissing(path) }
        guard let elements = value.array else {
            throw .memberMalformed(path, expected: "an array")
        }
        return elements.enumerated().map { ContentMember($1, path: "\(path)[\($0)]") }
    }

    func text() throws(ContractRefusal) -> String {
        guard let value else { throw .memberMissing(path) }
        guard let text = value.string else { throw .memberMalformed(path, expected: "a string") }
        return text
    }

    func moment() throws(ContractRefusal) -> Timestamp {
        guard let value else { throw .memberMissing(path) }
        guard let seconds = value.integer, (0...Self.greatestInteger).contains(seconds) else {
            throw .memberMalformed(path, expected: "a number of seconds since 1970")
        }
        return Timestamp(seconds: seconds)
    }

    func parsed<Value>(
        _ parse: (String) throws(Malformed) -> Value
    ) throws(ContractRefusal) -> Value {
        let text = try text()
        do throws(Malformed) {
            return try parse(text)
        } catch {
            throw .memberMalformed(path, expected: error.expected)
        }
    }

    func peer() throws(ContractRefusal) -> PeerID {
        try self["peer_id"].parsed { (text) throws(Malformed) in try PeerID(text) }
    }
}
