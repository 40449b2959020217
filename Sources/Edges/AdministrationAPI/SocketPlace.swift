import Glibc

/// Where a Unix socket stands, so that at no moment another user can open it.
///
/// The socket is made in a fresh folder of mode 0700, gets mode 0600 there, and is then moved to its
/// place, where it takes the place of one that a killed process left.
struct SocketPlace: Sendable {
    let path: String
    private let folder: String

    /// Makes the fresh folder; refuses when somebody answers at the place.
    init(_ path: String) throws(AdministrationProblem) {
        guard !Self.answers(path) else { throw .socketInUse(path: path) }
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        var template = Array((parent + [".s-XXXXXX"]).joined(separator: "/").utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw .socketUnusable(path: path, reason: Self.reason) }
        self.path = path
        folder = made
        guard temporaryPath.utf8.count < Self.longestPath, path.utf8.count < Self.longestPath else {
            rmdir(made)
            throw .socketUnusable(path: path, reason: "the path is longer than a socket's can be")
        }
    }

    /// The size of `sun_path`.
    private static let longestPath = 108

    /// Where the socket is bound.
    var temporaryPath: String { folder + "/s" }

    /// Moves the bound socket to its place; the fresh folder is not needed any more.
    func publish() throws(AdministrationProblem) {
        guard chmod(temporaryPath, 0o600) == 0, rename(temporaryPath, path) == 0 else {
            throw .socketUnusable(path: path, reason: Self.reason)
        }
        rmdir(folder)
    }

    /// Takes away the socket and the folder.
    func leave() {
        unlink(temporaryPath)
        rmdir(folder)
        unlink(path)
    }

    private static var reason: String { String(cString: strerror(errno)) }

    /// Whether a process takes connections at a place.
    private static func answers(_ path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(
            AF_UNIX,
            CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue),
            0
        )
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}
