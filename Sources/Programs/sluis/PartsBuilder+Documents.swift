import GatewayConfiguration
import JSONSchema
import JSONTape
import OpenAPI
import PayloadPolicy

extension PartsBuilder {
    /// The documents that a service's document refers to by URI; nil when one cannot be read.
    func references(
        _ service: ServiceSettings,
        key: String
    ) -> ReferencedDocuments? {
        var references = ReferencedDocuments()
        for (index, reference) in service.references.enumerated() {
            let key = "\(key).references[\(index)]"
            guard let value = document(reference.file, key: key) else { return nil }
            references.add(value, uri: reference.uri, file: reference.file)
        }
        return references
    }

    /// The rules of a service's payloads; nil, with every fault as a problem, when they cannot be made.
    func payloads(
        _ service: ServiceSettings,
        policies: [FieldPolicy],
        former: [FieldPolicy],
        basePath: String,
        key: String
    ) -> PayloadRules? {
        guard let file = service.openAPI else {
            return try? PayloadRules(
                document: nil,
                requestMode: .off,
                answerMode: .off,
                former: former
            )
        }
        let files: DocumentFiles
        do {
            files = try DocumentFiles(file, root: service.openAPIRoot)
        } catch {
            problem("\(key).openapi", "\(error)")
            return nil
        }
        guard let references = references(service, key: key) else { return nil }
        let reading = DocumentReading(files: files, references: references, key: "\(key).openapi")
        do {
            // Requests are judged before the upstream's own path is put in front of theirs.
            let options = OpenAPIOptions(
                basePath: basePath.isEmpty ? .servers : .fixed(""),
                assertsFormat: service.formats == .assert,
                registry: references.registry,
                readOnlyMembers: service.readOnlyMembers.choice,
                leavesOut: true
            )
            let document = try OpenAPIDocument(files.document, options: options)
            let isNeeded = needsLeftOut(policies, document)
            tell(document, reading, areProblems: isNeeded)
            checkRecorded(document, key: key)
            guard !isNeeded, fit(policies, document, service, key: key) else { return nil }
            return try PayloadRules(
                document: document,
                requestMode: service.requestValidation.mode,
                answerMode: service.answerValidation.mode,
                policies: policies,
                former: former,
                limits: PayloadLimits(
                    requestBytes: service.bodyLimit,
                    answerBytes: service.answerLimit
                )
            )
        } catch let error as OpenAPIProblem {
            for fault in [error] + error.further {
                problem(reading.key, "\(reading.place(of: fault)): \(files.words(fault))")
            }
        } catch let error as PayloadRulesProblem {
            problem("\(key).purposes", "\(error)")
        } catch {
            problem("\(key).openapi", "\(file): \(error)")
        }
        return nil
    }

    /// A document that was read, to name places in it.
    private struct DocumentReading {
        let files: DocumentFiles
        let references: ReferencedDocuments
        let key: String

        func place(of fault: OpenAPIProblem) -> String {
            references.place(of: fault.pointer, in: fault.document, or: files)
        }
    }

    /// Whether a policy names an operation that could not be read.
    private func needsLeftOut(_ policies: [FieldPolicy], _ document: OpenAPIDocument) -> Bool {
        policies.flatMap(\.operationIDs).contains { id in
            document.operation(id: id) == nil
                && document.leftOut.contains { $0.id == id || $0.name == id }
        }
    }

    /// Tells what is wrong with operations that are left out, and what can hardly be meant.
    private func tell(
        _ document: OpenAPIDocument,
        _ reading: DocumentReading,
        areProblems: Bool
    ) {
        for fault in document.faults {
            let message = "\(reading.place(of: fault)): \(reading.files.words(fault))"
            areProblems ? problem(reading.key, message) : warning(reading.key, message)
        }
        if !document.leftOut.isEmpty {
            let names = document.leftOut.map(\.name).joined(separator: ", ")
            warning(
                reading.key,
                "for these faults the document's operations \(names) are left out: requests for them "
                    + "are refused"
            )
        }
        for found in document.warnings {
            let place = reading.references.place(
                of: found.pointer,
                in: found.document,
                or: reading.files
            )
            warning(reading.key, "\(place): \(found.message)")
        }
    }
}
