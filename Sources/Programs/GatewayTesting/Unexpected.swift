/// Something that a trial relies on is not so.
public struct Unexpected: Error, CustomStringConvertible {
    /// What is not so, for people.
    public let description: String

    /// Says what is not so.
    public init(_ description: String) {
        self.description = description
    }
}

/// Asks again and again until there is an answer.
///
/// - Parameters:
///   - what: What is waited for, for the error.
///   - limit: How long it may take.
///   - pause: The time between two questions.
///   - ask: The question; nil is no answer yet.
/// - Returns: The first answer.
/// - Throws: ``Unexpected`` when the time is up, and what the question throws.
@discardableResult
public func eventually<Answer>(
    _ what: String,
    within limit: Duration = .seconds(30),
    every pause: Duration = .milliseconds(15),
    _ ask: () async throws -> Answer?
) async throws -> Answer {
    let end = ContinuousClock.now + limit
    repeat {
        if let answer = try await ask() { return answer }
        try await Task.sleep(for: pause)
    } while ContinuousClock.now < end
    throw Unexpected("\(what) did not happen within \(limit)")
}
