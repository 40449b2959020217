import Contracts
import ExchangeModel
import GatewayTesting
import RequirementTrait
import Testing

@Suite struct StoreTests {
    @Test(.requirement("FSC Core 2.0.0: K-20"), .requirement("FSC Core 2.0.0: K-03"))
    func `contracts in memory keep the promises of a store`() async throws {
        try await StoreContract.checkContracts { MemoryContractStore() }
    }

    @Test(.requirement("FSC Core 2.0.0: M-05"))
    func `peers in memory keep the promises of a store`() async throws {
        try await StoreContract.checkPeers { MemoryPeerStore() }
    }

    @Test(.requirement("FSC Core 2.0.0: S-09"))
    func `waits double from one second to three hundred`() {
        let waits = [0, 1, 2, 3, 8, 9, 10, 64, Int.max].map { RetryRule.standard.wait(after: $0) }
        #expect(waits == [1, 1, 2, 4, 128, 256, 300, 300, 300])
        #expect(RetryRule(firstSeconds: 0, longestSeconds: -1).wait(after: 5) == 1)
    }

    @Test func `an attempt is due in its time, and when no wait can have put it off so far`() {
        let now = Timestamp(seconds: 1_800_000_000)
        let due = DueTime(now, retry: RetryRule(firstSeconds: 1, longestSeconds: 300))
        for seconds in [Int64(-3_600), -1, 0, 301, 3_600] {
            #expect(due.includes(now.advanced(bySeconds: seconds)), "\(seconds)")
        }
        for seconds in [Int64(1), 299, 300] {
            #expect(!due.includes(now.advanced(bySeconds: seconds)), "\(seconds)")
        }
    }

    @Test(arguments: [
        ("https://manager.example.nl:8443", "https://manager.example.nl:8443"),
        ("HTTPS://Manager.Example.nl:443/", "https://manager.example.nl:443"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://127.0.0.1:1", "https://127.0.0.1:1"),
    ])
    func `an address is read with its port`(text: String, written: String) throws {
        #expect(try PeerAddress(text).description == written)
    }

    @Test(arguments: [
        "", "https://", "https://host", "http://host:443", "https://host:0", "https://host:65536",
        "https://host:+443", "https://user@host:443", "https://host:443/v1", "https://host:443?x",
        "https://ho st:443", "https://:443", "https://a:b:443", "https://host:443#",
        "https://höst:1",
    ])
    func `an address without port, with a path or with a user is refused`(text: String) {
        #expect(throws: Malformed.self) { try PeerAddress(text) }
    }

    @Test(arguments: [
        ("https://inway.example.nl", "https://inway.example.nl:443"),
        ("HTTPS://Inway.example.nl/", "https://inway.example.nl:443"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]:443"),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"),
        ("https://10.0.0.1:8443", "https://10.0.0.1:8443"),
    ])
    func `an address that may leave its port out has that of https`(
        text: String,
        written: String
    ) throws {
        #expect(try PeerAddress(withOptionalPort: text).description == written)
    }

    @Test(arguments: [
        "", "https://", "http://host", "https://host:", "https://host:0", "https://2001:db8::1",
        "https://host/v1", "https://user@host", "https://host?x", "host", "https:///",
    ])
    func `an address that may leave its port out still is one`(text: String) {
        #expect(throws: Malformed.self) { try PeerAddress(withOptionalPort: text) }
    }

    @Test func `a cursor that no page gave is refused`() {
        let cursor = PageCursor(position: -5, key: "$1$1$ a")
        #expect(PageCursor(text: cursor.text) == cursor)
        for text in ["", "!", "YWJj", String(repeating: "A", count: 2_000)] {
            #expect(PageCursor(text: text) == nil)
        }
    }
}
