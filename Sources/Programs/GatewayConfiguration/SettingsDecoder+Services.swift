import ExchangeModel
import Foundation
import YAMLDocument

extension SettingsDecoder {
    /// Reads the services; `directories` is nil when the Group could not be read.
    func services(_ top: Section, directories: [DirectorySettings]?) -> [ServiceSettings] {
        let known = directories.map { Set($0.map(\.peerID)) }
        var names: Set<ServiceName> = []
        return top.sections("services").compactMap { section in
            guard let service = service(section, directories: known) else { return nil }
            if !names.insert(service.name).inserted {
                section.problem(
                    "name",
                    "`\(service.name)` stands more than once; it must be unique within the peer"
                )
            }
            return service
        }
    }

    private func service(_ section: Section, directories: Set<PeerID>?) -> ServiceSettings? {
        defer { section.finish() }
        let name = section.parsed("name", expected: "1 to 100 letters, digits, '-', '.' or '_'") {
            try ServiceName($0)
        }
        let transport = section.choice("protocol", default: ServiceTransport.http1)
        let upstream = section.section("upstream").flatMap(upstream)
        let document = section.optionalFile("openapi", in: folder)
        let root = section.optionalFolder("openapiRoot", in: folder)
        if root != nil, !section.has("openapi") {
            section.problem("openapiRoot", "is of no use without `openapi`")
        }
        let references = section.sections("references").compactMap(reference)
        let modes = modes(section, hasDocument: section.has("openapi"))
        let limit = section.size("bodyLimit", default: 10 << 20)
        let answerLimit = section.size("answerLimit", default: max(limit, 10 << 20))
        let fields = contractFields(section)
        let timeout = section.wait("answerTimeout", default: 30, atMost: .hour)
        let silence = section.wait("streamTimeout", default: 600, atMost: .day)
        let passed = section.list("passedFields", expected: "the name of a request field") {
            try Quantity.fieldName($0)
        }
        let purposeRequired = section.flag("purposeRequired", default: true)
        let purposes = section.sections("purposes").compactMap(purpose)
        if purposeRequired, section.optional("purposes")?.items?.isEmpty ?? true {
            section.problem(
                "purposes",
                "must name at least one purpose, or set `purposeRequired: false`"
            )
        }
        if !purposes.isEmpty, !section.has("openapi") {
            section.problem(
                "openapi",
                "is missing: field policies need the service's OpenAPI document"
            )
        }
        let publish = section.list("publishIn", expected: "a peer id") { try PeerID($0) }
        for directory in publish where directories?.contains(directory) == false {
            section.problem("publishIn", "`\(directory)` is not one of `group.directories`")
        }
        let dataset = section.optionalSection("dataset").flatMap(dataset)
        guard let name, let upstream else { return nil }
        return ServiceSettings(
            name: name,
            transport: transport,
            upstream: upstream,
            openAPI: document,
            openAPIRoot: root,
            references: references,
            requestValidation: modes.request,
            answerValidation: modes.answer,
            readOnlyMembers: modes.readOnly,
            formats: modes.formats,
            bodyLimit: limit,
            answerLimit: answerLimit,
            contractFields: fields,
            passedFields: passed,
            answerTimeout: timeout,
            streamTimeout: silence,
            purposeRequired: purposeRequired,
            purposes: purposes,
            publishIn: publish,
            dataset: dataset
        )
    }

    /// A document by its URI: `{uri: …, file: …}`.
    private func reference(_ section: Section) -> ReferencedDocument? {
        defer { section.finish() }
        let expected = "an absolute URI without a fragment"
        let uri = section.parsed("uri", expected: expected) { text in
            guard let url = URL(string: text), url.scheme != nil, url.fragment == nil else {
                throw Malformed(expected: expected)
            }
            return text
        }
        let file = section.file("file", in: folder)
        guard let uri, let file else { return nil }
        return ReferencedDocument(uri: uri, file: file)
    }

    /// How payloads are checked.
    private struct Modes {
        var request = ValidationMode.off
        var answer = ValidationMode.off
        var readOnly = ReadOnlyMembers.byVersion
        var formats = FormatMeaning.assert
    }

