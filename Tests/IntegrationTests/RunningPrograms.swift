import Testing

/// The programs as they run in organisations: every test speaks to real processes over real sockets.
///
/// One after the other: the tests share processes and measure what these wrote.
@Suite(.serialized, .sharingDemonstration) struct RunningPrograms {}

/// Ends the shared demonstration after the last test of a suite.
struct SharingDemonstration: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        let shared = SharedDemo()
        do {
            try await SharedDemo.$current.withValue(shared) { try await function() }
        } catch {
            await shared.stop()
            throw error
        }
        await shared.stop()
    }
}

extension Trait where Self == SharingDemonstration {
    static var sharingDemonstration: Self { SharingDemonstration() }
}
