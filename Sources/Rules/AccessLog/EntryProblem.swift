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
    case peerCode = 39
    case action = 40
    case person = 41
    case object = 42
    case result = 43
    case reason = 44
    case actionID = 45
    case contract = 46
    case signatureKind = 47
    case contractSignature = 48
    case change = 49
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
    case documentRole = 72
    case documentDigest = 73
    case documentBytes = 74
    case documentPart = 75
    case documentParts = 76
    case subjects = 80
    case endUser = 81
    case personalPaths = 82
    case relation = 83
    case tokenError = 90
    case leg = 91
    case causeDetail = 92
    case peerStatus = 93
    case releasedFields = 94
    case answeredQuestions = 95
    case requestedFields = 96
    case unknownFields = 97
    case numbering = 98
    case omittedSubjects = 99
    case confidentiality = 100
    case confidentialUntil = 101
    case algorithm = 102
    case dataProduct = 103
    case datasets = 104
    case relatedTransaction = 105
    case event = 106
    case decisionEvent = 110
    case decisionStatus = 111
    case decisionPermit = 112
    case decisionPoint = 113
    case decisionRequest = 114
    case decisionResponse = 115
    case decisionSources = 116
    case decisionCached = 117
    case recoveredCount = 120
    case clockForward = 121
    case clockBack = 122
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

extension EntryRefusal: CustomStringConvertible {
    /// What is wrong and what to do, as part of a sentence.
    public var description: String {
        switch self {
        case .citizenNumber(let member):
            "its \(member) holds a number that can be a citizen's: write it without"
        case .tooLong(let member): "its \(member) is longer than an entry of the log takes"
        case .tooLarge: "the entry is larger than the log takes"
        case .tooManySubjects: "it names more persons than one entry of the log may"
        }
    }
}

/// Why bytes are not an entry.
///
/// Nothing can be done but to restore the log from elsewhere, except for ``unknownVersion(_:)``.
public enum EntryProblem: Error, Hashable, Sendable {
    /// The version byte is not one that this program knows: read the log with the newer program.
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

extension EntryProblem {
    /// What is wrong and what to do, as part of a sentence.
    public var sentence: String {
        switch self {
        case .unknownVersion(let version) where version > LogEntry.version:
            """
            it is of version \(version) and this program reads up to \(LogEntry.version); \
            read the log with the newer program that wrote it
            """
        case .unknownVersion(let version): "its version byte is \(version), which never was one"
        case .unknownKind(let kind): "its kind byte is \(kind), which is none of its version"
        case .malformed(let offset): "its CBOR is not well formed at byte \(offset)"
        case .missing(let member): "member \(member.rawValue) (\(member)) is absent"
        case .invalid(let member): "member \(member.rawValue) (\(member)) is not of its form"
        case .unexpected(let key): "it has a member \(key), which its kind and version have not"
        }
    }
}
