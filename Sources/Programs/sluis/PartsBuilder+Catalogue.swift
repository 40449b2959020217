import Contracts
import DatasetCatalog
import ExchangeModel
import GatewayConfiguration

extension PartsBuilder {
    /// Builds the catalogue of the services that have a dataset; nil when there is none.
    func catalogue(_ services: [BuiltService]) -> Catalog? {
        guard let catalogue = settings.catalogue, let inway = settings.inway else { return nil }
        var datasets: [Dataset] = []
        var offered: [DataService] = []
        for (index, service) in services.enumerated() {
            guard let settings = service.settings.dataset,
                let (dataset, data) = entry(
                    service,
                    settings,
                    base: catalogue.baseURI,
                    inway: inway.address.description,
                    key: "services[\(index)].dataset"
                )
            else { continue }
            datasets.append(dataset)
            offered.append(data)
        }
        guard !datasets.isEmpty else { return nil }
        do {
            let organisation = settings.organisation
            return try Catalog(
                address: WebAddress(catalogue.baseURI),
                group: settings.group.id,
                title: LocalizedText(
                    dutch: "Gegevens van \(organisation.name)",
                    english: "Data of \(organisation.name)"
                ),
                description: LocalizedText(
                    dutch: "Gegevens die \(organisation.name) op verzoek verstrekt, bij de bron.",
                    english: "Data that \(organisation.name) provides on request, at the source."
                ),
                publisher: Agent(
                    name: LocalizedText(dutch: organisation.name),
                    peer: organisation.peerID
                ),
                contactPoint: ContactPoint(
                    name: ResourceName("contact"),
                    title: catalogue.contactName,
                    email: WebAddress("mailto:\(catalogue.contactEmail)")
                ),
                datasets: datasets,
                services: offered
            )
        } catch {
            problem("catalogue", "\(error)")
            return nil
        }
    }

    private func entry(
        _ service: BuiltService,
        _ dataset: DatasetSettings,
        base: String,
        inway: String,
        key: String
    ) -> (Dataset, DataService)? {
        guard let title = localized(dataset.title),
            let description = localized(dataset.description)
        else { return nil }
        guard
            let theme = dataset.theme.split(separator: "/").last
                .flatMap({ DataTheme(rawValue: String($0)) })
        else {
            let codes = DataTheme.allCases.map(\.rawValue).joined(separator: ", ")
            problem("\(key).theme", "is not an EU data theme; it must end in one of \(codes)")
            return nil
        }
        guard let rights = AccessRights(rawValue: dataset.accessRights) else {
            let known = AccessRights.allCases.map(\.rawValue).joined(separator: ", ")
            problem("\(key).accessRights", "is none of \(known)")
            return nil
        }
        let licence: WebAddress
        do {
            licence = try WebAddress(dataset.licence)
        } catch {
            problem("\(key).licence", "`\(dataset.licence)` is no IRI: \(error)")
            return nil
        }
        let name = ResourceName(service.settings.name)
        do {
            var data = try DataService(
                service: service.settings.name,
                title: title,
                description: description,
                accessRights: rights,
                theme: theme,
                license: licence,
                endpoint: WebAddress(inway),
                endpointDescription: WebAddress("\(base)/openapi/\(service.settings.name)"),
                datasets: [name]
            )
            data.purposes = service.purposes.map { purpose in
                DataService.ServedPurpose(
                    id: purpose.id,
                    label: LocalizedText(dutch: purpose.label),
                    legalBasis: purpose.legalBasis
                )
            }
            let described = Dataset(
                name: name,
                title: title,
                description: description,
                accessRights: rights,
                theme: theme
            )
            return (described, data)
        } catch {
            problem(key, "\(error)")
            return nil
        }
    }

    /// Texts of a dataset, the Dutch one of which every configuration has.
    private func localized(_ texts: [String: String]) -> LocalizedText? {
        texts["nl"].map { LocalizedText(dutch: $0, english: texts["en"]) }
    }
}
