import Foundation
public import OutboundHTTP

/// Reads revocation lists from files and servers: the one way for every command and the gateway.
public struct RevocationListReader: Sendable {
    /// The most redirects that are followed.
    public static let maximumRedirects = 3
    /// The most bytes of a file or an answer.
    public static let maximumBytes = 16 << 20

    /// The bytes of a source, and the other side's clock where it told it.
    public struct Answer: Hashable, Sendable {
        /// What came.
        public let bytes: [UInt8]
        /// The `Date` of an answer that came from no cache; nil for files.
        public var date: String?
    }

    private let client: OutboundClient
    private let trust: WebTrust?
    private let patience: Duration

    /// Takes the client that calls, and whom https servers of lists are trusted by.
    ///
    /// `patience` is how long one source may take, redirects included.
    public init(client: OutboundClient, trust: WebTrust?, patience: Duration = .seconds(10)) {
        (self.client, self.trust, self.patience) = (client, trust, patience)
    }

    /// Reads a file, at most ``maximumBytes`` of it.
    public static func read(file path: String) throws(RevocationListFault) -> Answer {
        guard let file = FileHandle(forReadingAtPath: path) else { throw .fileUnreadable }
        defer { try? file.close() }
        let data: Data?
        do { data = try file.read(upToCount: maximumBytes + 1) } catch { throw .fileUnreadable }
        // Nothing is what an empty file gives: it was read, and holds no list.
        let bytes = data.map { [UInt8]($0) } ?? []
        guard bytes.count <= maximumBytes else { throw .fileTooLarge }
        return Answer(bytes: bytes)
    }

    /// Fetches from a server, over http or https.
    ///
    /// Follows redirects as far as ``maximumRedirects``; each address on the way is judged by the
    /// client's rules for addresses, and none leads from https to http.
    public func fetch(_ url: String) async throws(RevocationListFault) -> Answer {
        let deadline = ContinuousClock.now + patience
        var place = url
        for _ in 0...Self.maximumRedirects {
            let answer: OutboundResponse
            do throws(OutboundError) {
                let request = try OutboundRequest.revocationList(place, trust: trust)
                answer = try await client.send(request, deadline: deadline)
            } catch {
                throw .call(error)
            }
            switch answer.status {
            case 200:
                // What a cache gives has an older date: RFC 9111, *Age*.
                let date = answer.headers["age"] == nil ? answer.headers["date"] : nil
                return Answer(bytes: answer.body, date: date)
            case 301, 302, 303, 307, 308: place = try Self.next(after: place, answer)
            default: throw .status(answer.status)
            }
        }
        throw .tooManyRedirects
    }

    private static func next(
        after place: String,
        _ answer: OutboundResponse
    ) throws(RevocationListFault) -> String {
        guard let location = answer.headers["location"], !location.isEmpty,
            let next = OutboundRequest.redirect(from: place, to: location)
        else { throw .redirectMalformed }
        let isPlain = next.lowercased().hasPrefix("http://")
        guard isPlain || next.lowercased().hasPrefix("https://") else { throw .redirectMalformed }
        guard !isPlain || place.lowercased().hasPrefix("http://") else { throw .redirectToPlain }
        return next
    }
}
