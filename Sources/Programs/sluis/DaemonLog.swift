import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import Logging
import Synchronization

/// The lines that a running gateway writes on standard error, for people or for machines.
///
/// A line is one message, whatever it holds: line ends and other orders to terminals are written out,
/// and what is longer than the bound is cut.
struct DaemonLog: LogHandler {
    /// The most characters of one value in a line; frameworks put whole states into theirs.
    static let longestValue = 2_000
    /// The most characters of a message.
    static let longestMessage = 8_000
    /// The most values of a line.
    static let mostValues = 32

    /// What all lines of a process share: their form, and where they go.
    final class Target: Sendable {
        private let format: Mutex<LogFormat>
        private let write: @Sendable (String) -> Void

        init(_ format: LogFormat = .text, write: @escaping @Sendable (String) -> Void) {
            self.format = Mutex(format)
            self.write = write
        }

        /// The standard error.
        static let standardError = Target { Output.complain($0) }

        /// Writes all that follows in a form; what was logged before the configuration was read is text.
        func use(_ format: LogFormat) { self.format.withLock { $0 = format } }

        fileprivate func put(_ line: Line) {
            write(format.withLock(\.self) == .json ? line.json : line.text)
        }
    }

    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level
    private let label: String
    private let target: Target

    init(label: String, level: Logger.Level, target: Target) {
        (self.label, logLevel, self.target) = (label, level, target)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var values = metadataProvider?.get() ?? [:]
        values.merge(metadata) { $1 }
        values.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error { values["error"] = "\(SystemError.words(of: error))" }
        target.put(
            Line(
                time: SystemClock.now().description,
                level: event.level.rawValue,
                label: label,
                message: Self.cut("\(event.message)", to: Self.longestMessage),
                values: values.sorted { $0.key < $1.key }.prefix(Self.mostValues).map {
                    ($0.key, Self.cut("\($0.value)", to: Self.longestValue))
                }
            )
        )
    }

    /// As much of a text as a line may hold; what is cut is shown to be.
    private static func cut(_ text: String, to most: Int) -> String {
        text.utf8.count > most ? text.prefix(most) + "…" : text
    }

    /// One message.
    fileprivate struct Line {
        let time: String
        let level: String
        let label: String
        let message: String
        let values: [(name: String, value: String)]

        /// For people: when, how grave, what, and what goes with it.
        var text: String {
            let pairs = values.map { " \($0.name)=\(Self.quoted($0.value))" }
            return "\(time) \(level) \(label): \(Output.printable(message))" + pairs.joined()
        }

        /// For machines: a JSON object.
        var json: String {
            var line: JSONObject = [
                "time": .string(time), "level": .string(level), "logger": .string(label),
                "message": .string(message),
            ]
            if !values.isEmpty {
                line["metadata"] = .object(
                    JSONObject(values.map { (name: $0.name, value: JSONValue.string($0.value)) })
                )
            }
            let bytes = JSONValue.object(line).serialized()
            return Output.escaped(String(decoding: bytes, as: UTF8.self))
        }

        /// A value that has spaces or quotes, in quotes.
        private static func quoted(_ value: String) -> String {
            let text = Output.printable(value)
            guard text.isEmpty || text.contains(where: { " \"=".contains($0) }) else { return text }
            return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
    }
}
