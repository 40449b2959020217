import Contracts
import ExchangeModel
import Testing

@Suite struct KnownPeerTests {
    @Test(
        arguments: [
            (-3_600_000, true), (-1, true), (0, false), (59_999, false), (60_000, true),
            (3_600_000, true),
        ] as [(Int64, Bool)]
    )
    func `that a peer was heard is kept once a minute, and when the clock was set back`(
        milliseconds: Int64,
        isStale: Bool
    ) throws {
        let peer = KnownPeer(
            id: try PeerID("1"),
            name: "Gemeente Voorbeeld",
            managerAddress: nil,
            seenAt: Timestamp(milliseconds: 1_700_000_000_000)
        )
        let now = Timestamp(milliseconds: 1_700_000_000_000 + milliseconds)
        #expect(peer.isStale(at: now) == isStale)
    }
}
