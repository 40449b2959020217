import ArgumentParser
import JSONTape
import Testing

@testable import sluis

/// A name in a filter that nobody knows is told with the nearest; shells are offered those that are known.
@Suite struct FilterNamesTests {
    private static let services: JSONValue = [
        "services": [
            [
                "name": "persons", "peerID": "00000099000000002000", "peerName": "Gemeente Noord",
                "purposes": [["id": "https://p.example/benefit"]],
            ],
            ["name": "cars", "peerID": "00000099000000003000", "purposes": []],
        ]
    ]
    private static let peers: [JSONValue] = [
        ["id": "00000099000000004000", "name": "Agentschap"],
        ["id": "00000099000000003000", "name": "Dienst Wegen"],
    ]

    /// What is said of a name; nil when it is known.
    private func refusal(_ name: String, _ known: FilterNames.Known, _ kind: String) -> String? {
        do {
            try FilterNames.refuse(name, unless: known, kind)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `a peer is known from announcements and listings, and told with its name`() {
        let known = FilterNames.peers(Self.peers, Self.services)
        for id in ["00000099000000002000", "00000099000000003000", "00000099000000004000"] {
            #expect(refusal(id, known, "peer") == nil)
        }
        let text = refusal("Gemeente", known, "peer")
        #expect(text?.hasPrefix("no peer `Gemeente` is known here; known peers: ") == true)
        #expect(text?.contains("00000099000000002000 (Gemeente Noord)") == true)
        #expect(refusal("00000099000000002001", known, "peer") != nil)
    }

    @Test func `a service and a purpose are told with the nearest`() {
        let services = FilterNames.services(Self.services)
        #expect(refusal("persons", services, "service") == nil)
        #expect(refusal("person", services, "service")?.contains("persons, cars") == true)
        let purposes = FilterNames.purposes(Self.services)
        #expect(refusal("https://p.example/benefit", purposes, "purpose") == nil)
        #expect(
            refusal("https://p.example/benefits", purposes, "purpose")?
                .contains("https://p.example/benefit") == true
        )
    }

    @Test func `where a directory could not be asked there may be more`() {
        var services = Self.services.object ?? [:]
        services["unreachable"] = [["directory": "1", "reason": "down"]]
        let known = FilterNames.services(.object(services))
        #expect(refusal("boats", known, "service")?.contains("could not be asked") == true)
    }

    @Test func `an unknown name orders nothing about`() {
        let text = refusal("a\u{1b}[2J", FilterNames.Known(), "service")
        #expect(text == #"no service `a\u{1b}[2J` is known here"#)
    }

    @Test(arguments: [
        (["sluis", "contract", "show", "--data", "/a", ""], "/a"),
        (["sluis", "contract", "show", "--data=/b"], "/b"),
    ])
    func `completion asks the gateway that the line names`(words: [String], folder: String) {
        #expect(NameCompletion.folder(words) == folder)
    }

    @Test func `completion offers each name that begins so once, and none without a gateway`() async
    {
        #expect(
            NameCompletion.matching("p", ["persons", "cars", "persons", "pets"]) == [
                "persons", "pets",
            ]
        )
        #expect(NameCompletion.matching("", ["a"]) == ["a"])
        let client = AdministrationClient(dataFolder: "/nowhere", patience: .seconds(1))
        #expect(await client.ifRunning("/v1/peers") == nil)
    }

    @Test(arguments: [
        ["contract", "show"], ["contract", "accept"], ["contract", "revoke"],
        ["contract", "retry"],
        ["contract", "renew"], ["contract", "reject"], ["peer", "show"], ["service", "publish"],
        ["service", "unpublish"], ["purpose", "explain"], ["purpose", "document"],
    ])
    func `shells ask the command for the names of its argument`(words: [String]) async {
        let arguments =
            ["---completion"] + words + ["--", "positional@0", "0", "0", "--data", "/nowhere"]
        let error = await #expect(throws: (any Error).self) {
            try await GatewayCommand.asyncParseAsRoot(arguments)
        }
        // An argument without completion of its own is an error of the arguments.
        #expect(error.map { GatewayCommand.exitCode(for: $0).isSuccess } == true, "\(words)")
    }
}
