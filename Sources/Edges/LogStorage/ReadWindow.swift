/// Reads a file forward through one buffer, so that small frames cost no system call each.
struct ReadWindow {
    private static let windowBytes = 256 * 1_024

    private let file: any LogFile
    private var buffer: [UInt8] = []
    private var start = 0

    init(_ file: any LogFile) {
        self.file = file
    }

    /// The bytes at an offset; fewer than asked only at the file's end.
    mutating func bytes(at offset: Int, count: Int) throws(LogFileError) -> [UInt8] {
        if offset < start || offset + count > start + buffer.count {
            try fill(from: offset, atLeast: count)
        }
        let lower = min(offset - start, buffer.count)
        return Array(buffer[lower..<min(lower + count, buffer.count)])
    }

    private mutating func fill(from offset: Int, atLeast count: Int) throws(LogFileError) {
        let wanted = max(count, Self.windowBytes)
        if buffer.count != wanted {
            buffer = [UInt8](repeating: 0, count: wanted)
        }
        let file = file
        let got = try buffer.withUnsafeMutableBufferPointer { target throws(LogFileError) in
            try file.read(into: UnsafeMutableRawBufferPointer(target), at: offset)
        }
        if got < buffer.count {
            buffer.removeLast(buffer.count - got)
        }
        start = offset
    }
}
