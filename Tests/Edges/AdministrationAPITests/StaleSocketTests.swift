import AdministrationAPI
import Foundation
import Glibc
import Logging
import OutboundHTTP
import Testing

@Suite struct StaleSocketTests {
    private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    @Test func `a socket that a killed process left is taken over`() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "d-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/sluis.sock"
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(descriptor)
        try #require(bound == 0)

        let visits = Visits()
        let (opened, isOpen) = AsyncStream.makeStream(of: Void.self)
        let server = AdministrationServer(
            socketPath: path,
            operations: RunningDoor.operations(visits),
            logger: Self.logger,
            ready: { isOpen.yield() }
        )
        try await RunningDoor.run([server]) {
            for await _ in opened { break }
            let door = RunningDoor(socketPath: path, visits: visits, client: OutboundClient())
            let (answer, _) = try await door.call(.get, "/v1/status")
            #expect(answer.status == 200)
            // What a process that is killed now leaves behind.
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["sluis.sock"])
            await door.client.shutDown()
        }
    }

    @Test func `a folder that is not there is named`() async throws {
        let path = "/nonexistent-\(UUID().uuidString)/sluis.sock"
        let server = AdministrationServer(
            socketPath: path,
            operations: RunningDoor.operations(Visits()),
            logger: Self.logger
        )
        let problem = AdministrationProblem.socketUnusable(
            path: path,
            reason: "No such file or directory"
        )
        await #expect(throws: problem) { try await server.run() }
    }
}
