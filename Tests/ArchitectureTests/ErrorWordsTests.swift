import Testing

/// An error that reaches a person by interpolation says what happened, not the name of its case.
@Suite struct ErrorWordsTests {
    /// Errors that no person gets as they are, by who puts them in words or answers for them.
    static let answeredElsewhere: [String: String] = [
        "AutoSignObjection": "the Manager's log and hook",
        "IssuingRefusal": "the Manager's token endpoint",
        "PayloadRefusal": "the refusals of Inway and Outway",
        "ClientRefusal": "the refusals of the Outway",
        "AccessRefusal": "the refusals of the Inway",
        "EntryProblem": "EntryProblem.sentence",
        "UpstreamFailure": "the refusals of Inway and Outway",
        "ConnectionRefused": "HandshakeOutcome",
        "ForeignLoop": "nobody: a slip in the program",
        "ManagerRefusal": "ManagerRefusal.message",
        "TokenError": "TokenError.message",
        "LogOpenProblem": "LogOpening.words",
        "LogReadsBusy": "the operations that read the log",
        "VerificationFailure": "VerificationText",
        "ErasureProblem": "no command erases",
        "LogReadProblem": "the gateway's log",
        "FrameDamage": "VerificationText",
        "InvalidCertificate": "CertificateText.words",
        "OperationRefusal": "OperationRefusal.detail",
        "BundleProblem": "DocumentFiles",
        "Unreadable": "DocumentFiles",
        "PathRefusal": "the refusals of the Inway",
        "RouteRefusal": "PayloadRefusal",
        "NoteProblem": "VerificationText",
        "PatternProblem": "SchemaProblem",
        "TokenUnavailable": "TokenUnavailable.message",
    ]

    /// The heads of declarations, each up to its brace: words, and what it is or conforms to.
    private static func heads(
        _ text: String,
        beginning words: [String]
    ) -> [(name: String, is: [Substring])] {
        var found: [(name: String, is: [Substring])] = []
        var head: String?
        for line in text.split(separator: "\n") {
            if head == nil {
                guard let word = words.first(where: { line.hasPrefix($0) }) else { continue }
                head = String(line.dropFirst(word.count))
            } else {
                head? += " " + line
            }
            guard let whole = head, let brace = whole.firstIndex(of: "{") else { continue }
            head = nil
            let parts = whole[..<brace].split(separator: ":", maxSplits: 1)
            guard let name = parts.first?.prefix(while: { $0 != "<" && $0 != " " }) else {
                continue
            }
            let clause = parts.count > 1 ? parts[1].split { ", ".contains($0) } : []
            found.append((String(name.split(separator: ".").last ?? name), clause))
        }
        return found
    }

    @Test func `every public error says itself in words, or somebody says it`() {
        let kinds = ["struct ", "enum ", "final class "].map { "public " + $0 }
        let inner = kinds.map { "    " + $0 }
        let texts = StyleTests.sources
            .filter { !["GatewayTesting", "sluis-demo"].contains($0.module) }.map(\.text)
        let errors = texts.flatMap { Self.heads($0, beginning: kinds + inner) }
            .filter { $0.is.contains("Error") }
        let extended = Set(
            texts.flatMap { Self.heads($0, beginning: ["extension "]) }
                .filter { $0.is.contains("CustomStringConvertible") }.map(\.name)
        )
        let silent = errors.filter {
            !$0.is.contains("CustomStringConvertible") && !extended.contains($0.name)
                && Self.answeredElsewhere[$0.name] == nil
        }.map(\.name)
        let found = Set(errors.map(\.name))
        #expect(silent.isEmpty, "\(silent)")
        #expect(found.contains("Superseded"))
        let gone = Set(Self.answeredElsewhere.keys).subtracting(found)
        #expect(gone.isEmpty, "\(gone)")
    }
}
