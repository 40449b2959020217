private import SignedJSON

/// What a hash of the FSC format was computed over.
///
/// FSC Core 2.0.0, *Hash types*. The numbers are part of the hash's text.
public enum HashKind: Int, CaseIterable, Sendable {
    case contract = 1
    case servicePublicationGrant = 2
    case serviceConnectionGrant = 3
    case delegatedServiceConnectionGrant = 4
    case delegatedServicePublicationGrant = 5
}

/// The hash of a contract's content: `$1$1$` and 86 characters of base64url.
///
/// FSC Core 2.0.0, *Contract content hash*.
public struct ContractHash: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The hash as it is written in signatures and paths.
    public let rawValue: String

    /// Reads a contract content hash.
    public init(_ text: some StringProtocol) throws(Malformed) {
        let text = String(text)
        guard HashText.kind(of: text) == .contract else {
            throw Malformed(expected: "a contract hash: $1$1$ and 86 characters of base64url")
        }
        rawValue = text
    }

    /// Writes the hash of a digest of 64 bytes.
    public init(digest: some Collection<UInt8>) {
        rawValue = HashText.write(.contract, digest)
    }

    /// The text in its standard's form.
    public var description: String { rawValue }

    /// Orders by value, for stable listings.
    public static func < (left: ContractHash, right: ContractHash) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The hash of one grant in its contract: what a client names to use it.
///
/// FSC Core 2.0.0, *Grant hash*.
public struct GrantHash: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The hash as it is written in `Fsc-Grant-Hash`, token scopes and log records.
    public let rawValue: String

    /// Reads a grant hash of any of the four grant types.
    public init(_ text: some StringProtocol) throws(Malformed) {
        let text = String(text)
        guard let kind = HashText.kind(of: text), kind != .contract else {
            throw Malformed(expected: "a grant hash: $1$, a digit 2 to 5, $ and 86 characters")
        }
        rawValue = text
    }

    /// Writes the hash of a digest of 64 bytes for a kind of grant.
    public init(_ kind: HashKind, digest: some Collection<UInt8>) {
        precondition(kind != .contract, "a contract hash is not a grant hash")
        rawValue = HashText.write(kind, digest)
    }

    /// The text in its standard's form.
    public var description: String { rawValue }

    /// Orders by value, for stable listings.
    public static func < (left: GrantHash, right: GrantHash) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The text of an FSC hash: `$` algorithm `$` kind `$` base64url of a SHA3-512 digest.
private enum HashText {
    static let digestBytes = 64

    /// The kind of a hash; nil for what is none.
    ///
    /// Every hash that is read passes here, those of a whole store at its start.
    static func kind(of text: String) -> HashKind? {
        var rest = text.utf8[...]
        func takes(_ character: Unicode.Scalar) -> Bool {
            rest.popFirst() == UInt8(ascii: character)
        }
        guard takes("$"), takes("1"), takes("$"), let number = rest.popFirst(),
            let kind = HashKind(rawValue: Int(number) - Int(UInt8(ascii: "0"))), takes("$"),
            Base64URL.isText(rest, ofBytes: digestBytes)
        else { return nil }
        return kind
    }

    static func write(_ kind: HashKind, _ digest: some Collection<UInt8>) -> String {
        precondition(digest.count == digestBytes, "SHA3-512 digests have 64 bytes")
        return "$1$\(kind.rawValue)$" + Base64URL.encode(digest)
    }
}
