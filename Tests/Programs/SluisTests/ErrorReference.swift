import ExchangeModel
import Foundation

@testable import sluis

/// The part of `docs/errors.md` that is made from the table of refusals.
struct ErrorReference {
    static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/errors.md")
    static let begin = "<!-- codes: made from the table of refusals with SLUIS_WRITE_ERRORS=1 -->\n"
    static let end = "<!-- end of the codes -->\n"

    /// The page with its codes written anew; what people wrote around them stays.
    static func page(_ page: String) -> String? {
        guard let first = page.range(of: begin), let last = page.range(of: end),
            first.upperBound <= last.lowerBound
        else { return nil }
        return page[..<first.upperBound] + "\n" + text + "\n" + page[last.lowerBound...]
    }

    static var text: String {
        ErrorCode.allCases.sorted { $0.rawValue < $1.rawValue }.map(section)
            .joined(separator: "\n")
    }

    /// A heading for each code, so that its name in lower case is the anchor.
    private static func section(_ code: ErrorCode) -> String {
        var lines = ["### \(code.rawValue)", "", facts(code), ""]
        for rule in RefusalRule.table where rule.code == code { lines += rows(rule) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func facts(_ code: ErrorCode) -> String {
        var facts = "Status \(code.status)"
        if code.isAddition { facts += ", an addition where FSC has no code" }
        if code.isProblem { facts += ", `application/problem+json`" }
        return facts + "."
    }

    private static func rows(_ rule: RefusalRule) -> [String] {
        var lines: [String] = []
        for language in Language.allCases {
            let words = rule.words(language)
            let owner = rule.owner.words(language, seen: nil)
            let mend = RefusalText.filled(words.mend)
            switch language {
            case .english:
                let causes = rule.causes.map { "`\($0)`" }.joined(separator: ", ")
                let leg = rule.leg.map { ", \($0.words(language))" } ?? ""
                lines.append(
                    "- **\(rule.domain.name)**\(leg)\(causes.isEmpty ? "" : " (\(causes))"): "
                        + "\(words.why). *Mend* (\(owner)): \(mend)."
                )
            case .dutch:
                lines.append("  - *nl*: \(words.why). *Herstel* (\(owner)): \(mend).")
            }
        }
        return lines
    }
}

extension ErrorDomain {
    fileprivate var name: String {
        switch self {
        case .inway: "Inway"
        case .outway: "Outway"
        case .manager: "Manager"
        }
    }
}
