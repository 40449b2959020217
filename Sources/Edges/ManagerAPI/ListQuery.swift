import Contracts
import ExchangeModel

/// The query parameters of a request, read strictly.
///
/// FSC Core 2.0.0, *manager.yaml*: arrays are comma-separated (Q28), `limit` is 1 to 1,000 (Q27).
struct ListQuery {
    /// The most elements of a list parameter: as many as a page has.
    static let maximumElements = Page<Int>.greatestLimit

    private let fields: [FormText.Field]

    init(_ text: String?) throws(ManagerRefusal) {
        guard let fields = FormText.fields((text ?? "").utf8, plusIsSpace: false) else {
            throw .parameterMalformed("string")
        }
        self.fields = fields
    }

    func text(_ name: String) throws(ManagerRefusal) -> String? {
        let values = fields.filter { $0.name == name }.map(\.value)
        guard values.count < 2 else { throw .parameterMalformed(name) }
        return values.first.flatMap { $0.isEmpty ? nil : $0 }
    }

    func limit() throws(ManagerRefusal) -> Int {
        guard let text = try text("limit") else { return Page<Int>.defaultLimit }
        guard let limit = Int(text), (1...Page<Int>.greatestLimit).contains(limit) else {
            throw .parameterMalformed("limit")
        }
        return limit
    }

    func order() throws(ManagerRefusal) -> PageOrder {
        guard let text = try text("sort_order") else { return .descending }
        guard let order = PageOrder(rawValue: text) else { throw .parameterMalformed("sort_order") }
        return order
    }

    func cursor() throws(ManagerRefusal) -> PageCursor? {
        guard let text = try text("cursor") else { return nil }
        guard let cursor = PageCursor(text: text) else { throw .parameterMalformed("cursor") }
        return cursor
    }

    func moment(_ name: String) throws(ManagerRefusal) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let seconds = Int64(text), seconds >= 0 else { throw .parameterMalformed(name) }
        return Timestamp(seconds: seconds)
    }

    func value<Value>(
        _ name: String,
        _ parse: (String) throws(Malformed) -> Value
    ) throws(ManagerRefusal) -> Value? {
        guard let text = try text(name) else { return nil }
        do throws(Malformed) {
            return try parse(text)
        } catch {
            throw .parameterMalformed(name)
        }
    }

    /// The elements of a list parameter; a repeated parameter counts as one list.
    func list<Value>(
        _ name: String,
        _ parse: (String) throws(Malformed) -> Value
    ) throws(ManagerRefusal) -> [Value]? {
        let texts = fields.filter { $0.name == name }.flatMap { $0.value.split(separator: ",") }
        guard !texts.isEmpty else { return nil }
        guard texts.count <= Self.maximumElements else { throw .parameterMalformed(name) }
        var values: [Value] = []
        for text in texts {
            do throws(Malformed) {
                values.append(try parse(String(text)))
            } catch {
                throw .parameterMalformed(name)
            }
        }
        return values
    }
}
