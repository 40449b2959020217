/// Content negotiation over a short list of media types.
enum AcceptedType {
    /// The type that a request wants most; the first one for equal wishes, nil for none.
    ///
    /// RFC 9110, *Accept*.
    static func best(of offered: [String], for accept: String?) -> String? {
        guard let accept, !accept.isEmpty else { return offered.first }
        let wishes = accept.split(separator: ",").prefix(32).map(Wish.init)
        var best: (type: String, weight: Double)?
        for type in offered {
            let weight = weight(of: type, wishes)
            if weight > (best?.weight ?? 0) { best = (type, weight) }
        }
        return best?.type
    }

    private struct Wish {
        let range: String
        let weight: Double

        init(_ text: Substring) {
            let parts = text.split(separator: ";").map { part in
                part.lowercased().filter { $0 != " " && $0 != "\t" }
            }
            range = parts.first ?? ""
            let given = parts.dropFirst().first { $0.hasPrefix("q=") }
            weight = given.flatMap { Double($0.dropFirst(2)) }.map { min(max($0, 0), 1) } ?? 1
        }

        /// How narrow a range is, when the type lies in it.
        func precision(for type: String) -> Int? {
            if range == type { return 2 }
            let kind = type.prefix { $0 != "/" }
            if range == "\(kind)/*" { return 1 }
            return range == "*/*" ? 0 : nil
        }
    }

    /// The weight of the narrowest wish that speaks of the type.
    private static func weight(of type: String, _ wishes: [Wish]) -> Double {
        var found: (precision: Int, weight: Double) = (-1, 0)
        for wish in wishes {
            if let precision = wish.precision(for: type), precision > found.precision {
                found = (precision, wish.weight)
            }
        }
        return found.weight
    }
}
