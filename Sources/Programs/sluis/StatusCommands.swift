import ArgumentParser
import JSONTape

/// `sluis status`: whether the running gateway is ready, and why not.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows whether the running gateway is ready, and why not."
    )

    @OptionGroup var operatorOptions: OperatorOptions

    func run() async throws {
        let answer = try await operatorOptions.client().get("/v1/status")
        operatorOptions.show(answer) { answer in
            var table = TextTable(["CHECK", "STATE", "DETAIL"])
            for check in answer["checks"]?.array ?? [] {
                let passes = check["passes"]?.bool ?? false
                table.add([
                    check["name"]?.string ?? "?", passes ? "ok" : "FAILS",
                    check["detail"]?.string ?? "",
                ])
            }
            return table.text
        }
        guard answer["ready"]?.bool == true else { throw ExitCode.failure }
    }
}

/// `sluis reload`: the running gateway reads its configuration, certificates and lists again.
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Makes the running gateway read certificates, keys and revocation lists again."
    )

    @OptionGroup var operatorOptions: OperatorOptions

    func run() async throws {
        let answer = try await operatorOptions.client().send(.post, "/v1/reload", body: nil)
        operatorOptions.show(answer) { answer in
            answer["message"]?.string ?? "reloaded"
        }
    }
}
