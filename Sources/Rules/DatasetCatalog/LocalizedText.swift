/// A text in Dutch, and in English where there is one.
public struct LocalizedText: Hashable, Sendable {
    /// The Dutch text.
    public let dutch: String
    /// The English text.
    public let english: String?

    /// Takes a text in both languages.
    public init(dutch: String, english: String? = nil) {
        self.dutch = dutch
        self.english = english
    }

    /// Language tags with their texts, Dutch first.
    var tagged: [(tag: String, text: String)] {
        [("nl", dutch)] + (english.map { [("en", $0)] } ?? [])
    }
}
