import AccessLog
import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import Manager
import ManagerAPI
import OutboundHTTP
import RequirementTrait
import Synchronization
import Testing

@Suite struct DirectoryTests {
    @Test(
        .requirement("FSC Core 2.0.0: M-20"),
        .requirement("FSC Core 2.0.0: P-10"),
        .requirement("FSC External Contract Reference 1.0.0: D-04"),
        .requirement("FSC Test Suite: Manager-Services-2"),
        .requirement("FSC Test Suite: Manager-Services-3")
    )
    func `published services are listed in pages, with properties and delegators`() async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            for number in 1...5 {
                var request = PublicationRequest(
                    service: try ServiceName("service-\(number)"),
                    directory: nodes.directory.id,
                    notBefore: nodes.now.advanced(bySeconds: -60),
                    notAfter: nodes.now.advanced(bySeconds: 3_600)
                )
                request.properties = ["number": .number(JSONNumber(Int64(number)))]
                _ = try await nodes.provider.manager.propose(request, by: "beheerder")
            }
            try await nodes.settle()
            func page(_ query: String) async throws -> (names: [String], next: String) {
                let answer = try await nodes.consumer.send(
                    .get,
                    "/v1/services?" + query,
                    to: nodes.directory
                )
                let value = try JSONValue(parsing: answer.body)
                let listed = value["services"]?.array ?? []
                for service in listed {
                    #expect(service["data"]?["properties"]?["number"]?.integer != nil)
                    #expect(service["data"]?["peer"]?["manager_address"]?.string != "")
                    #expect(service["type"] == service["data"]?["type"])
                }
                return (
                    listed.compactMap { $0["data"]?["name"]?.string },
                    value["pagination"]?["next_cursor"]?.string ?? ""
                )
            }
            for order in ["SORT_ORDER_ASCENDING", "SORT_ORDER_DESCENDING"] {
                var names: [String] = []
                var cursor = ""
                repeat {
                    let next = try await page("limit=2&sort_order=\(order)&cursor=\(cursor)")
                    #expect(next.names.count <= 2)
                    names += next.names
                    cursor = next.next
                } while !cursor.isEmpty && names.count < 20
                #expect(names.sorted() == (1...5).map { "service-\($0)" })
            }
            #expect(try await page("service_name=SERVICE-3").names == ["service-3"])
            #expect(try await page("service_name=x&peer_id=\(nodes.provider.id)").names.count == 5)
            #expect(try await page("peer_id=\(nodes.consumer.id)").names.isEmpty)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: M-20"))
    func `a service that several contracts publish is listed once, as the newest has it`()
        async throws
    {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            func publish(_ name: String, _ number: Int64) async throws -> Contract {
                var request = PublicationRequest(
                    service: try ServiceName(name),
                    directory: nodes.directory.id,
                    notBefore: nodes.now.advanced(bySeconds: -60),
                    notAfter: nodes.now.advanced(bySeconds: 3_600)
                )
                request.properties = ["number": .number(JSONNumber(number))]
                nodes.provider.facts.aheadSeconds.withLock { $0 = number }
                let made = try await nodes.provider.manager.propose(request, by: "beheerder")
                try await nodes.settle()
                return made
            }
            func listed(_ order: String) async throws -> [String] {
                var found: [String] = []
                var cursor = ""
                repeat {
                    let answer = try await nodes.consumer.send(
                        .get,
                        "/v1/services?limit=1&sort_order=SORT_ORDER_\(order)&cursor=\(cursor)",
                        to: nodes.directory
                    )
                    let page = try JSONValue(parsing: answer.body)
                    for service in page["services"]?.array ?? [] {
                        let data = service["data"]
                        let number = data?["properties"]?["number"]?.integer ?? 0
                        found.append("\(data?["name"]?.string ?? "?") \(number)")
                    }
                    cursor = page["pagination"]?["next_cursor"]?.string ?? ""
                } while !cursor.isEmpty && found.count < 20
                return found
            }
            _ = try await publish("register", 1)
            _ = try await publish("other", 2)
            let newest = try await publish("register", 3)
            #expect(try await listed("DESCENDING") == ["register 3", "other 2"])
            #expect(try await listed("ASCENDING") == ["other 2", "register 3"])
            try await nodes.provider.manager.sign(.revoke, newest.hash, by: "beheerder")
            try await nodes.settle()
            #expect(try await listed("ASCENDING") == ["register 1", "other 2"])
        }
    }

    @Test(.requirement("FSC External Contract Reference 1.0.0: X-07"))
    func `a directory leaves a publication by external contract to a person`() async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            var request = PublicationRequest(
                service: try ServiceName("register"),
                directory: nodes.directory.id,
                notBefore: nodes.now.advanced(bySeconds: -60),
                notAfter: nodes.now.advanced(bySeconds: 3_600)
            )
            request.properties = [
                ExternalContractReference.publicationProperty: [
                    "reference": "https://contract.example/1", "delegator_id": "1",
                    "delegator_name": "N",
                ]
            ]
            let contract = try await nodes.provider.manager.propose(request, by: "beheerder")
            try await nodes.settle()
            let directory = try nodes.directory.manager
            #expect(try await directory.status(of: contract.hash).state == .proposed)
            #expect(nodes.directory.auditedActions() == ["contract.await"])
            #expect(nodes.directory.auditedActionsOfPeers() == ["contract.propose"])
            try await directory.sign(.accept, contract.hash, by: "beheerder")
            try await nodes.settle()
            let found = try await nodes.consumer.manager.discover().services
            let reference = ExternalContractReference(in: found.first?.properties)
            #expect(reference != nil && reference != .incomplete)
        }
    }

    @Test(
        .requirement("FSC Test Suite: Manager-SubmitContract-3"),
        .requirement("FSC Test Suite: Manager-Services-4")
    )
    func `a delegated publication is listed with its delegator`() async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            var request = PublicationRequest(
                service: try ServiceName("register"),
                directory: nodes.directory.id,
                notBefore: nodes.now.advanced(bySeconds: -60),
                notAfter: nodes.now.advanced(bySeconds: 3_600)
            )
            request.provider = nodes.provider.id
            request.delegator = nodes.delegator.id
            let contract = try await nodes.delegator.manager.propose(request, by: "beheerder")
            try await nodes.settle()
            try await nodes.provider.manager.sign(.accept, contract.hash, by: "beheerder")
            try await nodes.settle()
            let found = try await nodes.consumer.manager.discover().services
            #expect(found.first?.delegator?.id == nodes.delegator.id)
            #expect(found.first?.delegator?.name == "Organisation 4")
            #expect(found.first?.peer.id == nodes.provider.id)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: M-20"),
        .requirement("FSC Core 2.0.0: M-19"),
        .requirement("FSC Core 2.0.0: D-03")
    )
    func `a service is listed by every Manager that has its contract, while it is valid`()
        async throws
    {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            let contract = try await nodes.provider.manager.propose(
                PublicationRequest(
                    service: ServiceName("register"),
                    directory: nodes.directory.id,
                    notBefore: nodes.now.advanced(bySeconds: -60),
                    notAfter: nodes.now.advanced(bySeconds: 3_600)
                ),
                by: "beheerder"
            )
            func names(at node: Node) async throws -> [String] {
                let answer = try await nodes.consumer.send(.get, "/services", to: node)
                let listed = try JSONValue(parsing: answer.body)["services"]?.array ?? []
                return listed.compactMap { $0["data"]?["name"]?.string }
            }
            #expect(try await names(at: nodes.provider).isEmpty)
            try await nodes.settle()
            #expect(try await names(at: nodes.provider) == ["register"])
            #expect(try await names(at: nodes.directory) == ["register"])
            #expect(try await names(at: nodes.delegator).isEmpty)
            try await nodes.provider.manager.sign(.revoke, contract.hash, by: "beheerder")
            try await nodes.settle()
            #expect(try await names(at: nodes.directory).isEmpty)
        }
    }

    @Test(
        .requirement("FSC External Contract Reference 1.0.0: X-02"),
        .requirement("FSC External Contract Reference 1.0.0: X-08"),
        .requirement("FSC External Contract Reference 1.0.0: D-05")
    )
    func `a judgement of an external contract is on record, a bad reference never comes in`()
        async throws
    {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            var request = PublicationRequest(
                service: try ServiceName("register"),
                directory: nodes.directory.id,
                notBefore: nodes.now.advanced(bySeconds: -60),
                notAfter: nodes.now.advanced(bySeconds: 3_600)
            )
            request.properties = [
                ExternalContractReference.publicationProperty: ["reference": "1"]
            ]
            await #expect(throws: ContractRefusal.self) {
                try await nodes.provider.manager.propose(request, by: "beheerder")
            }
            request.properties = [
                ExternalContractReference.publicationProperty: [
                    "reference": "1", "delegator_id": "2", "delegator_name": "N",
                ]
            ]
            let contract = try await nodes.provider.manager.propose(request, by: "beheerder")
            try await nodes.settle()
            try await nodes.directory.manager.sign(
                .reject,
                contract.hash,
                by: "jurist",
                reason: "geen mandaat"
            )
            try await nodes.settle()
            #expect(try await nodes.provider.manager.status(of: contract.hash).state == .rejected)
            let entry = try #require(nodes.directory.facts.audit.outcomes.last)
            #expect(entry.action == "contract.reject")
            #expect(entry.person == "jurist")
            #expect(entry.reason == "geen mandaat")
            #expect(entry.object == contract.hash.rawValue)
        }
    }
}
