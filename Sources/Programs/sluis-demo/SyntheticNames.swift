/// The names that synthetic persons and places are made of.
enum SyntheticNames {
    /// A place with the code of its municipality and its first postal code.
    struct Place {
        let city: String
        let municipality: String
        let firstPostalCode: Int
    }

    static let female = [
        "Anna Maria", "Fatima", "Johanna", "Sanne", "Emma Louise", "Lotte", "Aylin", "Wilhelmina",
        "Noor", "Elisabeth", "Mirjam", "Saskia", "Yara", "Geertje", "Roos", "Chantal", "Ingrid",
        "Femke", "Zoë", "Hendrika",
    ]

    static let male = [
        "Jan Willem", "Mohammed", "Pieter", "Daan", "Johannes", "Lucas", "Emre", "Cornelis",
        "Thijs",
        "Hendrik", "Sjoerd", "Bram", "Noah", "Gerrit", "Ruben", "Marco", "Dirk", "Jesse", "René",
        "Wouter",
    ]

    /// Prefix and family name.
    static let family: [(String, String)] = [
        ("de", "Vries"), ("", "Jansen"), ("van den", "Berg"), ("", "Bakker"), ("van", "Dijk"),
        ("", "Visser"), ("", "Smit"), ("", "Meijer"), ("de", "Boer"), ("", "Mulder"),
        ("de", "Groot"),
        ("", "Bos"), ("", "Vos"), ("", "Peters"), ("", "Hendriks"), ("van", "Leeuwen"),
        ("", "Dekker"), ("", "Brouwer"), ("de", "Wit"), ("", "Dijkstra"), ("", "Yılmaz"),
        ("van der", "Meer"), ("", "El Amrani"), ("van 't", "Hof"), ("", "Hoekstra"), ("", "Postma"),
        ("ten", "Broeke"), ("", "Koçak"), ("in 't", "Veld"), ("", "Schouten"),
    ]

    /// Second nationalities, ISO 3166-1.
    static let countries = ["BE", "DE", "MA", "PL", "SR", "TR", "UA"]

    /// Notes of the registrar.
    static let remarks = [
        "Correspondence by letter only.", "Birth certificate seen at registration.",
        "Address confirmed by visit.", "Asked for confidentiality towards third parties.",
    ]

    static let streets = [
        "Voorbeeldstraat", "Proefweg", "Kastanjelaan", "Sluiskade", "Molenpad", "Kerkplein",
        "Dorpsstraat", "Havendijk", "Lindenhof", "Tolhuisweg", "Zandpad", "Marktveld", "Brugstraat",
        "Polderweg", "Nieuwe Gracht",
    ]

    static let places = [
        Place(city: "Utrecht", municipality: "0344", firstPostalCode: 3_511),
        Place(city: "Leeuwarden", municipality: "0080", firstPostalCode: 8_911),
        Place(city: "Zwolle", municipality: "0193", firstPostalCode: 8_011),
        Place(city: "Tilburg", municipality: "0855", firstPostalCode: 5_011),
        Place(city: "Haarlem", municipality: "0392", firstPostalCode: 2_011),
        Place(city: "Venlo", municipality: "0983", firstPostalCode: 5_911),
        Place(city: "Delft", municipality: "0503", firstPostalCode: 2_611),
        Place(city: "Middelburg", municipality: "0687", firstPostalCode: 4_331),
    ]
}
