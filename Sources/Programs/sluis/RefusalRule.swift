import AccessLog
import ExchangeModel
import JSONTape

/// A language in which refusals are explained.
enum Language: String, CaseIterable {
    case english = "en"
    case dutch = "nl"
}

/// Who can mend what refused a request.
enum RefusalOwner: String, CaseIterable {
    /// Whoever maintains the application that asked.
    case application
    /// The operator of the consumer's gateway.
    case consumer
    /// The operator of the provider's gateway.
    case provider
    /// Whoever runs the source behind the provider's gateway.
    case source
    /// Whoever runs the network between the organisations.
    case network
    case nobody

    /// Who that is, in words; `direction` tells whose log speaks, so that the reader finds itself.
    func words(_ language: Language, seen direction: Direction?) -> String {
        let isOwn: Bool
        switch self {
        case .application, .consumer: isOwn = direction == .outgoing
        case .provider, .source: isOwn = direction == .incoming
        case .network, .nobody: isOwn = false
        }
        switch language {
        case .english:
            let own = isOwn ? " (this organisation)" : ""
            return switch self {
            case .application: "the consumer\(own): whoever maintains the application that asked"
            case .consumer: "the consumer\(own): the operator of its gateway"
            case .provider: "the provider\(own): the operator of its gateway"
            case .source: "the provider\(own): whoever runs its source"
            case .network: "whoever runs the network between the two organisations"
            case .nobody: "nobody"
            }
        case .dutch:
            let own = isOwn ? " (deze organisatie)" : ""
            return switch self {
            case .application: "de afnemer\(own): wie de toepassing onderhoudt die vroeg"
            case .consumer: "de afnemer\(own): de beheerder van de gateway"
            case .provider: "de aanbieder\(own): de beheerder van de gateway"
            case .source: "de aanbieder\(own): wie de bron beheert"
            case .network: "wie het netwerk tussen de twee organisaties beheert"
            case .nobody: "niemand"
            }
        }
    }
}

/// What is said of one refusal: why, who can mend it and how, in English and Dutch.
///
/// Both organisations get the same words. In a mend, `{peer}`, `{service}`, `{grant}` and `{purpose}` stand
/// for those of the exchange.
struct RefusalRule {
    /// The words of one language.
    struct Words: Hashable {
        /// What refused, and why.
        var why = ""
        /// What to do.
        var mend = ""
    }

    /// Who answers with the code.
    let domain: ErrorDomain
    let code: ErrorCode
    /// The causes that it is about; empty stands for all others.
    let causes: [String]
    /// The part of the way that failed, where the record does not say; nil where it is none.
    let leg: RefusalCause.Leg?
    let owner: RefusalOwner
    /// The words by language.
    let words: [Language: Words]

    func words(_ language: Language) -> Words { words[language] ?? Words() }

    /// Every row: `docs/errors.md` is made from it.
    static let table: [RefusalRule] = [
        atClient, ownContract, token, wayToInway, access, purposes, requests, source, manager,
    ].flatMap(rows)

    /// The row of a refusal: that of its first cause that has one, else the one for all others.
    static func of(_ domain: ErrorDomain, _ code: ErrorCode, causes: [String] = []) -> RefusalRule?
    {
        let rows = table.filter { $0.domain == domain && $0.code == code }
        for cause in causes {
            if let row = rows.first(where: { $0.causes.contains(cause) }) { return row }
        }
        return rows.first { $0.causes.isEmpty }
    }
}

// MARK: - The form of the table

extension RefusalRule {
    /// Reads rows, divided by empty lines.
    ///
    /// The first line of a row is `domain CODE cause cause | leg | owner`, with `-` for no leg; then come
    /// `en: why`, `> mend`, `nl: why` and `> mend`. A text goes on over the lines that begin otherwise.
    private static func rows(_ text: String) -> [RefusalRule] {
        text.split(separator: "\n\n").map { block in
            guard let row = RefusalRule(block.split(separator: "\n")) else {
                preconditionFailure("no row of the table of refusals: \(block)")
            }
            return row
        }
    }

    private init?(_ lines: [Substring]) {
        let head = (lines.first ?? "").split(separator: "|").map { $0.split(separator: " ") }
        guard head.count == 3, head[0].count >= 2, let leg = head[1].first,
            let domain = Self.domains[String(head[0][0])],
            let code = ErrorCode(rawValue: String(head[0][1])),
            let owner = head[2].first.flatMap({ RefusalOwner(rawValue: String($0)) })
        else { return nil }
        (self.domain, self.code, self.owner) = (domain, code, owner)
        causes = head[0].dropFirst(2).map(String.init)
        self.leg = RefusalCause.Leg.allCases.first { $0.name == leg }
        guard self.leg != nil || leg == "-" else { return nil }
        var words: [Language: Words] = [:]
        var place: (language: Language, isMend: Bool)?
        for line in lines.dropFirst() {
            var rest = line
            if let language = Language(rawValue: String(line.prefix(2))),
                line.dropFirst(2).hasPrefix(": ")
            {
                (place, rest) = ((language, false), line.dropFirst(4))
            } else if line.hasPrefix("> ") {
                place?.isMend = true
                rest = line.dropFirst(2)
            }
            guard let place else { return nil }
            words[place.language, default: Words()].add(rest, isMend: place.isMend)
        }
        self.words = words
    }

    private static let domains: [String: ErrorDomain] = [
        "inway": .inway, "outway": .outway, "manager": .manager,
    ]
}

extension RefusalRule.Words {
    fileprivate mutating func add(_ line: Substring, isMend: Bool) {
        if isMend {
            mend += (mend.isEmpty ? "" : " ") + line
        } else {
            why += (why.isEmpty ? "" : " ") + line
        }
    }
}

extension RefusalCause.Leg {
    /// The part of the way in words.
    func words(_ language: Language) -> String {
        switch language {
        case .english:
            switch self {
            case .client: "the client's request"
            case .ownLog: "the access log"
            case .ownContract: "the contract"
            case .token: "the access token"
            case .name: "the look-up of the Inway's name"
            case .connect: "the connection to the Inway"
            case .handshake: "the TLS handshake with the Inway"
            case .partnerInway: "the provider's Inway"
            case .source: "the provider's source"
            case .decisionPoint: "the decision point"
            }
        case .dutch:
            switch self {
            case .client: "het verzoek van de client"
            case .ownLog: "het logboek"
            case .ownContract: "het contract"
            case .token: "het toegangstoken"
            case .name: "het opzoeken van de naam van de Inway"
            case .connect: "de verbinding met de Inway"
            case .handshake: "de TLS-handshake met de Inway"
            case .partnerInway: "de Inway van de aanbieder"
            case .source: "de bron van de aanbieder"
            case .decisionPoint: "het beslispunt"
            }
        }
    }
}
