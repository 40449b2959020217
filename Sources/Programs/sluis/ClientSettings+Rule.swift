import AccessControl
import Crypto
import ExchangeModel
import Foundation
import GatewayConfiguration

extension ClientSettings {
    /// The rule that the Outway's door goes by.
    ///
    /// - Throws: ``StartProblem`` where the client's token cannot be used.
    var rule: ClientRule {
        get throws(StartProblem) {
            let proof: ClientProof
            switch origin {
            case .loopback:
                proof = .loopback
            case .bearerToken(let file):
                guard let data = FileManager.default.contents(atPath: file) else {
                    throw StartProblem("\(file) cannot be read")
                }
                let token = data.filter { $0 > 0x20 }
                guard token.count >= 16, let digest = SHA256Value(Array(SHA256.hash(data: token)))
                else { throw StartProblem("\(file) must hold a token of at least 16 characters") }
                proof = .bearer(digest)
            }
            let allowed: AllowedGrants =
                switch grants {
                case .all: .all
                case .listed(let hashes, let aliases): .listed(hashes: hashes, aliases: aliases)
                }
            return ClientRule(name: name, proof: proof, grants: allowed)
        }
    }
}
