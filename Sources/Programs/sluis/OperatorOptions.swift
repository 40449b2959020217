import ArgumentParser
import Foundation
import JSONTape
import YAMLDocument

/// The options of every command that speaks to a running gateway.
struct OperatorOptions: ParsableArguments {
    @Option(
        help:
            "The gateway's data folder. Default: SLUIS_DATA, or `dataFolder` of SLUIS_CONFIG or ./sluis.yaml.",
        completion: .directory
    )
    var data: String?

    @Flag(help: "Print JSON instead of text; a refusal too.")
    var json = false

    @Flag(help: "Print hashes whole, and lines as long as they are.")
    var wide = false

    /// The connection to the gateway that runs with the data folder.
    func client() throws -> AdministrationClient {
        guard let folder = data ?? GatewayPlace.dataFolder() else {
            throw ValidationError(
                "name the gateway's data folder with --data DIR (or SLUIS_DATA), or work in the folder of its sluis.yaml"
            )
        }
        return AdministrationClient(dataFolder: folder)
    }

    /// Prints an answer as JSON, or as the text that a command makes of it.
    func show(_ answer: JSONValue, as text: (JSONValue) -> String) {
        show(answer) { answer, _ in text(answer) }
    }

    /// Prints an answer as JSON, or as the text that a command makes of it for a reader's terminal.
    func show(_ answer: JSONValue, as text: (JSONValue, TextForm) -> String) {
        Output.print(answer, json: json, wide: wide, as: text)
    }
}

/// Where commands look for a gateway when they are not told.
enum GatewayPlace {
    /// The configuration file that stands in the working folder.
    static let file = "sluis.yaml"

    /// The configuration: what is given, SLUIS_CONFIG, or the working folder's `sluis.yaml`.
    static func configuration(_ given: String?) throws -> String {
        guard let found = given ?? present() else {
            throw ValidationError(
                "name the configuration with --config FILE (or SLUIS_CONFIG), or work in the folder of a sluis.yaml"
            )
        }
        return found
    }

    /// The configuration of the gateway that keeps its data in a folder: in it, or beside it.
    static func configuration(ofData folder: String) throws -> String {
        func plain(_ folder: String) -> URL {
            URL(filePath: folder, directoryHint: .isDirectory).absoluteURL
                .resolvingSymlinksInPath()
        }
        let place = plain(folder)
        func isSame(_ named: String?) -> Bool { named.map { plain($0).path } == place.path }
        for folder in [place, place.deletingLastPathComponent()] {
            let found = folder.appending(path: Self.file).path(percentEncoded: false)
            if isSame(dataFolder(named: found)) { return found }
        }
        if let found = present(), isSame(dataFolder(named: found)) { return found }
        throw ValidationError(
            "no \(Self.file) in \(folder) or beside it has it as `dataFolder`: say --config FILE"
        )
    }

    /// The data folder: SLUIS_DATA, or what the configuration names.
    static func dataFolder() -> String? {
        if let folder = ProcessInfo.processInfo.environment["SLUIS_DATA"] { return folder }
        return present().flatMap { dataFolder(named: $0) }
    }

    /// The data folder that a configuration file names.
    private static func dataFolder(named file: String) -> String? {
        guard let bytes = FileManager.default.contents(atPath: file),
            let folder = try? YAMLNode.json(parsing: [UInt8](bytes))["dataFolder"]?.string
        else { return nil }
        let base = URL(filePath: file).deletingLastPathComponent()
        return URL(filePath: folder, relativeTo: base).standardizedFileURL
            .path(percentEncoded: false)
    }

    private static func present() -> String? {
        if let file = ProcessInfo.processInfo.environment["SLUIS_CONFIG"] { return file }
        return FileManager.default.fileExists(atPath: file) ? file : nil
    }
}

/// What commands print.
enum Output {
    /// Prints an answer as JSON, or as text.
    static func print(_ answer: JSONValue, json: Bool, as text: (JSONValue) -> String) {
        print(answer, json: json) { answer, _ in text(answer) }
    }

    /// Prints an answer as JSON, or as text that fits the terminal that it goes to.
    static func print(
        _ answer: JSONValue,
        json: Bool,
        wide: Bool = false,
        as text: (JSONValue, TextForm) -> String
    ) {
        if json {
            Swift.print(self.json(answer))
        } else {
            let form = TextForm(of: STDOUT_FILENO, isWide: wide)
            Swift.print(form.fitted(text(printable(answer), form)))
        }
    }

    /// A value as JSON that a terminal may get.
    static func json(_ value: JSONValue) -> String {
        escaped(String(decoding: value.serialized(pretty: true), as: UTF8.self))
    }

    /// A value as a terminal may get it: what peers wrote is shown, never obeyed.
    ///
    /// Control characters, line ends among them, and marks that turn the direction of writing become
    /// `\u{…}`, in texts and in names.
    static func printable(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(printable(text))
        case .array(let values): .array(values.map { printable($0) })
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { (name: printable($0.name), value: printable($0.value)) }
                )
            )
        case .null, .bool, .number: value
        }
    }

    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isObeyed) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            if isObeyed(scalar) {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// A text of several lines as a terminal may get it.
    static func printableLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { printable(String($0)) }.joined(separator: "\n")
    }

    /// JSON in which no text can order a terminal about: what JSON lets stand becomes `\uXXXX`.
    static func escaped(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: { isObeyed($0) && $0 != "\n" }) else {
            return json
        }
        var shown = ""
        for scalar in json.unicodeScalars {
            if isObeyed(scalar), scalar != "\n" {
                let digits = String(scalar.value, radix: 16)
                shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// Whether terminals take a character for an order: Unicode's controls, line ends and bidi marks.
    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    /// Writes a line to standard error.
    static func complain(_ text: String) {
        complain(exactly: text + "\n")
    }

    /// Writes to standard error; what has no room there is lost, the exit code tells all the same.
    static func complain(exactly text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
