private import Foundation

/// The folder of a log that was copied while it was written.
///
/// The copy of a segment may hold entries that no checkpoint covers yet, the last one torn. Cut where
/// its checkpoint ends it is a log like one that was closed in order.
public struct LogCopy {
    /// Why a copy cannot be cut.
    public struct Problem: Error, CustomStringConvertible, Sendable {
        /// What was found, for operators.
        public let description: String
    }

    private let directory: String
    private let files = PosixFiles()

    /// Names the folder.
    public init(directory: String) {
        self.directory = directory
    }

    /// Whether somebody is writing the log in a folder now.
    public static func isWritten(_ directory: String) -> Bool {
        FolderLock.isHeld(directory: directory)
    }

    /// Leaves of the copy the entries that a checkpoint of this size covers.
    ///
    /// An error is a ``Problem`` or of the disk, and leaves a copy that is of no use.
    public func cut(to size: UInt64) throws {
        let numbers = try files.names(in: directory).compactMap(SegmentHeader.number(ofFile:))
            .sorted()
        for number in numbers.reversed() {
            let path = directory + "/" + SegmentHeader.fileName(number)
            let head = try files.contents(path, atMost: SegmentHeader.byteCount) ?? []
            guard let header = SegmentHeader(head) else {
                throw Problem(description: "\(path) has no header of a segment")
            }
            if header.firstIndex >= size, number != numbers.first {
                try files.remove(path)
                try removeLeaves(number)
                continue
            }
            try cut(path, header, to: size)
            if number != numbers.last { try removeLeaves(number) }
            return
        }
    }

    /// Leaves zeros behind the frame that ends with the last entry.
    private func cut(_ path: String, _ header: SegmentHeader, to size: UInt64) throws {
        let file = try files.open(path, writable: false)
        let bytes = try file.byteCount()
        var scanner = SegmentScanner(file, header: header, limit: bytes)
        scanner.rederivesChain = false
        while scanner.index < size {
            guard case .frame = try scanner.next() else {
                throw Problem(
                    description: "\(path) holds entries up to \(scanner.index) of \(size)"
                )
            }
        }
        guard scanner.index == size else {
            throw Problem(description: "no batch of entries in \(path) ends with entry \(size)")
        }
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? handle.close() }
        try handle.truncate(atOffset: UInt64(scanner.offset))
        try handle.truncate(atOffset: UInt64(bytes))
        try handle.synchronize()
    }

    /// Removes the leaf hashes of a segment, which the next start derives anew.
    private func removeLeaves(_ number: UInt64) throws {
        let name = SegmentHeader.fileName(number).dropLast(4) + ".leaves"
        try files.remove(directory + "/" + name)
    }
}
