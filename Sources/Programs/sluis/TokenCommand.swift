import AccessTokens
import ArgumentParser
import Contracts
import ExchangeModel
import Foundation
import JSONTape

/// `sluis token`: what an access token says.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Reads access tokens.",
        examples: [
            "sluis token inspect - < token.txt"
        ],
        subcommands: [Inspect.self]
    )

    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Shows the claims of an access token, and whether it is valid at this moment.",
            discussion: """
                Needs no running gateway. The signature is NOT checked: whoever can present a token is told by the
                Inway alone. Exit 0 for a token within its period, 1 for one that is not, 2 for anything else.
                """,
            examples: [
                "sluis token inspect - < token.txt"
            ]
        )

        @Argument(help: "The token, or - to read it from the standard input.")
        var token: String

        @Flag(help: "Print JSON instead of text.")
        var json = false

        func run() throws {
            var text = self.token
            if self.token == "-" {
                text = String(
                    decoding: try FileHandle.standardInput.readToEnd() ?? Data(),
                    as: UTF8.self
                )
            }
            text = String(text.filter { !$0.isWhitespace })
            let read: AccessToken
            do throws(TokenRefusal) {
                read = try AccessToken(reading: Array(text.utf8))
            } catch {
                throw ValidationError("this is no FSC access token: \(error.description)")
            }
            let now = SystemClock.now()
            let state =
                now < read.notBefore
                ? "not valid yet" : now >= read.expires ? "expired" : "within its period"
            Output.print(Self.document(read, state), json: json, as: Self.text)
            guard state == "within its period" else { throw ExitCode(1) }
        }

        private static func document(_ token: AccessToken, _ state: String) -> JSONValue {
            var document: JSONObject = [
                "state": .string(state), "signatureVerified": false,
                "grant": .string(token.grant.rawValue), "group": .string(token.group.rawValue),
                "outwayPeer": .string(token.subject.rawValue),
                "serviceProvider": .string(token.issuer.rawValue),
                "service": .string(token.service.rawValue),
                "inway": .string(token.audience.description),
                "notBefore": .string(token.notBefore.description),
                "expires": .string(token.expires.description),
                "clientCertificate": .string(token.certificate.description),
            ]
            document["connectionDelegator"] = token.connectionDelegator.map {
                .string($0.rawValue)
            }
            document["serviceDelegator"] = token.serviceDelegator.map { .string($0.rawValue) }
            document["properties"] = token.properties.map { .object($0) }
            document["additional"] = token.additional.map { .object($0) }
            return .object(document)
        }

        private static func text(_ document: JSONValue) -> String {
            (document.object?.members ?? []).compactMap { name, value in
                guard name != "signatureVerified" else { return nil }
                let text = value.string ?? String(decoding: value.serialized(), as: UTF8.self)
                return name + String(repeating: " ", count: max(1, 20 - name.count)) + text
            }.joined(separator: "\n") + "\n(the signature was not checked)"
        }
    }
}
