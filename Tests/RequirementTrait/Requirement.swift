public import Testing

/// A trait that says which published requirement a test proves.
///
/// `docs/conformance.md` is generated from these: the text is the standard's own name for the
/// requirement, for example `FSC Test Suite: Inway-Incoming-Request-2` or
/// `FSC Core 2.0.0, Access Token, A-05`.
public struct Requirement: TestTrait, SuiteTrait {
    /// The requirement's name, with the standard that states it.
    public let name: String
}

extension Trait where Self == Requirement {
    /// Names a requirement that the test proves.
    ///
    /// - Parameter name: The standard and its own name for the requirement.
    /// - Returns: The trait that the conformance document is made from.
    public static func requirement(_ name: String) -> Self {
        Requirement(name: name)
    }
}
