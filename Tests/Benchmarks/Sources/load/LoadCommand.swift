import ArgumentParser
import Foundation
import NIOSSL

/// `load`: asks for one document over and over, on connections with mutual TLS.
@main
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "A closed-loop load generator for HTTP/1.1 over mutual TLS.",
        discussion: """
            Every connection has exactly one request in flight. After a warm-up, counts answers for --seconds, or
            until --requests have come, and prints one line of JSON: requests, statuses, non2xx, errors, seconds, and
            the CPU time in nanoseconds that each --pid used meanwhile. Answers must have a Content-Length.

            Exit 0 when the run could be done, whatever was answered; 1 when it could not; 64 for wrong arguments.
            """
    )

    @Option(help: ArgumentHelp("Where to connect to.", valueName: "ip:port"))
    var connect: String

    @Option(help: "The server's name, for TLS and Host.")
    var name: String

    @Option(help: "The path to ask for.")
    var path: String

    @Option(help: "A file with one `Name: value` a line, sent with every request.")
    var headers: String?

    @Flag(help: "Send a new UUID of version 7 in Fsc-Transaction-Id with every request.")
    var transactionIds = false

    @Option(help: "The client's certificate chain, PEM.")
    var certificate: String

    @Option(help: "The client's private key, PEM.")
    var key: String

    @Option(help: "The trust anchors of the server's certificate, PEM.")
    var anchors: String

    @Option(help: "How many connections.")
    var connections = 16

    @Option(help: "How long to count.")
    var seconds = 2.0

    @Option(help: "How long to run before counting.")
    var warmUp = 0.5

    @Option(help: "Count at most so many answers.")
    var requests: Int?

    @Option(help: "A process whose CPU time is read; repeatable.")
    var pid: [Int32] = []

    func validate() throws {
        guard endpoint != nil else {
            throw ValidationError("--connect takes an address and a port, such as 127.0.0.1:8443")
        }
        guard path.first == "/", path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ValidationError("--path begins with / and has no spaces")
        }
        guard (1...1_000).contains(connections) else {
            throw ValidationError("--connections takes a number from 1 to 1000")
        }
        guard (0.1...600).contains(seconds), (0...60).contains(warmUp) else {
            throw ValidationError("--seconds takes 0.1 to 600, --warm-up 0 to 60")
        }
        guard requests.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--requests takes a number above 0")
        }
    }

    func run() throws {
        guard let endpoint else { throw ExitCode.validationFailure }
        let plan = LoadPlan(
            host: endpoint.host,
            port: endpoint.port,
            serverName: name,
            connections: connections,
            warmUp: warmUp,
            seconds: seconds,
            requests: requests,
            processes: pid
        )
        let result: LoadResult
        do {
            let context = try tls()
            result = try plan.run(context, try template())
        } catch let problem as LoadProblem {
            FileHandle.standardError.write(Data("load: \(problem)\n".utf8))
            throw ExitCode(1)
        }
        print(result.json)
    }

    private var endpoint: (host: String, port: Int)? {
        guard let colon = connect.lastIndex(of: ":"),
            let port = Int(connect[connect.index(after: colon)...]), (1...65_535).contains(port),
            colon != connect.startIndex
        else { return nil }
        return (String(connect[..<colon]), port)
    }

    private func template() throws -> RequestTemplate {
        var lines: [String] = []
        if let headers {
            guard let text = try? String(contentsOfFile: headers, encoding: .utf8) else {
                throw LoadProblem("\(headers) cannot be read")
            }
            lines = text.split(whereSeparator: \.isNewline).map { String($0) }
        }
        return RequestTemplate(
            path: path,
            host: name,
            headers: lines,
            hasTransactionID: transactionIds
        )
    }

    private func tls() throws -> NIOSSLContext {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv13
            configuration.trustRoots = .file(anchors)
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate).map {
                .certificate($0)
            }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw LoadProblem("certificate, key or anchors cannot be used: \(error)")
        }
    }
}

/// Why a run could not be done.
struct LoadProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
