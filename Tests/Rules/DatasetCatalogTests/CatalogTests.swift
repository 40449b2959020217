import DatasetCatalog
import ExchangeModel
import Testing

@Suite struct CatalogTests {
    @Test func `a catalogue without a dataset is refused`() {
        #expect(throws: CatalogProblem.withoutDatasets) {
            try Sample.catalog(datasets: [], services: [])
        }
    }

    @Test func `two datasets of one name are refused`() throws {
        let name = try ResourceName("personen")
        #expect(throws: CatalogProblem.datasetTwice(name)) {
            try Sample.catalog(datasets: [Sample.dataset("personen"), Sample.dataset("personen")])
        }
    }

    @Test func `two descriptions of one Service are refused`() throws {
        let service = try Sample.service("personen-v1", datasets: ["personen"])
        #expect(throws: CatalogProblem.serviceTwice(service.service)) {
            try Sample.catalog(services: [service, service])
        }
    }

    @Test func `a Service that answers about an unknown dataset is refused`() throws {
        let service = try Sample.service("personen-v1", datasets: ["bedrijven"])
        let problem = CatalogProblem.unknownDataset(
            try ResourceName("bedrijven"),
            of: service.service
        )
        #expect(throws: problem) { try Sample.catalog(services: [service]) }
    }

    @Test(arguments: ["mailto:a@b.example", "https://a.example/?x", "https://a.example/#x"])
    func `an address under which no ids can stand is refused`(address: String) {
        #expect(throws: CatalogProblem.unusableAddress) {
            try Sample.catalog(address: address)
        }
    }

    @Test func `a slash at the end of the address makes no other ids`() throws {
        let one = try Sample.catalog(address: "https://catalogus.example/")
        #expect(try one == Sample.catalog())
    }

    @Test(arguments: [
        "", "personen", "https://", "javascript:alert(1)", "https://a.example/<x>",
        "https://a.example/ x", "https://a.example/\"", "https://a.example/{x}",
        "https://a.example/\n", "https://a.example/\\", "https://caf\u{e9}.example/",
    ])
    func `a text that is no address is refused`(text: String) {
        #expect(throws: Malformed.self) { try WebAddress(text) }
    }

    @Test(arguments: ["", "..", ".", "a/b", "a b", "\u{e9}", "a%2Fb"])
    func `a text that is no name of a resource is refused`(text: String) {
        #expect(throws: Malformed.self) { try ResourceName(text) }
    }
}
