import ExchangeModel
import Foundation
import PeerIdentity
import YAMLDocument

extension GatewaySettings {
    /// Reads and checks a configuration file.
    ///
    /// - Parameter file: The path of a YAML file; paths in it are relative to its folder.
    /// - Throws: ``ConfigurationRefused`` with every problem that the file has.
    public init(readingFile file: String) throws(ConfigurationRefused) {
        guard let data = FileManager.default.contents(atPath: file) else {
            let reason = FileFacts.whyUnreadable(file) ?? "the file cannot be read"
            throw ConfigurationRefused(
                problems: [.init(file: file, line: 0, key: "", message: reason)])
        }
        try self.init(Array(data), file: file)
    }

    /// Checks the text of a configuration file.
    ///
    /// - Parameters:
    ///   - bytes: The YAML text.
    ///   - file: The file's path, for messages and for the paths in it.
    /// - Throws: ``ConfigurationRefused`` with every problem that the text has.
    public init(_ bytes: [UInt8], file: String) throws(ConfigurationRefused) {
        let problems = ProblemList(file: file)
        let root: YAMLNode
        do {
            root = try YAMLNode(parsing: bytes)
        } catch {
            problems.add(error.message, key: "", line: error.line)
            throw ConfigurationRefused(problems: problems.problems)
        }
        let path = URL(filePath: file).standardizedFileURL
        let folder = path.deletingLastPathComponent().path(percentEncoded: false)
        let decoder = SettingsDecoder(folder: folder, problems: problems)
        let settings = decoder.decode(root)
        guard var settings, problems.problems.isEmpty else {
            throw ConfigurationRefused(
                problems: problems.problems.sorted(),
                warnings: problems.warnings.sorted()
            )
        }
        settings.warnings = problems.warnings.sorted()
        self = settings
    }
}

/// Reads the sections of a configuration file.
struct SettingsDecoder {
    let folder: String
    let problems: ProblemList

    func decode(_ root: YAMLNode) -> GatewaySettings? {
        guard let top = Section(root, path: "", problems: problems) else { return nil }
        let organisation = organisation(top)
        let data = dataFolder(top)
        let stateMark = stateMark(top, dataFolder: data)
        let roles = roles(top)
        let group = group(top)
        let proxy = top.optionalParsed("proxy", expected: Quantity.proxyForm, Quantity.proxy)
        let identity = identity(top)
        let manager = part(top, "manager", for: [.manager, .directory], roles, manager)
        let inway = part(top, "inway", for: [.inway], roles, inway)
        let outway = part(top, "outway", for: [.outway], roles, outway)
        let services = services(top, directories: group?.directories)
        let catalogue = top.optionalSection("catalogue").flatMap(catalogue)
        let log = log(top, dataFolder: data)
        let administration = administration(top)
        let shutdownDelay = shutdownDelay(top)
        top.finish()
        if services.contains(where: { $0.dataset != nil }), catalogue == nil {
            problems.add(
                "is missing: services with a `dataset` are listed in it",
                key: "catalogue",
                line: top.line
            )
        }
        if let organisation, group?.peerIDForm == .oin, !organisation.peerID.isOIN {
            problems.add(
                "is not an OIN of twenty digits; put it in quotes, or YAML drops its leading zeros",
                key: "organisation.peerID",
                line: line(of: "organisation.peerID", in: root)
            )
        }
        checkAdvertised(manager?.address, inway?.address, group, in: root)
        checkListeners(
            [
                ("manager.listen", manager?.listen), ("inway.listen", inway?.listen),
                ("outway.listen", outway?.listen), ("administration.listen", administration),
            ],
            in: root
        )
        guard let organisation, let data, let group, let identity, let log else { return nil }
        return GatewaySettings(
            file: problems.file,
            organisation: organisation,
            dataFolder: FileFacts.absolute(data, from: folder),
            stateMark: stateMark,
            roles: roles,
            group: group,
            proxy: proxy,
            identity: identity,
            manager: manager,
            inway: inway,
            outway: outway,
            services: services,
            catalogue: catalogue,
            log: log,
            administration: administration,
            shutdownDelay: shutdownDelay,
            warnings: []
        )
    }

    private func dataFolder(_ top: Section) -> String? {
        guard let text = top.text("dataFolder", expected: "the path of a folder") else {
            return nil
        }
        if FileFacts.isFolder(FileFacts.absolute(text, from: folder)) == false {
            top.problem("dataFolder", "`\(text)` is a file: name a folder, which may be a new one")
        }
        return text
    }

    /// The file of the mark; in the data folder it would be put back together with what it watches.
    private func stateMark(_ top: Section, dataFolder: String?) -> String? {
        guard let text = top.optionalText("stateMark", expected: "the path of a file") else {
            return nil
        }
        let path = FileFacts.absolute(text, from: folder)
        if FileFacts.isFolder(path) == true {
            top.problem("stateMark", "`\(text)` is a folder: name a file, which may be a new one")
            return nil
        }
        if let dataFolder {
            let data = FileFacts.absolute(dataFolder, from: folder) + "/"
            if path.hasPrefix(data) {
                top.problem(
                    "stateMark",
                    "must lie outside the data folder \(data): a copy of that is put back with it"
                )
                return nil
            }
        }
        return path
    }

