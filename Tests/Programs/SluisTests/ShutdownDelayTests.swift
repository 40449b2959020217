import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import sluis

@Suite struct ShutdownDelayTests {
    /// What happened, in its order.
    private final class Course: Sendable {
        private let events = Mutex<[String]>([])
        var all: [String] { events.withLock { $0 } }
        func add(_ event: String) { events.withLock { $0.append(event) } }
    }

    /// A listener that notes when it is told to end.
    private struct Door: Service {
        let course: Course
        let opened: @Sendable () -> Void

        func run() async throws {
            opened()
            try? await gracefulShutdown()
            course.add("the door closes")
        }
    }

    @Test(arguments: [Duration.zero, .milliseconds(200)])
    func `the gateway says that it ends before a listener closes, and waits so long between`(
        delay: Duration
    ) async throws {
        let course = Course()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (opened, isOpen) = AsyncStream.makeStream(of: Void.self)
        let group = ServiceGroup(
            services: [
                Door(course: course) { isOpen.yield() },
                ShutdownDelay(delay: delay, logger: logger) { course.add("not ready") },
            ],
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = opened.makeAsyncIterator()
            _ = await iterator.next()
            #expect(course.all.isEmpty)
            let ordered = ContinuousClock.now
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            #expect(ContinuousClock.now - ordered >= delay)
        }
        #expect(course.all == ["not ready", "the door closes"])
    }
}
