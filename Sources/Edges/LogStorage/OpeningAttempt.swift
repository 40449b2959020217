/// Runs a file operation while a log is opened.
func attempt<Value>(
    _ operation: () throws(LogFileError) -> Value
) throws(LogOpenProblem) -> Value {
    do throws(LogFileError) {
        return try operation()
    } catch {
        throw .failed(operation: error.operation, error: error.number)
    }
}
