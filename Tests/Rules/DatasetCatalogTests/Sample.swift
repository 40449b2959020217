import DatasetCatalog
import ExchangeModel

/// A municipality's catalogue with everything that can be said in it.
enum Sample {
    static let moment = Timestamp(seconds: 1_700_000_000)

    static func text(_ dutch: String) -> LocalizedText {
        LocalizedText(dutch: dutch, english: dutch + " (en)")
    }

    static func publisher() throws -> Agent {
        Agent(name: text("Gemeente Voorbeeld"), peer: try PeerID("00000099000000001000"))
    }

    static func contactPoint() throws -> ContactPoint {
        ContactPoint(
            name: try ResourceName("gegevens"),
            title: "Team Gegevens",
            email: try WebAddress("mailto:gegevens@example.nl"),
            telephone: try WebAddress("tel:+31700000000"),
            page: try WebAddress("https://voorbeeld.example/contact")
        )
    }

    static func dataset(_ name: String) throws -> Dataset {
        var dataset = Dataset(
            name: try ResourceName(name),
            title: text("Personen"),
            description: text("Synthetische \"personen\"\nop twee regels"),
            accessRights: .nonPublic,
            theme: .government
        )
        dataset.keywords = [text("personen"), LocalizedText(dutch: "registratie")]
        dataset.modified = moment
        dataset.conformsTo = [try WebAddress("https://standaarden.example/personen")]
        dataset.landingPage = try WebAddress("https://voorbeeld.example/personen")
        dataset.creator = Agent(
            name: text("Dienst Personen"),
            peer: try PeerID("00000099000000002000"),
            address: try WebAddress("https://identifier.overheid.nl/tooi/id/gemeente/gm9999")
        )
        return dataset
    }

    static func service(_ name: String, datasets: [String]) throws -> DataService {
        var service = DataService(
            service: try ServiceName(name),
            title: text("Personen bevragen"),
            description: text("Vragen over personen"),
            accessRights: .nonPublic,
            theme: .government,
            license: try WebAddress("http://creativecommons.org/publicdomain/zero/1.0/deed.nl"),
            endpoint: try WebAddress("https://inway.voorbeeld.example/personen"),
            endpointDescription: try WebAddress("https://voorbeeld.example/personen/openapi.json"),
            datasets: try datasets.map { try ResourceName($0) }
        )
        service.keywords = [text("bevragen")]
        service.modified = Timestamp(seconds: 1_700_000_100)
        service.conformsTo = [try WebAddress("https://standaarden.example/fsc")]
        service.purposes = [
            DataService.ServedPurpose(
                id: try PurposeID("https://doelen.example/parkeren"),
                label: text("Parkeren"),
                legalBasis: "OfficialAuthorityOfController"
            ),
            DataService.ServedPurpose(id: try PurposeID("verhuizing/2"), label: text("Verhuizing")),
        ]
        return service
    }

    static func catalog(
        address: String = "https://catalogus.example",
        datasets: [Dataset]? = nil,
        services: [DataService]? = nil
    ) throws -> Catalog {
        try Catalog(
            address: try WebAddress(address),
            group: try GroupID("fsc-test"),
            title: text("Catalogus Voorbeeld"),
            description: text("Wat de gemeente aanbiedt"),
            publisher: publisher(),
            contactPoint: contactPoint(),
            datasets: try datasets ?? [dataset("personen"), dataset("adressen")],
            services: try services ?? [service("personen-v1", datasets: ["personen", "adressen"])]
        )
    }
}
