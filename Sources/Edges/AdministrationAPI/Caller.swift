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

    /// Names a caller.
    public init(userID: UInt32, groupID: UInt32, processID: Int32) {
        self.userID = userID
        self.groupID = groupID
        self.processID = processID
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
            processID: found.processID
        )
    }
}
