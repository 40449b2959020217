import JSONSchema

/// A pattern on the first line, and a text: the automaton and the simulation agree.
enum PatternInput: FuzzInput {
    static func feed(_ bytes: RawSpan) {
        guard let (head, body) = bytes.halves, let text = String(validating: head, as: UTF8.self),
            String(validating: body, as: UTF8.self) != nil
        else { return }
        let built = try? Pattern(ecma262: text, mostStates: 500)
        let simulated = try? Pattern(ecma262: text, mostStates: 0)
        claim((built == nil) == (simulated == nil), "a pattern is refused in one form only")
        guard let built, let simulated else { return }
        let verdict = built.matches(body.span)
        claim(verdict == simulated.matches(body.span), "the automaton says \(verdict)")
    }
}
