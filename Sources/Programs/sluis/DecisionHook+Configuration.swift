import ExchangeModel
import Foundation
import GatewayConfiguration
import Manager
import OutboundHTTP

extension DecisionHook {
    /// The client of all hooks of the process, made when the first is asked.
    ///
    /// The operator named the address, so it may be on this machine or in a private network.
    private static let client: OutboundClient = {
        var configuration = OutboundConfiguration()
        configuration.webAddresses = .nearby
        return OutboundClient(configuration)
    }()

    /// The hook that a configuration names.
    ///
    /// - Throws: ``StartProblem`` where its files cannot be used.
    init(_ settings: DecisionHookSettings) throws(StartProblem) {
        let trust = try settings.trust
        let token = try settings.token
        let url = settings.url
        self.init(rejects: settings.rejects) { body in
            var request: OutboundRequest
            if let trust {
                request = try .web(.post, url: url, trust: trust)
            } else {
                request = try .loopback(.post, url: url)
            }
            request.body = body
            request.headers.append(name: "Content-Type", value: "application/json")
            request.headers.append(name: "Accept", value: "application/json")
            if let token {
                request.headers.append(name: "Authorization", value: "Bearer \(token)")
            }
            let deadline = ContinuousClock.now + .seconds(settings.timeout)
            let response = try await Self.client.send(request, deadline: deadline)
            return (response.status, response.body)
        }
    }
}

extension DecisionHookSettings {
    /// Whom calls to the hook trust; nil over plain http.
    ///
    /// - Throws: ``StartProblem`` where the anchors cannot be used.
    var trust: WebTrust? {
        get throws(StartProblem) {
            guard let file = trustAnchors else { return nil }
            guard let anchors = FileManager.default.contents(atPath: file),
                let trust = try? WebTrust(anchors: [UInt8](anchors))
            else {
                throw StartProblem(
                    "\(file) (manager.decisionHook.trustAnchors) holds no certificate in PEM"
                )
            }
            return trust
        }
    }

    /// The bearer token that the hook asks for; nil when none is configured.
    ///
    /// - Throws: ``StartProblem`` where its file cannot be read.
    var token: String? {
        get throws(StartProblem) {
            guard let file = tokenFile else { return nil }
            guard let data = FileManager.default.contents(atPath: file) else {
                throw StartProblem("\(file) (manager.decisionHook.tokenFile) cannot be read")
            }
            return String(decoding: data.filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
        }
    }
}

extension AddressRules {
    /// The rules of who may call this machine and private networks too.
    ///
    /// A range that cannot be read is a slip in the program and ends it: the list never gets shorter.
    static let nearby = AddressRules(
        allowed: ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128"].map {
            guard let range = AddressRange($0) else {
                preconditionFailure("\($0) is no range of addresses")
            }
            return range
        }
    )
}
