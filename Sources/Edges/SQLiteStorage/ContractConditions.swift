import Contracts
import ExchangeModel
import GRDB

extension ContractRows {
    /// What a query asks of rows of `contract`, joined by and.
    static func conditions(
        _ query: ContractQuery
    ) -> (conditions: [String], arguments: StatementArguments) {
        var conditions = ["TRUE"]
        var arguments = StatementArguments()
        if let peer = query.peer {
            conditions.append(
                "EXISTS (SELECT 1 FROM contract_peer AS p WHERE p.peer = ? AND p.contract = hash)"
            )
            arguments += [peer.rawValue]
        }
        if !query.grantTypes.isEmpty {
            let types = query.grantTypes.map(\.rawValue)
            conditions.append(
                """
                EXISTS (
                    SELECT 1 FROM contract_grant AS g
                    WHERE g.contract = contract.hash AND g.type IN (\(marks(types)))
                )
                """
            )
            arguments += StatementArguments(types)
        }
        if !query.grants.isEmpty {
            let grants = query.grants.map(\.rawValue)
            conditions.append(
                "hash IN (SELECT contract FROM contract_grant WHERE hash IN (\(marks(grants))))"
            )
            arguments += StatementArguments(grants)
        }
        if let service = query.service?.rawValue {
            conditions.append(
                """
                hash IN (
                    SELECT contract FROM connection WHERE service = ?
                    UNION SELECT contract FROM publication WHERE service = ?
                )
                """
            )
            arguments += [service, service]
        }
        if let states = query.states {
            // Few are proposed, and an index leads to them; for the others the page's own order does.
            let isSelective = states.among == [.proposed] && query.service == nil
            add(states, isSelective: isSelective, to: &conditions, &arguments)
        }
        if let end = query.endsBy {
            conditions.append(
                "hash IN (SELECT contract FROM contract_standing WHERE not_after <= ?)"
            )
            arguments += [end.seconds]
        }
        if let prefix = query.hashPrefix {
            // Hashes are base64url without an asterisk or a bracket, after two numbers.
            conditions.append("substr(hash, instr(substr(hash, 4), '$') + 4, ?) = ?")
            arguments += [prefix.unicodeScalars.count, prefix]
        }
        return (conditions, arguments)
    }

    private static func add(
        _ states: ContractQuery.States,
        isSelective: Bool,
        to conditions: inout [String],
        _ arguments: inout StatementArguments
    ) {
        let (now, exact) = (states.moment.seconds, states.moment.milliseconds)
        var choices: [String] = []
        for state in states.among.sorted(by: { $0.rawValue < $1.rawValue }) {
            switch state {
            case .revoked: choices.append("ending = 'revoke'")
            case .rejected:
                choices.append("ending = 'reject'")
                choices.append(
                    """
                    ending IS NULL AND not_after <= ?
                        AND coalesce(accepted_until < not_after * 1000, TRUE)
                    """
                )
                arguments += [now]
            case .expired:
                choices.append(
                    "ending IS NULL AND not_after <= ? AND accepted_until >= not_after * 1000"
                )
                arguments += [now]
            case .valid:
                choices.append("ending IS NULL AND accepted_until >= ? AND not_after > ?")
                arguments += [exact, now]
            case .proposed:
                choices.append("ending IS NULL AND accepted_until IS NULL AND not_after > ?")
                // The sign keeps the longer index of all that last from being taken.
                choices.append("ending IS NULL AND accepted_until < ? AND +not_after > ?")
                arguments += [now, exact, now]
            }
        }
        guard !choices.isEmpty else { return conditions.append("FALSE") }
        guard isSelective else {
            let any = choices.map { "(\($0))" }.joined(separator: " OR ")
            return conditions.append(
                """
                EXISTS (
                    SELECT 1 FROM contract_standing AS s
                    WHERE s.contract = contract.hash AND (\(any))
                )
                """
            )
        }
        let rows = choices.map { "SELECT contract FROM contract_standing WHERE \($0)" }
        conditions.append("hash IN (\(rows.joined(separator: " UNION ALL ")))")
    }

    private static func marks(_ values: [String]) -> String {
        values.map { _ in "?" }.joined(separator: ", ")
    }
}