    private func modes(_ section: Section, hasDocument: Bool) -> Modes {
        var modes = Modes()
        guard let validation = section.optionalSection("validation") else {
            if hasDocument { (modes.request, modes.answer) = (.enforce, .enforce) }
            return modes
        }
        defer { validation.finish() }
        modes.request = validation.choice("request", default: ValidationMode.enforce)
        modes.answer = validation.choice("answer", default: ValidationMode.enforce)
        if !hasDocument, modes.request != .off || modes.answer != .off {
            section.problem("openapi", "is missing: payloads are checked against it")
        }
        modes.readOnly = validation.choice("readOnly", default: modes.readOnly)
        modes.formats = validation.choice("formats", default: modes.formats)
        return modes
    }

    /// Request fields such as `x-doelbinding`, each with what the contract fills it with.
    private func contractFields(_ section: Section) -> [String: String] {
        guard let fields = section.optionalSection("contractFields") else { return [:] }
        defer { fields.finish() }
        var found: [String: String] = [:]
        for name in ["x-doelbinding", "x-verwerking", "x-origin-oin", "x-gebruiker"] {
            let expected = "one of purpose, processingActivity, peer, origin, grant"
            found[name] = fields.optionalParsed(name, expected: expected) {
                guard ["purpose", "processingActivity", "peer", "origin", "grant"].contains($0)
                else {
                    throw Malformed(expected: expected)
                }
                return $0
            }
        }
        return found
    }

    private func purpose(_ section: Section) -> PurposeSettings? {
        defer { section.finish() }
        let file = section.file("policy", in: folder)
        let label = section.text("label", expected: "a label that partners see and sign")
        let basis = section.text(
            "legalBasis",
            expected: "a legal basis such as OfficialAuthorityOfController"
        )
        let sources = section.list("legalSources", expected: "a law or rule") { $0 }
        let reference = section.optionalText(
            "authorisationReference",
            expected: "the reference of the authorisation"
        )
        let activity = section.optionalText("processingActivity", expected: "an absolute URI")
        guard let file, let label, let basis else { return nil }
        return PurposeSettings(
            policyFile: file,
            label: label,
            legalBasis: basis,
            legalSources: sources,
            authorisationReference: reference,
            processingActivity: activity
        )
    }

    private func dataset(_ section: Section) -> DatasetSettings? {
        defer { section.finish() }
        let title = languages(section, "title")
        let description = languages(section, "description")
        let theme = section.text("theme", expected: "the IRI of an EU data theme")
        let rights = section.parsed(
            "accessRights",
            expected: "`PUBLIC`, `RESTRICTED` or `NON_PUBLIC`"
        ) {
            guard ["PUBLIC", "RESTRICTED", "NON_PUBLIC"].contains($0) else {
                throw Malformed(expected: "an access right")
            }
            return $0
        }
        let licence = section.text("licence", expected: "the IRI of a licence")
        guard let title, let description, let theme, let rights, let licence else { return nil }
        return DatasetSettings(
            title: title,
            description: description,
            theme: theme,
            accessRights: rights,
            licence: licence
        )
    }

    /// Texts by language tag: `{nl: …, en: …}`.
    private func languages(_ section: Section, _ name: String) -> [String: String]? {
        let expected = "texts by language, such as {nl: …, en: …}"
        guard let node = section.required(name, expected: expected) else { return nil }
        guard let members = node.members, !members.isEmpty else {
            section.problem(name, "must be \(expected)")
            return nil
        }
        var texts: [String: String] = [:]
        for member in members {
            guard let text = member.value.scalarText, !text.isEmpty else {
                section.problem(name, "must be \(expected)")
                return nil
            }
            guard ["nl", "en"].contains(member.key) else {
                section.problems.add(
                    "is not a language that the catalogue has: it has nl and en",
                    key: "\(section.key(name)).\(member.key)",
                    line: member.keyMark.line
                )
                return nil
            }
            texts[member.key] = text
        }
        guard texts["nl"] != nil else {
            section.problem(name, "must have a Dutch text (nl): DCAT-AP-NL asks for it")
            return nil
        }
        return texts
    }
}
