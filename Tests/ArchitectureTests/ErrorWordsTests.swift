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
        "TokenUnavailable": "TokenUnavailable.message",
    ]

    @Test func `every public error says itself in words, or somebody says it`() throws {
        let form = try Regex(
            #"public (?:struct|enum|final class) (\w+)(?:<[^>]*>)?: [^{]*\bError\b[^{]*\{"#
        )
        let sources = StyleTests.sources.filter {
            !["GatewayTesting", "sluis-demo"].contains($0.module)
        }
        let text = sources.map(\.text).joined(separator: "\n")
        var (silent, found): ([String], Set<String>) = ([], [])
        for match in text.matches(of: form) {
            guard let name = match.output[1].substring.map(String.init) else { continue }
            found.insert(name)
            let extended = try Regex("extension [\\w.]*\\b\(name): [^{]*CustomStringConvertible")
            let says =
                match.output[0].substring?.contains("CustomStringConvertible") == true
                || text.contains(extended)
            if !says, Self.answeredElsewhere[name] == nil { silent.append(name) }
        }
        #expect(silent.isEmpty, "\(silent)")
        #expect(found.contains("Superseded"))
        let gone = Set(Self.answeredElsewhere.keys).subtracting(found)
        #expect(gone.isEmpty, "\(gone)")
    }
}
