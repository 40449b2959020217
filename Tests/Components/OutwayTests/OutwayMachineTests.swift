import AccessControl
import AccessLog
import ExchangeModel
import PeerTransport
import Testing

@testable import Outway

@Suite struct `Refusals of the Outway have one meaning each` {
    static let all: [OutwayRefusal] = [
        .methodRefused, .upgradeRefused, .fieldUnusable, .transactionMalformed,
        .client(.unknownClient), .client(.grantNotAllowed(client: "x")),
        .grantUnknown(usable: ""), .token(TokenUnavailable(message: "x")), .tokenLate(nil),
        .transactionNotOfNow,
        .overloaded, .recordFailed, .transactionUsed, .unreachable(.connectFailed), .timedOut,
    ]

    @Test func `every refusal is answered in the Outway's name`() {
        for refusal in Self.all {
            #expect(refusal.answer.domain == .outway)
            #expect((400...599).contains(refusal.answer.status))
        }
    }

    @Test func `only what the Inway did is not a refusal of ours`() {
        let inways = Self.all.filter { !$0.isDenial }
        #expect(inways.count == 2)
        #expect(inways.map(\.outcome) == [.unreachable, .timedOut])
        for refusal in Self.all where refusal.isDenial {
            #expect(refusal.outcome == .refused(refusal.phase, refusal.answer.code))
        }
    }

    @Test func `what a client asks wrongly is never told as a fault of ours`() {
        let phases: Set<Phase> = [.accept, .client]
        for refusal in Self.all where phases.contains(refusal.phase) {
            #expect(refusal.answer.status < 500)
        }
    }
}

@Suite struct `An exchange of the Outway` {
    @Test func `that is refused before its record was sent has none to close`() {
        var machine = OutwayMachine()
        var isRefused = false
        if case .refuse(.methodRefused, let record) = machine.refused(.methodRefused) {
            isRefused = record == nil
        }
        #expect(isRefused)
        let hasRecord = machine.end() != nil
        #expect(!hasRecord)
    }

    @Test func `that has ended is not refused again`() {
        var machine = OutwayMachine()
        _ = machine.end()
        var waits = false
        if case .wait = machine.refused(.overloaded) { waits = true }
        #expect(waits)
    }
}
