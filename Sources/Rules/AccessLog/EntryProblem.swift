/// The members of an entry, and their keys in its CBOR map; `docs/access-log-format.md` lists them.
public enum EntryMember: UInt64, CaseIterable, Sendable {
    case commitment = 0
    case moment = 1
    case transaction = 2
    case direction = 3
    case record = 4
    case grant = 5
    case service = 6
    case outwayPeer = 7
    case sourceDelegator = 8
    case servicePeer = 9
    case destinationDelegator = 10
    case additionalData = 11
    case purpose = 12
    case purposeLabel = 13
    case processingActivity = 14
    case legalBasis = 15
    case fieldPolicy = 16
    case operation = 17
    case trace = 18
    case span = 19
    case parentSpan = 20
    case client = 21
    case peerCertificate = 22
    case unchecked = 23
    case outcome = 24
    case phase = 25
    case code = 26
    case status = 27
    case requestBytes = 28
    case responseBytes = 29
    case duration = 30
    case releasedPaths = 31
    case releasedCount = 32
    case requestVerdict = 33
    case responseVerdict = 34
    case subjectCount = 35
    case count = 36
    case period = 37
    case peer = 38
    case action = 40
    case person = 41
    case object = 42
    case result = 43
    case reason = 44
    case act = 50
    case bound = 51
    case positions = 52
    case policy = 53
    case keyRole = 60
    case keyID = 61
    case keyEvent = 62
    case publicKey = 63
    case digest = 70
    case version = 71
    case subjects = 80
    case endUser = 81
    case personalPaths = 82
}

/// Why an entry may not be written.
///
/// The request that it records is denied.
public enum EntryRefusal: Error, Hashable, Sendable {
    /// A free text holds a number that can be a citizen's; mend where the text comes from.
    case citizenNumber(EntryMember)
    /// A text or list is longer than its member allows.
    case tooLong(EntryMember)
    /// The whole entry passes 65,535 bytes, what an entry bundle can hold.
    case tooLarge
    /// More persons than one disclosure may name.
    case tooManySubjects
}

/// Why bytes are not an entry.
///
/// Nothing can be done but to restore the log from elsewhere.
public enum EntryProblem: Error, Hashable, Sendable {
    /// The version byte is not one that this program knows.
    case unknownVersion(UInt8)
    /// The kind byte is none of ``EntryKind``.
    case unknownKind(UInt8)
    /// The CBOR is not deterministic, not well formed, or of a type that entries have not; at an offset.
    case malformed(offset: Int)
    /// A member that the kind requires is absent.
    case missing(EntryMember)
    /// A member's value is not of its form.
    case invalid(EntryMember)
    /// A key that the kind does not have.
    case unexpected(UInt64)
}
