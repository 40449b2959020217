import AccessControl
import AccessLog
import Contracts
import ExchangeModel
import Logging

/// Accepting without a person: by rule, or by the decision of a hook.
extension FSCManager {
    /// The account name in records of what the Manager does by rule.
    static let automaton = "auto-sign"
    /// The account name in records of what the decision hook decided.
    static let hook = "decision-hook"

    /// Accepts what a rule allows, or lets the hook be asked; D-05: every judgement is on record, once a
    /// change.
    ///
    /// The hook is asked by ``keepJudging()``, so that the peer that sent the contract does not wait.
    func signAutomatically(_ contract: Contract, isChanged: Bool) async throws {
        let now = environment.now()
        guard contract.state(at: now) == .proposed, contract.missingPeers(at: now).contains(own)
        else { return judgements.note(nil, of: contract.hash) }
        // It may have been decided on already; it is judged when every peer has told.
        guard environment.waitsFor(contract.content).isEmpty else { return }
        let obstacles = environment.obstacles(contract.content, false)
        guard obstacles.isEmpty else {
            return try await leave(contract, servingNothing: obstacles, isChanged: isChanged)
        }
        switch contract.content.autoSignature(by: settings.autoSign, of: own, at: now) {
        case .success(let rule):
            try await signOnce(.accept, contract, by: Self.automaton, reason: "rule \(rule + 1)")
            judgements.note(nil, of: contract.hash)
        case .failure(let objection):
            guard isChanged || judgements[contract.hash] == nil else { return }
            if environment.hook() != nil {
                note(.hook, "the decision hook is being asked", contract)
                judgements.ask(contract.hash)
            } else if isChanged {
                try await leave(contract, .person, objection.rawValue)
            } else {
                note(.person, objection.rawValue, contract)
            }
        }
    }

    /// Signs, unless the contract was signed or ended in the meantime: two messages of a peer may come
    /// at a time, and what the rule wants is there then.
    private func signOnce(
        _ kind: SignatureKind,
        _ contract: Contract,
        by person: String,
        reason: String?
    ) async throws {
        do {
            _ = try await sign(kind, contract, by: person, reason: reason)
        } catch let settled as SettledAction where settled.isClosed {
            return
        } catch ManagementError.closed {
            return
        }
    }

    /// Judges what waits at the start, then what the hook must be asked about.
    func keepJudging() async {
        do {
            try await judgeWaiting()
        } catch {
            tellUnlessCancelled("contracts that wait for us could not be judged", error)
        }
        while !Task.isCancelled {
            await judgeDue()
            await judgements.wake.wait(atMost: .seconds(60))
        }
    }

    /// Judges every contract that waits for us, as when it came in.
    public func judgeWaiting() async throws {
        let now = environment.now()
        var query = ContractQuery(peer: own, order: .ascending, limit: 100)
        query.states = ContractQuery.States([.proposed], at: now)
        repeat {
            let page = try await environment.contracts.contracts(query)
            for contract in page.elements {
                try await signAutomatically(contract, isChanged: false)
            }
            query.after = page.next
        } while query.after != nil
    }

    /// Asks the hook about every contract that waits for its decision.
    public func judgeDue() async {
        while !Task.isCancelled, let hash = judgements.next() {
            do {
                try await askHook(about: hash)
            } catch {
                environment.logger.error(
                    "a contract could not be judged",
                    metadata: ["contract": "\(hash)", "error": "\(error)"]
                )
            }
        }
    }

    private func askHook(about hash: ContractHash) async throws {
        let now = environment.now()
        guard let hook = environment.hook(),
            let contract = try await environment.contracts.contract(hash),
            contract.state(at: now) == .proposed, contract.missingPeers(at: now).contains(own),
            case .failure(let objection) = contract.content.autoSignature(
                by: settings.autoSign,
                of: own,
                at: now
            )
        else { return judgements.note(nil, of: hash) }
        let obstacles = environment.obstacles(contract.content, false)
        guard obstacles.isEmpty else {
            return try await leave(contract, servingNothing: obstacles, isChanged: true)
        }
        let decision: DecisionHook.Decision
        do throws(HookFailure) {
            decision = try await hook.decision(
                on: contract,
                own: own,
                objection: objection,
                at: now
            )
        } catch {
            return try await leave(contract, .hookFailed, error.description, result: .failed)
        }
        switch decision {
        case .permitted(let reason):
            try await signOnce(.accept, contract, by: Self.hook, reason: reason)
            judgements.note(nil, of: hash)
        case .denied(let reason):
            let text = reason.map { "the decision hook said no: \($0)" }
            if hook.rejects {
                try await signOnce(.reject, contract, by: Self.hook, reason: reason)
                judgements.note(nil, of: hash)
            } else {
                try await leave(contract, .hookDenied, text ?? "the decision hook said no")
            }
        }
    }

    private func note(_ wait: Judgement.Wait, _ reason: String, _ contract: Contract) {
        judgements.note(
            Judgement(wait, reason: reason, since: environment.now()),
            of: contract.hash
        )
    }

    /// Leaves a contract that can serve nothing here to a person, whatever rule or hook would say.
    private func leave(
        _ contract: Contract,
        servingNothing obstacles: [ServingObstacle],
        isChanged: Bool
    ) async throws {
        let reason = AuditEntry.recordable("it can serve nothing here: " + obstacles.sentence)
        if isChanged {
            try await leave(contract, .person, reason)
        } else if judgements[contract.hash] == nil {
            note(.person, reason, contract)
        }
    }

    /// Leaves a contract to a person: visible in its status, in the log and on record.
    private func leave(
        _ contract: Contract,
        _ wait: Judgement.Wait,
        _ reason: String,
        result: AuditEntry.Result = .refused
    ) async throws {
        note(wait, reason, contract)
        environment.logger.notice(
            "a contract waits for a person",
            metadata: ["contract": "\(contract.hash)", "reason": "\(reason)"]
        )
        try await record(
            "contract.await",
            by: wait == .person ? Self.automaton : Self.hook,
            on: contract.hash.rawValue,
            result: result,
            reason: reason
        )
    }
}
