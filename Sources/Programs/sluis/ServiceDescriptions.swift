import AdministrationAPI
import Crypto
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import Synchronization

/// The OpenAPI documents of the offered services as JSON, where the catalogue says that they are.
final class ServiceDescriptions: Sendable {
    private let known: Mutex<[String: PublishedDocument]>

    init(of services: [BuiltService]) {
        known = Mutex(Self.documents(of: services))
    }

    /// The document of a service, by name.
    subscript(name: String) -> PublishedDocument? { known.withLock { $0[name] } }

    /// Takes the documents of services that were read again.
    func replace(with services: [BuiltService]) {
        let documents = Self.documents(of: services)
        known.withLock { $0 = documents }
    }

    /// One document for each service that has one, by name.
    static func documents(of services: [BuiltService]) -> [String: PublishedDocument] {
        var documents: [String: PublishedDocument] = [:]
        for service in services {
            guard let file = service.settings.openAPI,
                let files = try? DocumentFiles(file, root: service.settings.openAPIRoot)
            else { continue }
            let body = files.document.serialized()
            let tag = Hexadecimal.encode(SHA256.hash(data: body).prefix(16))
            documents[service.settings.name.rawValue] = PublishedDocument(
                body: body,
                mediaType: "application/vnd.oai.openapi+json",
                entityTag: "\"\(tag)\""
            )
        }
        return documents
    }
}
