public import AccessLog

/// What was found and mended when a log was opened.
public struct LogRecovery: Hashable, Sendable {
    /// The first entry that stood behind the last signed checkpoint; nil when none did.
    ///
    /// A RECOVERY entry names them: the writer had ended without its last checkpoint, as a crash
    /// does, or somebody added them since.
    public internal(set) var firstUnsigned: LogPosition?
    /// How many entries stood unsigned.
    public internal(set) var unsigned: UInt64 = 0
    /// The files of leaf hashes that did not fit their segments and were made anew.
    public internal(set) var rebuiltCaches: [String] = []
}
