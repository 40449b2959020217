import Glibc
import NIOCore

/// Who calls over the Unix socket, as the kernel knows it.
///
/// Each operation gets it for the AUDIT entry of the log.
public struct Caller: Hashable, Sendable {
    /// The user's number.
    public let userID: UInt32
    /// The user's main group.
    public let groupID: UInt32
    /// The calling process at the time of its connection.
    public let processID: Int32
    /// The user who logged in, whatever account was taken since (`sudo`); nil where nobody did.
    ///
    /// The kernel's audit identity, loginuid: two persons with one service account stay two.
    public let loginUserID: UInt32?

    /// Names a caller.
    public init(
        userID: UInt32,
        groupID: UInt32,
        processID: Int32,
        loginUserID: UInt32? = nil
    ) {
        self.userID = userID
        self.groupID = groupID
        self.processID = processID
        self.loginUserID = loginUserID
    }

    /// The audit identity of a process; proc(5), */proc/pid/loginuid*.
    private static func loginUser(of process: Int32) -> UInt32? {
        let descriptor = open("/proc/\(process)/loginuid", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 16)
        let count = read(descriptor, &text, text.count)
        guard count > 0 else { return nil }
        let digits = text.prefix(count).prefix { (0x30...0x39).contains($0) }
        // All bits set means that nobody logged in.
        return UInt32(String(decoding: digits, as: UTF8.self)).flatMap { $0 == .max ? nil : $0 }
    }

    /// `struct ucred` of Linux; socket(7), *SO_PEERCRED*.
    private struct Credentials: Sendable {
        let processID: Int32
        let userID: UInt32
        let groupID: UInt32
    }

    /// Asks the kernel who opened a connection.
    init(behind channel: any Channel) async throws {
        guard let provider = channel as? any SocketOptionProvider else {
            throw OperationRefusal(.forbidden, "the caller of this connection is not known")
        }
        let found: Credentials = try await provider.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET),
            name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        ).get()
        self.init(
            userID: found.userID,
            groupID: found.groupID,
            processID: found.processID,
            loginUserID: Self.loginUser(of: found.processID)
        )
    }
}
