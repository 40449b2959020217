import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import PayloadPolicy
import Testing

@testable import sluis

/// Changes of the configuration that come at once, and what is said of names that nobody knows.
@Suite struct ReloadOrderTests {
    private static let document = """
        openapi: 3.1.0
        info: {title: x, version: '1'}
        paths:
          /a:
            get:
              operationId: a
              responses: {'200': {description: x, content: {application/json: {schema: {type: object}}}}}
        """

    /// Runs with a gateway and the text of its configuration.
    private func run(
        _ body: (ManagedGateway, String) async throws -> Void
    ) async throws {
        try await ManagedGateway.with(ManagedGateway()) { managed in
            let file = managed.folder.path("sluis.yaml")
            try await body(managed, try String(contentsOfFile: file, encoding: .utf8))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `of reloads at once each ends, and what the file said last is in force`() async throws {
        try await run { managed, text in
            let (operations, management) = (managed.operations, managed.management)
            func write(_ name: String) throws {
                let next = text.replacing("name: desk", with: "name: \(name)")
                // Whole or not at all, so that no reload reads half of it.
                try Data(next.utf8).write(
                    to: URL(filePath: managed.folder.path("sluis.yaml")),
                    options: .atomic
                )
            }
            let answers = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 1...6 {
                    try write("desk-\(number)")
                    group.addTask {
                        let answer =
                            number.isMultiple(of: 2)
                            ? try await management.reload(person: "signal:HUP")
                            : try await operations.reload(ManagedGateway.person)
                        return answer["message"]?.string
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1 ?? "") }
            }
            #expect(managed.gateway.settings.outway?.clients.map(\.name) == ["desk-6"])
            #expect(answers.count == 6)
            let changed = answers.filter { $0.hasPrefix("in force") }
            let same = answers.filter { $0.hasPrefix("the configuration has not changed") }
            #expect(!changed.isEmpty)
            #expect(changed.count + same.count == answers.count, "\(answers)")
            try await managed.settle()
            let ended = try await managed.audit().filter {
                $0.action == "configuration.reload" && $0.result != nil
            }
            #expect(ended.map(\.result) == Array(repeating: .done, count: 6))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a reload of a broken file beside one of a whole file tells its own fault`() async throws {
        try await run { managed, text in
            let (operations, management) = (managed.operations, managed.management)
            let broken = text.replacing("name: desk", with: "nome: desk")
            try managed.folder.write(Array(broken.utf8), "sluis.yaml")
            let refusals = await withTaskGroup(of: OperationRefusal?.self) { group in
                for isSignal in [true, false] {
                    group.addTask {
                        do {
                            _ =
                                isSignal
                                ? try await management.reload(person: "signal:HUP")
                                : try await operations.reload(ManagedGateway.person)
                            return nil
                        } catch {
                            return error as? OperationRefusal
                        }
                    }
                }
                return await group.reduce(into: [OperationRefusal?]()) { $0.append($1) }
            }
            #expect(refusals.count == 2)
            for refusal in refusals {
                #expect(refusal?.detail.contains("outway.clients[0].nome") == true)
            }
            #expect(managed.gateway.settings.outway?.clients.map(\.name) == ["desk"])
            try managed.folder.write(Array(text.utf8), "sluis.yaml")
            let answer = try await managed.operations.reload(ManagedGateway.person)
            #expect(
                answer["message"]?.string?.hasPrefix("the configuration has not changed") == true
            )
        }
    }

    @Test func `an unknown purpose, policy, service or peer is told with the nearest known ones`()
        async throws
    {
        try await run { managed, text in
            let folder = managed.folder
            try folder.write(Array(Self.document.utf8), "api.yaml")
            let policy =
                "purpose: https://p.example/benefit\noperations: {a: {response: {allow: [/a]}}}\n"
            try folder.write(Array(policy.utf8), "policy.yaml")
            let purposes = """
                    openapi: api.yaml
                    purposes:
                      - {policy: policy.yaml, label: Assessment, legalBasis: PublicTask}

                """
            let next = text.replacing("    purposeRequired: false\n", with: purposes)
            try folder.write(Array(next.utf8), "sluis.yaml")
            _ = try await managed.operations.reload(ManagedGateway.person)
            let digest = try #require(managed.gateway.parts.services[0].policies.first?.digest)

            func detail(_ call: () async throws -> JSONValue) async -> String {
                await #expect(throws: OperationRefusal.self) { _ = try await call() }?.detail ?? ""
            }
            let (operations, person) = (managed.operations, ManagedGateway.person)
            let purpose = PurposeReference(.purpose(try PurposeID("https://p.example/benefits")))
            #expect(
                await detail { try await operations.explainPurpose(purpose, person) }
                    .hasSuffix("; purposes: https://p.example/benefit")
            )
            let elsewhere = PurposeReference(
                .purpose(try PurposeID("https://p.example/benefit")),
                service: try ServiceName("person")
            )
            #expect(
                await detail { try await operations.showPurposeDocument(elsewhere, person) }
                    .hasSuffix("; services that are: persons")
            )
            let unknown = try #require(SHA256Value([UInt8](repeating: 7, count: 32)))
            let change = AdministrationOperations.PolicyChange(isWithdrawal: true, reason: "wide")
            #expect(
                await detail { try await operations.changeFieldPolicy(unknown, change, person) }
                    .hasSuffix("; field policies: \(digest.hexadecimal)")
            )
            let service = try ServiceName("person")
            for call in [operations.publishService, operations.unpublishService] {
                #expect(
                    await detail { try await call(service, person) }
                        .hasSuffix("; configured services: persons")
                )
            }
        }
    }
}
