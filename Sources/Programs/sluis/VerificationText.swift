import AccessLog
import ExchangeModel
import JSONTape
import LogStorage
import MerkleLog

/// What the verifier found, for people and as JSON.
enum VerificationText {
    static func text(_ report: VerificationReport) -> String {
        let numbers = report.statistics
        var lines = [
            "Log         \(report.origin)\(report.isLive ? " (in use)" : "")",
            "Entries     \(numbers.entries) in \(numbers.frames) frames of \(numbers.segments) segments",
            "Requests    \(numbers.requests): \(numbers.completed) completed, "
                + "\(numbers.unknown) with unknown outcome; \(numbers.denials) denials",
            "Personal    \(numbers.openSections) sections, \(numbers.erasedSections) erased",
        ]
        if let checkpoint = report.checkpoint {
            lines.append(
                "Checkpoint  \(checkpoint.size) entries signed, \(report.unsigned) not yet"
            )
        }
        if numbers.recovered > 0 {
            lines.append(
                "Recovered   \(numbers.recovered) entries stood unsigned at a start; "
                    + "\(report.recoveries.count) RECOVERY entries name them"
            )
        }
        lines += report.findings.map(line)
        let count = report.findings.count
        lines.append(
            report.isSound
                ? "Sound: every entry is where the signed tree says."
                : "\(count)\(count == LogVerifier.maximumFindings ? " or more" : "") findings."
        )
        return lines.joined(separator: "\n")
    }

    private static func line(_ finding: LogFinding) -> String {
        let offset = finding.offset.map { " at byte \($0)" } ?? ""
        return "FINDING     \(finding.fault.rawValue): \(finding.file)\(offset): \(finding.detail)"
    }

    static func json(_ report: VerificationReport) -> JSONValue {
        let numbers = report.statistics
        var answer: JSONObject = [
            "sound": .bool(report.isSound), "origin": .string(report.origin),
            "inUse": .bool(report.isLive), "segments": number(UInt64(numbers.segments)),
            "frames": number(numbers.frames), "entries": number(numbers.entries),
            "requests": number(numbers.requests), "completed": number(numbers.completed),
            "unknown": number(numbers.unknown), "denials": number(numbers.denials),
            "personalSections": number(numbers.openSections),
            "erasedSections": number(numbers.erasedSections),
            "voidBytes": number(UInt64(numbers.voidBytes)), "unsigned": number(report.unsigned),
            "recovered": number(numbers.recovered),
            "recoveries": .array(
                report.recoveries.map { recovery in
                    [
                        "createdAt": .string(recovery.createdAt.description),
                        "first": number(recovery.first.index), "count": number(recovery.count),
                        "digest": .string(recovery.digest.hexadecimal),
                    ]
                }
            ),
            "findings": .array(report.findings.map(json)),
        ]
        if let checkpoint = report.checkpoint {
            answer["signed"] = number(checkpoint.size)
        }
        return .object(answer)
    }

    private static func json(_ finding: LogFinding) -> JSONValue {
        var object: JSONObject = [
            "fault": .string(finding.fault.rawValue), "file": .string(finding.file),
            "detail": .string(finding.detail),
        ]
        if let offset = finding.offset { object["offset"] = number(UInt64(offset)) }
        if let index = finding.index { object["entry"] = number(index) }
        return .object(object)
    }

    private static func number(_ value: UInt64) -> JSONValue {
        .number(JSONNumber(Int64(clamping: value)))
    }

    /// One sentence on why nothing could be verified, and what to do.
    static func failure(_ failure: VerificationFailure, log: String) -> String {
        switch failure {
        case .noFolder: "\(log) is not a folder that can be read"
        case .noKey: "there is no public key: give it with --key FILE"
        case .badKey(let problem): "the public key or a kept checkpoint cannot be used: \(problem)"
        case .empty: "\(log) holds no log"
        case .failed(let operation, let error):
            "\(operation) failed with error number \(error)"
        }
    }
}
