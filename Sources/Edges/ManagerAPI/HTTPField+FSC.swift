import HTTPTypes

/// The fields of FSC's Manager interface; a slip in a name ends the program, and drops no field.
extension HTTPField.Name {
    /// The code of an error answer.
    ///
    /// FSC Core 2.0.0, *Error Handling*.
    static let fscErrorCode = known("Fsc-Error-Code")
    /// The address of the caller's Manager.
    ///
    /// FSC Core 2.0.0, *Manager*.
    static let fscManagerAddress = known("Fsc-Manager-Address")

    private static func known(_ name: StaticString) -> HTTPField.Name {
        guard let field = HTTPField.Name(name.description) else {
            preconditionFailure("\(name) is no field name")
        }
        return field
    }
}
