import Foundation
import GatewayTesting
import JSONTape

/// The programs that are tested: as they were built, in their own processes.
struct Programs: Sendable {
    let sluis: String
    let demo: String

    /// Finds them in the folder that SLUIS_PROGRAMS names, else beside the test program.
    static func found() throws -> Programs {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let folder =
            ProcessInfo.processInfo.environment["SLUIS_PROGRAMS"].map {
                URL(filePath: $0, directoryHint: .isDirectory)
            } ?? own.deletingLastPathComponent()
        let paths = ["sluis", "sluis-demo"].map {
            folder.appending(path: $0).path(percentEncoded: false)
        }
        for path in paths where !FileManager.default.isExecutableFile(atPath: path) {
            throw Unexpected("\(path) is not there: build it, or name its folder in SLUIS_PROGRAMS")
        }
        return Programs(sluis: paths[0], demo: paths[1])
    }
}

/// A side of the demonstration.
enum Side: String, CaseIterable, Sendable {
    case directory
    case provider
    case consumer
}

/// A running demonstration: a directory, a municipality with a registry, an agency.
final class Demo: Sendable {
    let programs: Programs
    let folder: String
    /// What the demonstration wrote about itself.
    let report: JSONValue
    private let process: RunningProgram

    private init(_ programs: Programs, _ folder: String, _ report: JSONValue, _ run: RunningProgram)
    {
        (self.programs, self.folder, self.report, process) = (programs, folder, report, run)
    }

    /// Starts a demonstration and waits until its first exchange was shown.
    static func start() async throws -> Demo {
        let programs = try Programs.found()
        let name = "sluis-it-\(UUID().uuidString.prefix(8))"
        let root = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let folder = root.path(percentEncoded: false)
        let file = folder + "/demo.json"
        let process = try RunningProgram(
            programs.demo,
            ["run", "--data", folder + "/demo", "--json", file],
            log: folder + "/demo.log"
        )
        do {
            let report = try await eventually("the demonstration", within: .seconds(180)) {
                if let data = FileManager.default.contents(atPath: file),
                    let report = try? JSONValue(parsing: [UInt8](data))
                {
                    return report
                }
                guard process.isRunning else {
                    throw Unexpected("the demonstration failed: \(process.words.suffix(4_000))")
                }
                return JSONValue?.none
            }
            return Demo(programs, folder, report, process)
        } catch {
            await process.end()
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    /// Ends all its processes and removes its folder.
    func stop() async {
        await process.end()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts a demonstration for a test that destroys it.
    static func with(_ body: (Demo) async throws -> Void) async throws {
        let demo = try await start()
        do {
            try await body(demo)
        } catch {
            await demo.stop()
            throw error
        }
        await demo.stop()
    }

    // MARK: - What it wrote about itself

    func text(_ name: String) throws -> String {
        guard let text = report[name]?.string else { throw Unexpected("\(name) is not reported") }
        return text
    }

    func text(_ side: Side, _ name: String) throws -> String {
        guard let text = report["organisations"]?[side.rawValue]?[name]?.string else {
            throw Unexpected("\(side) has no \(name)")
        }
        return text
    }

    /// The process of a side.
    func process(_ side: Side) throws -> Int32 {
        guard let number = report["organisations"]?[side.rawValue]?["process"]?.integer else {
            throw Unexpected("\(side) has no process")
        }
        return Int32(number)
    }

    var registryProcess: Int32 {
        get throws {
            guard let number = report["registryProcess"]?.integer, number > 1 else {
                throw Unexpected("the registry has no process")
            }
            return Int32(number)
        }
    }

    /// The lines that the registry has noted, one for each request: transaction id and persons.
    var notes: [String] {
        get throws {
            let file = try text("registryRequests")
            guard let data = FileManager.default.contents(atPath: file) else { return [] }
            return String(decoding: data, as: UTF8.self).split(separator: "\n").map { String($0) }
        }
    }

    /// The log folder of a side.
    func log(_ side: Side) throws -> String { try text(side, "dataFolder") + "/log" }
}

/// The demonstration that tests share: started when the first asks for it, ended after the last.
actor SharedDemo {
    @TaskLocal static var current = SharedDemo()
    private var started: Result<Demo, any Error>?

    /// The demonstration that the tests of a run share.
    static var demo: Demo {
        get async throws { try await current.demo() }
    }

    private func demo() async throws -> Demo {
        if let started { return try started.get() }
        let result: Result<Demo, any Error>
        do {
            result = .success(try await Demo.start())
        } catch {
            result = .failure(error)
        }
        started = result
        return try result.get()
    }

    func stop() async {
        if case .success(let demo)? = started { await demo.stop() }
        started = nil
    }
}
