import AccessControl
import AccessLog
import ExchangeModel
import JSONTape
import PayloadPolicy
import PeerTransport
import RequirementTrait
import Synchronization
import Testing

@testable import Inway

/// The machine with proofs of every kind, and no socket, disk or clock.
@Suite struct InwayMachineTests {
    let parties: InwayParties
    let permit: Permit
    let transaction = TransactionID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001)
    let closed = Closed()

    /// The completions that records wrote.
    final class Closed: Sendable {
        private let entries = Mutex<[CompletionEntry]>([])

        var outcomes: [Outcome] { entries.withLock { $0.map(\.completion.outcome) } }

        func add(_ encoded: EncodedEntry) {
            guard let decoded = try? DecodedEntry(encoded.bytes),
                case .completion(let entry) = decoded.entry
            else { return }
            entries.withLock { $0.append(entry) }
        }
    }

    init() throws {
        parties = try InwayParties()
        permit = try parties.permit()
    }

    private func record(_ transaction: TransactionID? = nil) -> OpenRecord {
        OpenRecord(
            transaction: transaction ?? self.transaction,
            direction: .incoming,
            position: LogPosition(index: 7),
            sink: CompletionSink(
                now: { Timestamp(seconds: 1) },
                salt: { Salt(1, 2) },
                write: { [closed] in closed.add($0) }
            )
        )
    }

    private func payload() throws -> ConformingPayload {
        let rules = try PersonsRegistry.streamed()
        var tape = ValueTape()
        let context = PayloadContext(transaction: transaction, purpose: nil)
        let facts = RequestFacts(method: "GET", target: [])
        let match = try rules.operation(for: facts, context: context, tape: &tape).get()
        return try rules.check([UInt8]().span, match: match, context: context, tape: &tape).get()
    }

    private func answer() throws -> ReleasedPayload {
        let rules = try PersonsRegistry.streamed()
        var tape = ValueTape()
        var out: [UInt8] = []
        let context = PayloadContext(transaction: transaction, purpose: nil)
        let facts = RequestFacts(method: "GET", target: [])
        let match = try rules.operation(for: facts, context: context, tape: &tape).get()
        let result = rules.release(
            AnswerFacts(status: 200),
            body: [UInt8]().span,
            match: match,
            context: context,
            tape: &tape,
            into: &out
        )
        return try result.get()
    }

    private func pseudonym() throws -> Pseudonym {
        let key = try Pseudonymiser(
            keyID: KeyID("k1"),
            key: [UInt8](repeating: 1, count: 32)
        )
        return key.pseudonym(of: "1", type: "NUMBER")
    }

    /// The name of an action, which is then used up.
    private func name(_ action: consuming InwayMachine.Action) -> String {
        switch consume action {
        case .wait: "wait"
        case .forward: "forward"
        case .refuse(let refusal, let record):
            refuse(refusal, record)
        case .disclose: "disclose"
        case .send: "send"
        case .close(let record): close(record)
        }
    }

    private func refuse(_ refusal: InwayRefusal, _ record: consuming OpenRecord?) -> String {
        guard let record else { return "refuse \(refusal.answer.code.rawValue) unrecorded" }
        record.complete(Completion(refusal.outcome))
        return "refuse \(refusal.answer.code.rawValue)"
    }

    private func close(_ record: consuming OpenRecord) -> String {
        record.complete(Completion(.clientLeft))
        return "close"
    }

    private func isOpen(_ record: consuming OpenRecord?) -> Bool {
        guard let record else { return false }
        record.complete(Completion(.answered))
        return true
    }

    private func admitted() -> InwayMachine {
        var machine = InwayMachine()
        machine.admit(permit, transaction)
        return machine
    }

    private func forwarded() throws -> InwayMachine {
        var machine = admitted()
        _ = machine.conforms(try payload())
        _ = machine.recorded(record())
        return machine
    }

    // MARK: Forwarding

    @Test(.requirement("FSC Logging 1.1.0: L-09"), .requirement("FSC Logging 1.1.0: L-11"))
    func `a request is forwarded once its record is durable and its payload conforms`() throws {
        var machine = admitted()
        #expect(name(machine.conforms(try payload())) == "wait")
        #expect(name(machine.recorded(record())) == "forward")
        #expect(isOpen(machine.end()) == true)
    }

    @Test func `the payload may come after the record`() throws {
        var machine = admitted()
        #expect(name(machine.recorded(record())) == "wait")
        #expect(name(machine.conforms(try payload())) == "forward")
    }

    @Test(.requirement("FSC Logging 1.1.0: L-10"))
    func `a request whose record fails is refused with 500, whatever its payload is`() throws {
        var early = admitted()
        let failed = "refuse TRANSACTION_LOG_WRITE_ERROR unrecorded"
        #expect(name(early.recordFailed(.recordFailed)) == failed)
        var checked = admitted()
        #expect(name(checked.conforms(try payload())) == "wait")
        #expect(name(checked.recordFailed(.recordFailed)) == failed)
        var refused = admitted()
        #expect(name(refused.refused(.payload(.unknownOperation))) == "wait")
        #expect(name(refused.recordFailed(.recordFailed)) == failed)
        #expect(closed.outcomes.isEmpty)
    }

    @Test func `a transaction that was used before is refused as invalid`() {
        var machine = admitted()
        let action = machine.recordFailed(.transactionUsed)
        #expect(name(action) == "refuse INVALID_LOG_RECORD_ID unrecorded")
    }

    // MARK: Refusals

    @Test func `a request that nobody permitted is refused without a record`() {
        var machine = InwayMachine()
        let action = machine.refused(.tokenMissing)
        #expect(name(action) == "refuse ERROR_CODE_ACCESS_TOKEN_MISSING unrecorded")
        #expect(isOpen(machine.end()) == false)
    }

    @Test func `a payload that is refused early waits for its record and is recorded as refused`() {
        var machine = admitted()
        #expect(name(machine.refused(.payload(.unknownOperation))) == "wait")
        #expect(name(machine.recorded(record())) == "refuse UNKNOWN_RESOURCE")
        #expect(closed.outcomes == [.refused(.validate, .unknownResource)])
    }

    @Test func `a payload that is refused late is recorded as refused`() {
        var machine = admitted()
        #expect(name(machine.recorded(record())) == "wait")
        #expect(name(machine.refused(.payload(.requestCoded))) == "refuse UNSUPPORTED_CODING")
        #expect(closed.outcomes == [.refused(.validate, .unsupportedCoding)])
    }

    @Test(arguments: [
        (
            InwayRefusal.unreachable(.connectFailed), "ERROR_CODE_SERVICE_UNREACHABLE",
            Outcome.unreachable
        ),
        (.timedOut, "SERVICE_TIMEOUT", .timedOut),
        (.answerUnusable, "ANSWER_INVALID", .refused(.release, .answerInvalid)),
        (.answerHeadTooLong, "ANSWER_INVALID", .refused(.release, .answerInvalid)),
        (.answer(.answerCoded), "ANSWER_INVALID", .refused(.release, .answerInvalid)),
        (
            .disclosureFailed, "TRANSACTION_LOG_WRITE_ERROR",
            .refused(.release, .transactionLogWriteError)
        ),
    ])
    func `a source that fails after forwarding closes the record with what happened`(
        refusal: InwayRefusal,
        code: String,
        outcome: Outcome
    ) throws {
        var machine = try forwarded()
        #expect(name(machine.refused(refusal)) == "refuse \(code)")
        #expect(closed.outcomes == [outcome])
    }

    // MARK: Answers

    @Test func `an answer that names nobody is sent at once`() throws {
        var machine = try forwarded()
        let action = machine.released(try answer(), subjects: [], at: Timestamp(seconds: 1))
        #expect(name(action) == "send")
        let record = machine.end()
        record?.complete(Completion(.answered))
        #expect(closed.outcomes == [.answered])
    }

    @Test func `an answer that names persons is withheld until they are recorded`() throws {
        var machine = try forwarded()
        let subjects = [try pseudonym()]
        let action = machine.released(try answer(), subjects: subjects, at: Timestamp(seconds: 1))
        guard case .disclose(let entry) = consume action, case .disclosure(let disclosure) = entry
        else {
            Issue.record("the persons are not recorded")
            return
        }
        #expect(disclosure.personal.subjects == subjects)
        #expect(disclosure.record == LogPosition(index: 7))
        #expect(name(machine.disclosed()) == "send")
    }

    @Test func `an answer whose persons cannot be recorded never leaves`() throws {
        var machine = try forwarded()
        _ = machine.released(try answer(), subjects: [try pseudonym()], at: Timestamp(seconds: 1))
        let action = machine.refused(.disclosureFailed)
        #expect(name(action) == "refuse TRANSACTION_LOG_WRITE_ERROR")
        #expect(name(machine.disclosed()) == "wait")
    }

    @Test func `an answer that breaks off while it leaves closes the record without an answer`()
        throws
    {
        var machine = try forwarded()
        machine.passesOn(try answer())
        #expect(name(machine.refused(.unreachable(.connectFailed))) == "close")
    }

    // MARK: Endings

    @Test func `a record that is confirmed after the client left is closed`() throws {
        var machine = admitted()
        _ = machine.conforms(try payload())
        #expect(isOpen(machine.end()) == false)
        #expect(name(machine.refused(.overloaded)) == "wait")
        #expect(name(machine.recorded(record())) == "close")
        #expect(closed.outcomes == [.clientLeft])
    }

    @Test func `a machine that is dropped leaves its record abandoned`() throws {
        do {
            var machine = admitted()
            _ = machine.recorded(record())
        }
        #expect(closed.outcomes == [.abandoned])
    }

    @Test func `a record of another exchange never opens the way to the source`() async {
        await #expect(processExitsWith: .failure) {
            let test = try InwayMachineTests()
            var machine = test.admitted()
            _ = machine.conforms(try test.payload())
            _ = machine.recorded(test.record(TransactionID(high: 1, low: 1)))
        }
    }
}
