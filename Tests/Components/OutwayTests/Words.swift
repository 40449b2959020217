import Logging
import Synchronization

/// What a program under test wrote to its own log, as lines of level, message and metadata.
final class Words: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    /// The lines that hold a text.
    func with(_ text: String) -> [String] { all.filter { $0.contains(text) } }

    var handler: some LogHandler { Handler(words: self) }

    private struct Handler: LogHandler {
        let words: Words
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).sorted { $0.key < $1.key }
            let text = facts.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            words.lines.withLock { $0.append("\(event.level) \(event.message) \(text)") }
        }
    }
}
