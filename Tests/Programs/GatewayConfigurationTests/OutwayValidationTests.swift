import GatewayConfiguration
import Testing

@Suite struct OutwayValidationTests {
    private func settings(_ validation: String) throws -> OutwayListenerSettings? {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let text = try folder.text("consumer.yaml")
            .replacing("\noutway:\n", with: "\noutway:\n\(validation)")
        return try GatewaySettings(Array(text.utf8), file: folder.path("consumer.yaml")).outway
    }

    @Test func `an Outway checks nothing unless it is told to`() throws {
        let none = try #require(try settings(""))
        #expect(none.requestValidation == .off && none.answerValidation == .off)
        let answers = try #require(try settings("  validation: {}\n"))
        #expect(answers.requestValidation == .off && answers.answerValidation == .enforce)
        let both = try #require(
            try settings("  validation: {request: enforce, answer: logOnly}\n")
        )
        #expect(both.requestValidation == .enforce && both.answerValidation == .logOnly)
    }

    @Test func `a mode that is none is told`() throws {
        #expect(throws: ConfigurationRefused.self) {
            _ = try settings("  validation: {answer: always}\n")
        }
    }
}
