/// Mistakes in the configuration, service aside.
extension CheckMistakeTests {
    static let configuration: [Mistake] = [
        .init("name: Gemeente\n", "naam: Gemeente\n", "organisation.naam", "did you mean `name`?"),
        .init(
            "name: Gemeente\n",
            "name: Gemente\n",
            "organisation.name",
            "of the certificate",
            "Gemeente"
        ),
        .init(
            "peerID: \"\(GatewayFolder.peer)\"",
            "peerID: \(GatewayFolder.peer)",
            "organisation.peerID",
            "put it in quotes"
        ),
        .init(
            "dataFolder: data",
            "dataFolder: anchors.pem",
            "dataFolder",
            "is a file: name a folder"
        ),
        .init(
            "dataFolder: data\n",
            "datafolder: data\n",
            "datafolder",
            "did you mean `dataFolder`?"
        ),
        .init(
            "stateMark: mark/state.json",
            "stateMark: .",
            "stateMark",
            "is a folder: name a file"
        ),
        .init(
            "stateMark: mark/state.json",
            "stateMark: data/mark",
            "stateMark",
            "must lie outside"
        ),
        .init("[manager, inway, outway]", "[manager, inway, outwy]", "roles[2]", "is not one of"),
        .init("[manager, inway, outway]", "[inway, outway]", "roles", "add `manager`"),
        .init("shutdownDelay: 5s", "shutdownDelay: 5", "shutdownDelay", "a duration such as 30s"),
        .init("proxy: http:", "proxy: https:", "proxy", "an http URL with a port"),
        .init("  id: trial", "  id: my trial", "group.id", "letters, digits and ./_-"),
        .init(
            "trustAnchors: anchors.pem",
            "trustAnchors: anchor.pem",
            "group.trustAnchors",
            "there is no file"
        ),
        .init("trustAnchors: anchors.pem", "trustAnchors: token", "group.trustAnchors", "PEM"),
        .init(
            "[root.crl, ",
            "[ldap://a/b, ",
            "group.revocationLists[0]",
            "a file or an http(s) URL"
        ),
        .init(
            "[root.crl, intermediate.crl]",
            "[]",
            "group.revocationLists",
            "must name the revocation list"
        ),
        .init("[root.crl, ", "[missing.crl, ", "group.revocationLists", "missing.crl"),
        .init(
            "revocationRefresh: 10m",
            "revocationRefresh: 10 min",
            "group.revocationRefresh",
            "such as 30s"
        ),
        .init("Contract: 10", "Contract: 0", "group.maximumGrantsPerContract", "from 1 to 1000"),
        .init("clockSkew: 5s", "clockSkew: 2h", "group.clockSkew", "mend the clocks"),
        .init("[443, 8443]", "[443, 84430]", "group.advertisedPorts[1]", "from 1 to 65535"),
        .init(
            "[443, 8443]",
            "[443]",
            "manager.address",
            "may advertise 443",
            at: "address: https://gateway"
        ),
        .init(
            "advertisedPorts: [443, 8443]",
            "anyAdvertisedPort: true",
            "group.anyAdvertisedPort",
            "`test: true`"
        ),
        .init(
            "address: https://directory.example:8443",
            "address: https://directory.example/",
            "group.directories[0].address",
            "an https URL with a port"
        ),
        .init(
            "certificate: own.pem",
            "certificate: anchors.pem",
            "identity.privateKey",
            "key of the certificate",
            at: "privateKey"
        ),
        .init(
            "certificate: own.pem",
            "certificate: own.key",
            "identity.certificate",
            "does not hold"
        ),
        .init("privateKey: own.key", "privateKey: own.pem", "identity.privateKey", "chmod 600"),
        .init(
            "listen: 127.0.0.1:18443",
            "listen: 18443",
            "manager.listen",
            "such as 127.0.0.1:8443"
        ),
        .init(
            "address: https://gateway.example:8443",
            "address: https://gateway.exampel:8443",
            "manager.address",
            "certificate's names",
            "gateway.example",
            "sluis csr --host"
        ),
        .init("tokenLifetime: 1h", "tokenLifetime: 2d", "manager.tokenLifetime", "at most 24h"),
        .init("open: 250", "open: all", "manager.proposals.open", "a whole number"),
        .init(
            "grantType: serviceConnection",
            "grantType: connection",
            "manager.autoSign[0].grantType",
            "one of"
        ),
        .init(
            "peers: [\"00000099000000003000\"]",
            "peers: []",
            "manager.autoSign[0].peers",
            "must name the peers"
        ),
        .init(
            "http://127.0.0.1:18181",
            "http://pdp.example",
            "manager.decisionHook.url",
            "must be https"
        ),
        .init("timeout: 10s", "timeout: 2m", "manager.decisionHook.timeout", "at most 60s"),
        .init(
            "listen: 127.0.0.1:18444",
            "listen: 0.0.0.0:18443",
            "inway.listen",
            "manager.listen listens",
            "a port of its own"
        ),
        .init(
            "address: https://gateway.example:443",
            "address: https://other.example:443",
            "inway.address",
            "certificate's names"
        ),
        .init(
            "connectionsPerPeer: 100",
            "connectionsPerPeer: 0",
            "inway.connectionsPerPeer",
            "from 1 to"
        ),
        .init(
            "listen: 127.0.0.1:18080",
            "listen: 0.0.0.0:18080",
            "outway.listen",
            "must be a loopback address"
        ),
        .init(
            "listen: 127.0.0.1:18080",
            "listen: 127.0.0.1:18444",
            "outway.listen",
            "a port of its own"
        ),
        .init(
            "from: bearerToken",
            "from: token",
            "outway.clients[0].from",
            "`loopback` or `bearerToken`"
        ),
        .init(
            "tokenFile: token",
            "tokenFile: anchors.pem",
            "outway.clients[0].tokenFile",
            "chmod 600"
        ),
        .init(
            "grants: all",
            "grants: [persons]",
            "outway.clients[0].grants",
            "neither a grant hash nor"
        ),
        .init("answer: enforce", "answer: strict", "outway.validation.answer", "`enforce`"),
        .init(
            "      grants: all\n",
            "      grants: all\n    - {name: desk, from: loopback, grants: all}\n",
            "outway.clients[1].name",
            "more than once",
            at: "- {name: desk"
        ),
        .init(
            "baseURI: https://data.example",
            "baseURI: https://data.example/",
            "catalogue.baseURI",
            "without trailing slash"
        ),
        .init(
            "email: desk@example.nl",
            "email: desk",
            "catalogue.contactPoint.email",
            "an e-mail address"
        ),
        .init("format: text", "format: jsonl", "log.format", "`text`, `json`"),
        .init("segmentSize: 256MiB", "segmentSize: 256 MB", "log.segmentSize", "a size such as"),
        .init(
            "pseudonymKey: keys/pseudonym.key",
            "pseudonymKey: token",
            "log.pseudonymKey",
            "must hold the key's name"
        ),
        .init(
            "checkpointKey: keys/",
            "checkpointKey: data/log/",
            "log.checkpointKey",
            "must lie outside the log folder"
        ),
        .init(
            "listen: 127.0.0.1:19443",
            "listen: 0.0.0.0:19443",
            "administration.listen",
            "must be a loopback"
        ),
        .init(
            "listen: 127.0.0.1:19443",
            "listen: localhost:18080",
            "administration.listen",
            "outway.listen"
        ),
        .init("log:\n", "log:\n  keep: 7y\n", "log.keep", "is not a key here", at: "keep:"),
        .init("log:\n", "log:\n  format: json\n", "", "format", at: "  format: text"),
    ]
}
