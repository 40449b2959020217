public import ExchangeModel
public import JSONTape

/// The purposes that a publication names in its grant's properties, `nl.sluis.purposes`.
public enum PublishedPurposes {
    /// The name of the property.
    public static let name = "nl.sluis.purposes"
    /// The name in publications that were made before the property had one of its own.
    public static let formerName = "purposes"

    /// The purposes that can be read; of two with one id, the first.
    public static func read(_ properties: JSONObject?) -> [Purpose] {
        let (list, property) =
            properties?[name].map { ($0, PurposeProperty.name) }
            ?? (properties?[formerName], PurposeProperty.formerName)
        var found: [Purpose] = []
        for item in list?.array ?? [] {
            guard let purpose = PurposeProperty(in: [property: item]).purpose,
                !found.contains(where: { $0.id == purpose.id })
            else { continue }
            found.append(purpose)
        }
        return found
    }

    /// The properties of a publication for purposes; nil without any.
    public static func properties(_ purposes: [Purpose]) -> JSONObject? {
        purposes.isEmpty ? nil : [name: .array(purposes.map { PurposeProperty.json($0) })]
    }
}
