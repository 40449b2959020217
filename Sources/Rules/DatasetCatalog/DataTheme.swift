/// What a dataset is about.
///
/// DCAT-AP-NL 3.0, *Waardelijsten*: the EU Publications Office's data theme list.
public enum DataTheme: String, CaseIterable, Sendable {
    case agriculture = "AGRI"
    case economy = "ECON"
    case education = "EDUC"
    case energy = "ENER"
    case environment = "ENVI"
    case government = "GOVE"
    case health = "HEAL"
    case international = "INTR"
    case justice = "JUST"
    case regions = "REGI"
    case society = "SOCI"
    case science = "TECH"
    case transport = "TRAN"

    var address: WebAddress {
        WebAddress(
            trusted: "http://publications.europa.eu/resource/authority/data-theme/\(rawValue)"
        )
    }

    var label: LocalizedText {
        let (dutch, english) =
            switch self {
            case .agriculture:
                (
                    "Landbouw, visserij, bosbouw en voeding",
                    "Agriculture, fisheries, forestry and food"
                )
            case .economy: ("Economie en financiën", "Economy and finance")
            case .education: ("Onderwijs, cultuur en sport", "Education, culture and sport")
            case .energy: ("Energie", "Energy")
            case .environment: ("Milieu", "Environment")
            case .government: ("Overheid en publieke sector", "Government and public sector")
            case .health: ("Gezondheid", "Health")
            case .international: ("Internationale kwesties", "International issues")
            case .justice:
                (
                    "Justitie, rechtssysteem en openbare veiligheid",
                    "Justice, legal system and public safety"
                )
            case .regions: ("Regio's en steden", "Regions and cities")
            case .society: ("Bevolking en samenleving", "Population and society")
            case .science: ("Wetenschap en technologie", "Science and technology")
            case .transport: ("Vervoer", "Transport")
            }
        return LocalizedText(dutch: dutch, english: english)
    }
}
