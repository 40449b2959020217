import Foundation

/// The process that listens on a port of this machine, as far as this one may see.
struct PortHolder: CustomStringConvertible {
    /// The process.
    let process: Int32
    /// The name of its program, shortened by the kernel to fifteen characters.
    let program: String

    /// `nginx (process 1234)`.
    var description: String { "\(program) (process \(process))" }

    /// How often is looked: while sockets come and go, the kernel's tables may be read with gaps.
    private static let looks = 5

    /// Looks for the process; nil when none listens, or it is another user's.
    ///
    /// proc(5), *net/tcp* and *fd*.
    init?(port: UInt16) {
        for _ in 0..<Self.looks {
            if let found = Self(lookingOnceFor: port) {
                self = found
                return
            }
        }
        return nil
    }

    private init?(lookingOnceFor port: UInt16) {
        let sockets = Self.listening(on: port)
        guard !sockets.isEmpty,
            let processes = try? FileManager.default.contentsOfDirectory(atPath: "/proc")
        else { return nil }
        for process in processes.compactMap(Int32.init).sorted() {
            let folder = "/proc/\(process)/fd"
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                let target = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "\(folder)/\(name)"
                )
                guard let target, sockets.contains(target) else { continue }
                let program = FileManager.default.contents(atPath: "/proc/\(process)/comm")
                self.process = process
                self.program = String(
                    decoding: program ?? Data(),
                    as: UTF8.self
                ).trimmingCharacters(in: .whitespacesAndNewlines)
                return
            }
        }
        return nil
    }

    /// The sockets that listen on a port, as links to them read.
    private static func listening(on port: UInt16) -> Set<String> {
        var found: Set<String> = []
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            let text = FileManager.default.contents(atPath: table) ?? Data()
            for line in String(decoding: text, as: UTF8.self).split(separator: "\n").dropFirst() {
                let columns = line.split(separator: " ")
                // Local address, state (0A listens) and inode.
                guard columns.count > 9, columns[3] == "0A",
                    columns[1].split(separator: ":").last.flatMap({ UInt16($0, radix: 16) }) == port
                else { continue }
                found.insert("socket:[\(columns[9])]")
            }
        }
        return found
    }
}
