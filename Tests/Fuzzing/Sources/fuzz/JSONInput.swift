import JSONTape

/// A JSON text: what is read strictly is read loosely too, and what is written is read back.
enum JSONInput: FuzzInput {
    static func feed(_ bytes: RawSpan) {
        var tape = ValueTape()
        var loose = JSONLimits.payload
        loose.strict = false
        let isLoose = (try? tape.parse(bytes, limits: loose)) != nil
        claim(isLoose == (tape.count > 0), "a failed parse leaves words")
        let isStrict = (try? tape.parse(bytes, limits: .payload)) != nil
        claim(isLoose || !isStrict, "strict reading takes what loose reading refuses")
        guard isStrict else { return }
        claim(tape.sourceRange(of: 0).upperBound <= bytes.byteCount, "a range beyond the text")
        let value = JSONValue(tape, bytes)
        for pretty in [false, true] {
            let written = value.serialized(pretty: pretty)
            let again = try? JSONValue(parsing: written, limits: .payload)
            claim(again == value, "what was written is read as something else")
        }
        if let canonical = try? value.canonicalForm() {
            let again = try? JSONValue(parsing: canonical, limits: .payload)
            claim(
                (try? again?.canonicalForm()) == canonical,
                "the canonical form of a canonical form is another"
            )
        }
    }
}
