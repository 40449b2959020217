import Foundation

/// The CPU time of another process: user and system, all threads.
enum ProcessTime {
    /// Nanoseconds so far; nil when there is no such process.
    ///
    /// The kernel's clock of the process counts ended threads too. Where it may not be read, the running
    /// threads' times are added up, or the clock ticks of `/proc/PID/stat` taken when those are more.
    static func nanoseconds(of process: Int32) -> Int64? {
        var clock = clockid_t()
        var time = timespec()
        if clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 {
            return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
        guard let ticks = ticks(of: process) else { return nil }
        let tick = 1_000_000_000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))
        return max(ticks * tick, threads(of: process))
    }

    /// The first field of each running thread's schedstat, added up.
    private static func threads(of process: Int32) -> Int64 {
        let folder = "/proc/\(process)/task"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.reduce(into: 0) { sum, thread in
            let text = text("\(folder)/\(thread)/schedstat")
            sum += text?.split(separator: " ").first.flatMap { Int64($0) } ?? 0
        }
    }

    /// `utime` and `stime` of `/proc/PID/stat`: ended threads are in it.
    private static func ticks(of process: Int32) -> Int64? {
        guard let text = text("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Int64(fields[11]), let system = Int64(fields[12]) else {
            return nil
        }
        return user + system
    }

    private static func text(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}
