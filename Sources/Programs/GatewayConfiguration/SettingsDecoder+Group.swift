import Contracts
import ExchangeModel
import PeerIdentity

extension SettingsDecoder {
    func group(_ top: Section) -> GroupSettings? {
        guard let section = top.section("group") else { return nil }
        defer { section.finish() }
        let id = section.parsed("id", expected: "a group id: letters, digits and ./_-") {
            try GroupID($0)
        }
        let anchors = section.file("trustAnchors", in: folder)
        let lists = revocationLists(section)
        let listAnchors = section.optionalFile("revocationListAnchors", in: folder)
        let refresh = section.optionalParsed(
            "revocationRefresh",
            expected: Quantity.durationForm,
            Quantity.seconds
        )
        let test = section.flag("test", default: false)
        let required = section.flag("revocationRequired", default: true)
        let form = section.optionalParsed("peerIDForm", expected: "`oin` or `any`") {
            guard let form = PeerIDForm(rawValue: $0) else {
                throw Malformed(expected: "oin or any")
            }
            return form
        }
        let ports = section.list("advertisedPorts", expected: "a port from 1 to 65535") {
            guard let port = UInt16($0), port > 0 else {
                throw Malformed(expected: "a port")
            }
            return port
        }
        let anyPort = section.flag("anyAdvertisedPort", default: false)
        let privateAddresses = section.flag("allowPrivateAddresses", default: false)
        let resolve = section.list(
            "resolve",
            expected: "host:port:address:port",
            Quantity.resolve
        )
        let grants = section.whole("maximumGrantsPerContract", in: 1...1_000, default: 10)
        let skew =
            section.optionalParsed("clockSkew", expected: Quantity.durationForm, Quantity.seconds)
            ?? 5
        if skew > 3_600 {
            section.problem("clockSkew", "must be at most 1h: mend the clocks instead")
        }
        let directories = directories(section)
        if required, lists.isEmpty, section.has("revocationLists") || !test {
            section.problem(
                "revocationLists",
                "must name the revocation list of every authority, roots included"
            )
        }
        guard let id, let anchors else { return nil }
        let settings = GroupSettings(
            id: id,
            trustAnchors: anchors,
            revocationLists: lists,
            revocationListAnchors: listAnchors,
            revocationRefresh: refresh ?? 600,
            revocationRequired: required,
            peerIDForm: form ?? .oin,
            directories: directories,
            advertisedPorts: anyPort ? [] : Set(ports.isEmpty ? [443, 8_443] : ports),
            maximumGrants: grants,
            clockSkew: skew,
            resolve: resolve,
            allowPrivateAddresses: privateAddresses
        )
        judge(settings.loosened, section, test: test)
        return settings
    }

    /// Rules that only a test Group may loosen; a Group that says so is warned about loudly.
    private func judge(_ loosened: [GroupSettings.Loosened], _ section: Section, test: Bool) {
        for loosening in loosened {
            let (name, what) = (loosening.key, loosening.what)
            if !test, !loosening.isForTestsOnly {
                section.problems.warn(
                    "is looser than the profile of the Dutch government (\(what)): the rules of the "
                        + "Group must say so",
                    key: section.key(name),
                    line: section.lineOf(name)
                )
            } else if test {
                section.problems.warn(
                    "loosens a rule of the Group (\(what)): for tests only, never with citizens' data",
                    key: section.key(name),
                    line: section.lineOf(name)
                )
            } else {
                section.problem(
                    name,
                    "loosens a rule of the Group (\(what)): may be set only where the Group says "
                        + "`test: true`"
                )
            }
        }
    }

    /// Where the lists come from.
    ///
    /// Whether a file is there is not asked: a list that cannot be had stops neither the others nor a start.
    private func revocationLists(_ section: Section) -> [RevocationSource] {
        section.list("revocationLists", expected: "a file or an http(s) URL") {
            text in
            guard text.contains("://") else {
                return RevocationSource.file(FileFacts.absolute(text, from: folder))
            }
            guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
                throw Malformed(expected: "a file or an http(s) URL")
            }
            return .url(text)
        }
    }

    private func directories(_ section: Section) -> [DirectorySettings] {
        section.sections("directories").compactMap { directory in
            defer { directory.finish() }
            let peerID = directory.parsed("peerID", expected: "a peer id") { try PeerID($0) }
            let address = advertisedAddress(directory)
            guard let peerID, let address else { return nil }
            return DirectorySettings(peerID: peerID, address: address)
        }
    }

    func advertisedAddress(_ section: Section) -> PeerAddress? {
        section.parsed("address", expected: Quantity.addressForm) { try Quantity.advertised($0) }
    }

    func listen(_ section: Section) -> SocketAddressText? {
        section.parsed("listen", expected: Quantity.socketForm) { try Quantity.socket($0) }
    }
}
