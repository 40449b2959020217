import JSONTape

/// What differs between two texts of a configuration.
enum ConfigurationChange {
    /// The most places that are named.
    private static let longest = 12

    /// The places that differ, each with what became of it; those of lists by the names in them.
    static func places(from old: JSONValue, to new: JSONValue) -> [String] {
        var found: [String] = []
        compare(old, new, at: "", &found)
        let rest = found.count - longest
        return rest > 0 ? found.prefix(longest) + ["and \(rest) more"] : found
    }

    private static func compare(
        _ old: JSONValue,
        _ new: JSONValue,
        at place: String,
        _ found: inout [String]
    ) {
        guard old != new else { return }
        if let old = old.object, let new = new.object {
            return compare(old, new, at: place.isEmpty ? "" : place + ".", &found)
        }
        if let old = named(old), let new = named(new), old != new {
            return compare(old, new, at: place + " ", &found)
        }
        found.append("\(place) was changed")
    }

    private static func compare(
        _ old: JSONObject,
        _ new: JSONObject,
        at place: String,
        _ found: inout [String]
    ) {
        for (name, value) in new.members {
            guard let former = old[name] else {
                found.append("\(place)\(name) was added")
                continue
            }
            compare(former, value, at: place + name, &found)
        }
        for name in old.names where new[name] == nil { found.append("\(place)\(name) was removed") }
    }

    /// A list whose elements all have names of their own, by these names.
    private static func named(_ value: JSONValue) -> JSONObject? {
        guard let elements = value.array else { return nil }
        var object = JSONObject()
        for element in elements {
            guard let name = element["name"]?.string, object[name] == nil else { return nil }
            object[name] = element
        }
        return object
    }
}