    private func organisation(_ top: Section) -> OrganisationSettings? {
        guard let section = top.section("organisation") else { return nil }
        defer { section.finish() }
        let name = section.text("name", expected: "the organisation's name as in its certificate")
        let peerID = section.parsed("peerID", expected: "the peer id as in the certificate") {
            try PeerID($0)
        }
        guard let name, let peerID else { return nil }
        return OrganisationSettings(name: name, peerID: peerID)
    }

    private func roles(_ top: Section) -> Set<Role> {
        let names = Role.allCases.map(\.rawValue).joined(separator: ", ")
        let roles = Set(
            top.list("roles", expected: "one of \(names)") { text in
                guard let role = Role(rawValue: text) else { throw Malformed(expected: names) }
                return role
            }
        )
        if roles.isEmpty {
            top.problem("roles", "must list at least one of \(names)")
        }
        if roles.contains(.directory), !roles.contains(.manager) {
            top.problem("roles", "a directory is a manager that lists: add `manager`")
        }
        if roles.contains(.inway), !roles.contains(.manager) {
            top.problem(
                "roles",
                "an Inway learns from the Manager beside it which contracts were revoked or have ended: "
                    + "add `manager`"
            )
        }
        if roles.contains(.outway), !roles.contains(.manager) {
            top.problem(
                "roles",
                "an Outway has its tokens from the Manager beside it: add `manager`"
            )
        }
        return roles
    }

    private func identity(_ top: Section) -> IdentitySettings? {
        guard let section = top.section("identity") else { return nil }
        defer { section.finish() }
        let certificate = section.file("certificate", in: folder)
        let key = section.secretFile("privateKey", in: folder)
        guard let certificate, let key else { return nil }
        return IdentitySettings(certificate: certificate, privateKey: key)
    }

    /// A section that must be there exactly when one of its roles runs.
    private func part<Part>(
        _ top: Section,
        _ name: String,
        for owners: Set<Role>,
        _ roles: Set<Role>,
        _ decode: (Section) -> Part?
    ) -> Part? {
        guard roles.isDisjoint(with: owners) else {
            return top.section(name).flatMap(decode)
        }
        if top.has(name) {
            _ = top.optionalSection(name).flatMap(decode)
            top.problems.warn(
                "is not used: the role is not in `roles`",
                key: name,
                line: top.lineOf(name)
            )
        }
        return nil
    }

    private func catalogue(_ section: Section) -> CatalogueSettings? {
        defer { section.finish() }
        let base = section.parsed(
            "baseURI",
            expected: "an http or https URI without trailing slash"
        ) {
            guard $0.hasPrefix("https://") || $0.hasPrefix("http://"), !$0.hasSuffix("/") else {
                throw Malformed(expected: "a base URI")
            }
            return $0
        }
        guard let contact = section.section("contactPoint") else { return nil }
        defer { contact.finish() }
        let name = contact.text("name")
        let email = contact.parsed("email", expected: "an e-mail address") {
            guard $0.split(separator: "@").count == 2 else {
                throw Malformed(expected: "an address")
            }
            return $0
        }
        guard let base, let name, let email else { return nil }
        return CatalogueSettings(baseURI: base, contactName: name, contactEmail: email)
    }

    private func log(_ top: Section, dataFolder: String?) -> LogSettings? {
        guard let section = top.section("log") else { return nil }
        defer { section.finish() }
        let smallest = 1 << 20
        let size =
            section.optionalParsed("segmentSize", expected: Quantity.sizeForm) {
                try Quantity.bytes($0)
            } ?? 256 << 20
        if !(smallest...(4 << 30)).contains(size) {
            section.problem("segmentSize", "must be from 1MiB to 4GiB")
        }
        let format = section.choice("format", default: LogFormat.text)
        let pseudonymKey = key(section, "pseudonymKey", dataFolder)
        let checkpointKey = key(section, "checkpointKey", dataFolder)
        guard let pseudonymKey, let checkpointKey else { return nil }
        return LogSettings(
            segmentBytes: size,
            pseudonymKey: pseudonymKey,
            checkpointKey: checkpointKey,
            format: format
        )
    }

    /// A key that is made at first start; it must not lie in the log folder, or a backup would hold it.
    private func key(_ section: Section, _ name: String, _ dataFolder: String?) -> String? {
        guard let text = section.text(name, expected: "the path of a key file") else { return nil }
        let path = FileFacts.absolute(text, from: folder)
        if let dataFolder {
            let log = FileFacts.absolute(dataFolder, from: folder) + "/log/"
            if path.hasPrefix(log) {
                section.problem(name, "must lie outside the log folder \(log)")
                return nil
            }
        }
        if FileFacts.whyUnreadable(path) == nil, let reason = FileFacts.whyExposed(path) {
            section.problem(name, reason)
            return nil
        }
        return path
    }

    private func shutdownDelay(_ top: Section) -> Int64 {
        let longest: Int64 = 600
        let delay =
            top.optionalParsed("shutdownDelay", expected: "0s, or \(Quantity.durationForm)") {
                $0 == "0s" ? 0 : try Quantity.seconds($0)
            } ?? 0
        if delay > longest { top.problem("shutdownDelay", "must be at most 10m") }
        return delay
    }

    private func administration(_ top: Section) -> SocketAddressText? {
        guard let section = top.optionalSection("administration") else { return nil }
        defer { section.finish() }
        let listen = section.parsed("listen", expected: Quantity.socketForm) {
            try Quantity.socket($0)
        }
        if let listen, !listen.isLoopback {
            section.problem(
                "listen",
                "must be a loopback address: this listener asks nobody who they are"
            )
        }
        return listen
    }
}
