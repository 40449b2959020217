import Testing

/// FSC as it is spoken on the wire, against `sluis serve` in processes of its own.
///
/// Groups and names are those of the FSC Test Suite. One test after the other: they share processes.
@Suite(.serialized, .sharingWorld) struct ConformanceSuite {}
