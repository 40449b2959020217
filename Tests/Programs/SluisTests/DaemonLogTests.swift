import Foundation
import GatewayConfiguration
import JSONTape
import Logging
import Synchronization
import Testing

@testable import sluis

/// Messages of a running gateway: one line each, for people or for machines.
@Suite struct DaemonLogTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
        func add(_ line: String) { all.withLock { $0.append(line) } }
    }

    private func logged(
        _ format: LogFormat,
        level: Logger.Level = .notice,
        _ act: (Logger) -> Void
    ) -> [String] {
        let lines = Lines()
        let target = DaemonLog.Target(format) { lines.add($0) }
        act(Logger(label: "sluis") { DaemonLog(label: $0, level: level, target: target) })
        return lines.all.withLock(\.self)
    }

    @Test func `a line for people says when, how grave, what, and what goes with it`() {
        let lines = logged(.text) {
            $0.warning("the store is full", metadata: ["file": "a b", "left": "0", "empty": ""])
        }
        #expect(lines.count == 1)
        #expect(
            lines.first?.hasSuffix(
                #"Z warning sluis: the store is full empty="" file="a b" left=0"#
            ) == true
        )
    }

    @Test func `a line for machines is a JSON object`() throws {
        var logger: Logger?
        let lines = logged(.json) {
            var made = $0
            made[metadataKey: "peer"] = "1"
            made.error("no", metadata: ["list": ["a", "b"], "peer": "2"])
            logger = made
        }
        let line = try JSONValue(parsing: Array((lines.first ?? "").utf8))
        #expect(line["level"] == "error" && line["logger"] == "sluis" && line["message"] == "no")
        #expect(line["time"]?.string?.hasSuffix("Z") == true)
        #expect(line["metadata"]?["peer"] == "2")
        #expect(line["metadata"]?["list"] == #"["a", "b"]"#)
        #expect(logger?[metadataKey: "peer"] == "1")
    }

    @Test(arguments: LogFormat.allCases)
    func `what others wrote makes no line of its own and orders nothing about`(format: LogFormat) {
        let lines = logged(format) {
            $0.notice("a\nready\u{1b}[2J", metadata: ["x": "b\r\nc\u{202e}\"d\""])
        }
        #expect(lines.count == 1)
        let text = lines.first ?? ""
        #expect(!text.contains { $0.isNewline })
        #expect(!text.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x202e })
    }

    @Test(arguments: LogFormat.allCases)
    func `a line is bounded, whatever a framework puts into it`(format: LogFormat) throws {
        let long = String(repeating: "x", count: 200_000)
        let values = (0..<100).map { ("k\($0)", Logger.MetadataValue.string(long)) }
        let lines = logged(format) {
            $0.notice("\(long)", metadata: Dictionary(values) { $1 })
        }
        let most = DaemonLog.longestMessage + DaemonLog.mostValues * (DaemonLog.longestValue + 20)
        #expect((lines.first?.utf8.count ?? 0) < most + 200)
        if format == .json { _ = try JSONValue(parsing: Array((lines.first ?? "").utf8)) }
    }

    @Test func `only what is grave enough is written, and the form may change`() {
        let lines = Lines()
        let target = DaemonLog.Target { lines.add($0) }
        let logger = Logger(label: "x") { DaemonLog(label: $0, level: .warning, target: target) }
        logger.notice("not this")
        logger.warning("this")
        target.use(.json)
        logger.warning("that")
        let found = lines.all.withLock(\.self)
        #expect(found.count == 2)
        #expect(found.first?.hasSuffix("x: this") == true)
        #expect(found.last?.hasPrefix("{") == true)
    }
}
