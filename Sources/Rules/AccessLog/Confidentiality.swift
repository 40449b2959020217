public import ExchangeModel

/// How long an exchange stays out of answers to citizens and unprivileged readers.
///
/// Both peers signed it in the grant's purpose. It hides the entry from no peer that takes part, and
/// from no proof.
public enum Confidentiality: Hashable, Sendable {
    /// Until a moment.
    case until(Timestamp)
    /// Until two persons lift it.
    case untilDecision
}

extension CBORWriter {
    mutating func put(_ confidentiality: Confidentiality?) {
        switch confidentiality {
        case .until(let moment):
            put(.confidentiality, unsigned: 1)
            put(.confidentialUntil, moment: moment)
        case .untilDecision: put(.confidentiality, unsigned: 2)
        case nil: break
        }
    }
}

extension MemberReader {
    /// The confidentiality of an exchange; nil when there is none.
    mutating func confidentiality() throws(EntryProblem) -> Confidentiality? {
        guard version >= 2 else { return nil }
        switch try number(.confidentiality) {
        case nil: return nil
        case 1:
            let value = try required(.confidentialUntil, number(.confidentialUntil))
            guard let milliseconds = Int64(exactly: value) else {
                throw .invalid(.confidentialUntil)
            }
            return .until(Timestamp(milliseconds: milliseconds))
        case 2: return .untilDecision
        default: throw .invalid(.confidentiality)
        }
    }
}
