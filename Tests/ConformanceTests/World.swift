import CertificateAuthority
import Foundation
import GatewayTesting
import JSONTape
import Testing

/// A Group for one run of the suite: three gateways in processes of their own, and three peers and a
/// source that the test plays.
final class World: Sendable {
    static let group = "conformance"
    /// Services of the provider: signed without a person, signed by a person, and one that is down.
    static let (echo, manual, down) = ("echo", "manual", "down")
    /// A service that the provider offers on behalf of another.
    static let lent = "lent"

    let folder: String
    let authorities: CertificateGroup
    let directory: Gateway
    let provider: Gateway
    let consumer: Gateway
    /// An organisation with a P-256 key; the usual counterpart.
    let peer: TestPeer
    /// An organisation with a P-384 key; delegates, or has nothing to do with it.
    let partner: TestPeer
    /// An organisation with an RSA key.
    let elder: TestPeer
    /// The source behind the provider's Inway.
    let source: PeerServer
    /// A port that nobody listens on.
    let deadPort: Int

    private init(folder: String, program: String) async throws {
        self.folder = folder
        try FileManager.default.createDirectory(
            atPath: folder + "/pki",
            withIntermediateDirectories: true
        )
        authorities = try CertificateGroup(named: "Conformance")
        try Data(authorities.anchorsPEM).write(to: URL(filePath: folder + "/pki/anchors.pem"))
        let names = ["root.crl", "intermediate.crl"]
        for (name, list) in zip(names, try authorities.revocationLists()) {
            try Data(list).write(to: URL(filePath: "\(folder)/pki/\(name)"))
        }
        let ports = try FreePorts.find(13)
        deadPort = ports[12]
        directory = try Gateway(
            "directory",
            "00000099000000001000",
            ports: ports[0..<4],
            program: program,
            world: folder,
            authorities
        )
        provider = try Gateway(
            "provider",
            "00000099000000002000",
            ports: ports[4..<8],
            program: program,
            world: folder,
            authorities
        )
        consumer = try Gateway(
            "consumer",
            "00000099000000003000",
            ports: ports[8..<12],
            program: program,
            world: folder,
            authorities
        )
        peer = try await TestPeer(
            "peer",
            "00000099000000004000",
            key: .ec256,
            world: folder,
            authorities
        )
        partner = try await TestPeer(
            "partner",
            "00000099000000005000",
            key: .ec384,
            world: folder,
            authorities
        )
        elder = try await TestPeer(
            "elder",
            "00000099000000006000",
            key: .rsa2048,
            world: folder,
            authorities
        )
        source = try await PeerServer(tls: nil)
        source.answer { request in
            .json([
                "path": .string(request.target),
                "body": .number(JSONNumber(Int64(request.body.count))),
            ])
        }
    }

    var peers: [TestPeer] { [peer, partner, elder] }
    var gateways: [Gateway] { [directory, provider, consumer] }

    /// Makes everything, starts the gateways, and announces the peers at each.
    static func start() async throws -> World {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "sluis-fsc-\(UUID().uuidString.prefix(8))")
        let folder = root.path(percentEncoded: false)
        let world = try await World(folder: folder, program: try program())
        do {
            let settings = WorldSettings(world: world)
            async let directory: Void = world.directory.start(
                configuration: settings.text(world.directory)
            )
            async let provider: Void = world.provider.start(
                configuration: settings.text(world.provider)
            )
            async let consumer: Void = world.consumer.start(
                configuration: settings.text(world.consumer)
            )
            _ = try await (directory, provider, consumer)
            for peer in world.peers {
                for gateway in world.gateways {
                    let answer = try await peer.ask(gateway.manager, "PUT", "/v1/announce")
                    guard answer.status == 200 else { throw Unexpected("announce: \(answer)") }
                }
            }
            return world
        } catch {
            await world.stop()
            throw error
        }
    }

    /// Ends everything and removes the folder, unless SLUIS_KEEP_CONFORMANCE is set.
    func stop() async {
        for gateway in gateways { await gateway.stop() }
        for peer in peers { await peer.server.stop() }
        await source.stop()
        if ProcessInfo.processInfo.environment["SLUIS_KEEP_CONFORMANCE"] == nil {
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    /// `sluis` in the folder that SLUIS_PROGRAMS names, else beside the test program.
    static func program() throws -> String {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let folder =
            ProcessInfo.processInfo.environment["SLUIS_PROGRAMS"].map {
                URL(filePath: $0, directoryHint: .isDirectory)
            } ?? own.deletingLastPathComponent()
        let path = folder.appending(path: "sluis").path(percentEncoded: false)
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Unexpected("\(path) is not there: build it, or set SLUIS_PROGRAMS")
        }
        return path
    }
}

/// The world that the tests of the suite share: made when the first asks for it, ended after the last.
actor SharedWorld {
    @TaskLocal static var current = SharedWorld()
    private var started: Task<World, any Error>?

    static var world: World {
        get async throws { try await current.world() }
    }

    private func world() async throws -> World {
        let task = started ?? Task { try await World.start() }
        started = task
        return try await task.value
    }

    func stop() async {
        if let world = try? await started?.value { await world.stop() }
        started = nil
    }
}

/// Ends the shared world after the last test of a suite.
struct SharingWorld: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        let shared = SharedWorld()
        do {
            try await SharedWorld.$current.withValue(shared) { try await function() }
        } catch {
            await shared.stop()
            throw error
        }
        await shared.stop()
    }
}

extension Trait where Self == SharingWorld {
    static var sharingWorld: Self { SharingWorld() }
}
