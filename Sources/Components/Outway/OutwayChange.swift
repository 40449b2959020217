public import ExchangeModel

/// What becomes of some connection grants; all others stay as they are.
public struct OutwayChange: Sendable {
    /// Grants that are in force, with what is to be known of them now.
    public var routes: [OutwayRoute] = []
    /// Grants that are over.
    public var unusable: [UnusableGrant] = []
    /// Grants that are neither: not yet in force, or not ours any more.
    public var gone: [GrantHash] = []

    /// Makes a change of nothing.
    public init() {}

    /// Whether nothing changes.
    public var isEmpty: Bool { routes.isEmpty && unusable.isEmpty && gone.isEmpty }
}
