import Foundation
import GatewayConfiguration

@testable import sluis

/// A folder with a configuration that has every section, a document and a policy, each without a fault.
final class CheckedFolder {
    /// The files in which a mistake can be made.
    enum File: String {
        case configuration = "sluis.yaml"
        case document = "api.yaml"
        case policy = "policy.yaml"
    }

    /// What is said, and where.
    struct Told: Equatable, CustomStringConvertible {
        let key: String
        /// The line in the file where the mistake is.
        let line: Int
        let message: String

        var description: String { "\(line): \(key): \(message)" }
    }

    let folder: GatewayFolder

    init() throws {
        folder = try GatewayFolder()
        for (file, text) in Self.texts { try folder.write(Array(text.utf8), file.rawValue) }
    }

    /// What `sluis check` says when a text stands in one of the files in place of another.
    func told(_ file: File, _ text: String) throws -> [Told] {
        try folder.write(Array(text.utf8), file.rawValue)
        defer { try? folder.write(Array((Self.texts[file] ?? "").utf8), file.rawValue) }
        let found = CheckCommand.findings(folder.path(File.configuration.rawValue))
        return (found.problems + found.warnings).map { problem in
            guard file != .configuration else {
                return Told(key: problem.key, line: problem.line, message: problem.message)
            }
            // The line of the file that is named stands in the message, that of its name before it.
            let place = folder.path(file.rawValue) + ":"
            guard problem.line > 0, problem.message.hasPrefix(place) else {
                return Told(key: problem.key, line: 0, message: problem.message)
            }
            let rest = problem.message.dropFirst(place.count)
            return Told(
                key: problem.key,
                line: Int(rest.prefix { $0.isNumber }) ?? 0,
                message: String(rest)
            )
        }
    }

    static let texts: [File: String] = [
        .configuration: """
        organisation:
          name: Gemeente
          peerID: "\(GatewayFolder.peer)"
        dataFolder: data
        stateMark: mark/state.json
        roles: [manager, inway, outway]
        shutdownDelay: 5s
        proxy: http://proxy.example:3128
        group:
          id: trial
          trustAnchors: anchors.pem
          revocationLists: [root.crl, intermediate.crl]
          revocationRefresh: 10m
          maximumGrantsPerContract: 10
          clockSkew: 5s
          advertisedPorts: [443, 8443]
          directories:
            - peerID: "00000099000000001000"
              address: https://directory.example:8443
        identity:
          certificate: own.pem
          privateKey: own.key
        manager:
          listen: 127.0.0.1:18443
          address: https://gateway.example:8443
          tokenLifetime: 1h
          proposals:
            open: 250
          autoSign:
            - grantType: serviceConnection
              peers: ["00000099000000003000"]
              longestValidity: 400d
          decisionHook:
            url: http://127.0.0.1:18181/access/v1/evaluation
            timeout: 10s
        inway:
          listen: 127.0.0.1:18444
          address: https://gateway.example:443
          connectionsPerPeer: 100
        outway:
          listen: 127.0.0.1:18080
          validation:
            answer: enforce
          clients:
            - name: desk
              from: bearerToken
              tokenFile: token
              grants: all
        services:
          - name: persons
            protocol: HTTP_1_1
            upstream:
              url: http://127.0.0.1:9
              secretFields:
                - name: X-Key
                  file: secret
            openapi: api.yaml
            validation:
              request: enforce
            bodyLimit: 1MiB
            answerTimeout: 30s
            contractFields:
              x-doelbinding: purpose
            purposes:
              - policy: policy.yaml
                label: Benefits
                legalBasis: PublicInterest
                legalSources: [a law]
                processingActivity: https://activities.example/1
            publishIn: ["00000099000000001000"]
            dataset:
              title: {nl: Personen}
              description: {nl: Personen.}
              theme: http://publications.europa.eu/resource/authority/data-theme/GOVE
              accessRights: NON_PUBLIC
              licence: http://creativecommons.org/publicdomain/zero/1.0/deed.nl
        catalogue:
          baseURI: https://data.example
          contactPoint:
            name: Desk
            email: desk@example.nl
        log:
          format: text
          segmentSize: 256MiB
          pseudonymKey: keys/pseudonym.key
          checkpointKey: keys/checkpoint.key
        administration:
          listen: 127.0.0.1:19443

        """,
        .document: """
        openapi: 3.0.3
        info:
          title: Persons
          version: '1'
        servers:
          - url: https://registry.example/v1
        paths:
          /persons/{id}:
            get:
              operationId: getPerson
              parameters:
                - name: id
                  in: path
                  required: true
                  schema: {type: string}
                - name: fields
                  in: query
                  schema: {type: string}
              responses:
                '200':
                  description: A person.
                  content:
                    application/json:
                      schema:
                        $ref: '#/components/schemas/Person'
        components:
          schemas:
            Person:
              type: object
              required: [id]
              properties:
                id: {type: string}
                name: {type: string, maxLength: 200}
                address:
                  type: object
                  properties:
                    street: {type: string, pattern: '^[A-Z]'}

        """,
        .policy: """
        purpose: https://purposes.example.nl/benefits
        title: Benefits
        operations:
          getPerson:
            request:
              fields: {at: 'query:fields'}
              subjects:
                - at: path:id
                  id_type: BSN
            response:
              allow:
                - /name
                - /address/street
              always: [/id]
              subjects:
                - at: /id
                  id_type: BSN

        """,
    ]
}
