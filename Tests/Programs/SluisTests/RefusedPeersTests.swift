import ExchangeModel
import Foundation
import JSONTape
import Logging
import Synchronization
import Testing

@testable import PeerTransport
@testable import sluis

/// A refused handshake leaves one bounded line.
@Suite struct RefusedPeersTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
        var count: Int { all.withLock { $0.count } }
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted()
            lines.all.withLock { $0.append("\(event.message) \(fields.joined(separator: " "))") }
        }
    }

    private let lines = Lines()
    private let peers: RefusedPeers
    private let now = Timestamp(seconds: 1_800_000_000)

    init() {
        let lines = lines
        peers = RefusedPeers(logger: Logger(label: "test") { _ in Handler(lines: lines) })
    }

    private func note(_ address: String = "192.0.2.1", after seconds: Int64 = 0) {
        peers.note(
            RefusedHandshake(address, .noCertificate, peer: nil),
            at: "inway",
            now: now.advanced(bySeconds: seconds)
        )
    }

    @Test func `the same refusal is told once a minute and counted`() {
        for _ in 0..<5 { note() }
        #expect(lines.count == 1)
        note(after: 61)
        let told = lines.all.withLock { $0 }
        #expect(told.count == 3)
        #expect(told[0].contains("reason=no_certificate") && told[0].contains("address=192.0.2.1"))
        #expect(told[1].contains("count=4"))
        #expect(told[2].contains("count=6"))
        #expect(peers.entries.map(\.count) == [6])
    }

    @Test(arguments: [Int64(3_600), -3_600])
    func `a clock that was set by an hour keeps no refusal silent for as long`(step: Int64) {
        for _ in 0..<5 { note() }
        #expect(lines.count == 1)
        note(after: step)
        // How many were only counted, and the refusal itself.
        #expect(lines.count == 3)
        note(after: step + 1)
        #expect(lines.count == 3)
        note(after: step + 61)
        #expect(lines.count == 5)
    }

    @Test func `lines a minute and peers are bounded, the rest is counted`() {
        for number in 0..<(RefusedPeers.maximumEntries + 50) {
            note("192.0.2.\(number)")
        }
        #expect(lines.count == RefusedPeers.linesPerMinute)
        #expect(peers.entries.count == RefusedPeers.maximumEntries)
        peers.endMinute(at: now.advanced(bySeconds: 30))
        #expect(lines.count == RefusedPeers.linesPerMinute)
        peers.endMinute(at: now.advanced(bySeconds: 61))
        let last = lines.all.withLock { $0.last }
        #expect(last?.contains("count=276") == true)
    }

    @Test func `a status shows what a certificate claims`() {
        note()
        let entry = peers.entries.first
        let json = entry?.json ?? .null
        #expect(json["reason"]?.string == "no_certificate")
        #expect(json["listener"]?.string == "inway")
        #expect(json["count"]?.integer == 1)
        let claimed: JSONValue = [
            "reason": "refused_revoked", "count": 2, "last": "x", "address": "192.0.2.1",
            "peerID": "00000099000000002000", "subject": "O=Gemeente", "serialNumber": "0abc",
        ]
        let text = StatusCommand.refused(claimed)
        #expect(text.contains("refused_revoked, 2 times"))
        #expect(text.contains("peer 00000099000000002000, O=Gemeente, serial number 0abc"))
    }
}
