import AdministrationAPI
import Crypto
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import YAMLDocument

/// The OpenAPI documents of the offered services as JSON, where the catalogue says that they are.
enum ServiceDescriptions {
    /// One document for each service that has one, by name.
    static func documents(of services: [BuiltService]) -> [String: PublishedDocument] {
        var documents: [String: PublishedDocument] = [:]
        for service in services {
            guard let file = service.settings.openAPI,
                let data = FileManager.default.contents(atPath: file),
                let json = try? YAMLNode.json(parsing: [UInt8](data))
            else { continue }
            let body = json.serialized()
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
