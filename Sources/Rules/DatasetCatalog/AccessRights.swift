/// Who may have the data.
///
/// DCAT-AP-NL 3.0, *Waardelijsten*: the EU Publications Office's access right list.
public enum AccessRights: String, CaseIterable, Sendable {
    /// For everybody.
    case everyone = "PUBLIC"
    /// Under conditions that anybody may try to meet.
    case restricted = "RESTRICTED"
    /// For those alone whom a law or a contract names.
    case nonPublic = "NON_PUBLIC"

    var address: WebAddress {
        WebAddress(
            trusted: "http://publications.europa.eu/resource/authority/access-right/\(rawValue)"
        )
    }

    var label: LocalizedText {
        switch self {
        case .everyone: LocalizedText(dutch: "publiek", english: "public")
        case .restricted: LocalizedText(dutch: "beperkt", english: "restricted")
        case .nonPublic: LocalizedText(dutch: "niet-publiek", english: "non-public")
        }
    }
}
