import ExchangeModel

extension PeerID {
    /// Whether the identifier has the form of an OIN: twenty digits.
    var isOIN: Bool {
        rawValue.utf8.count == 20 && rawValue.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
