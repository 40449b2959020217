/// A file operation that the system refused.
package struct LogFileError: Error, Hashable, Sendable {
    /// The operation's name.
    package let operation: String
    /// The system's error number.
    package let number: Int32

    /// Names an operation and the system's error number.
    package init(operation: String, number: Int32) {
        self.operation = operation
        self.number = number
    }
}

/// One open file of the log: the real one, or one that fails on purpose in tests.
package protocol LogFile: AnyObject, Sendable {
    /// Writes all bytes at an offset, or fails.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LogFileError)
    /// Reads up to the buffer's size at an offset; fewer bytes only at the file's end.
    func read(
        into buffer: UnsafeMutableRawBufferPointer,
        at offset: Int
    ) throws(LogFileError) -> Int
    /// Returns when what was written is on the disk.
    func synchronize() throws(LogFileError)
    /// The file's size in bytes.
    func byteCount() throws(LogFileError) -> Int
}

/// The log's folder: the real one, or one that fails on purpose in tests.
package protocol LogFiles: Sendable {
    /// Makes a file of zero bytes that are written and durable, not merely reserved.
    func makeZeroed(_ path: String, bytes: Int) throws(LogFileError) -> any LogFile
    /// Opens a file that exists.
    func open(_ path: String, writable: Bool) throws(LogFileError) -> any LogFile
    /// The whole of a small file; nil when there is none.
    func contents(_ path: String, atMost limit: Int) throws(LogFileError) -> [UInt8]?
    /// Puts a durable file with these bytes in place of the former, in one step.
    func replace(_ path: String, with bytes: [UInt8]) throws(LogFileError)
    /// Renames a file, durably.
    func rename(_ path: String, to new: String, in directory: String) throws(LogFileError)
    /// Removes a file; none is no error.
    func remove(_ path: String) throws(LogFileError)
    /// The names in a folder.
    func names(in directory: String) throws(LogFileError) -> [String]
}
