import NIOCore
import NIOEmbedded
import Testing

@testable import PeerTransport

/// What a client's acknowledgement of settings may and may not be, byte by byte.
@Suite struct SettingsAheadTests {
    typealias Frame = RawFrames.Frame

    /// What goes on of what a client sends, in pieces of so many bytes.
    private func passed(
        _ sent: [UInt8],
        pieces: Int = .max,
        _ handler: SettingsAhead = SettingsAhead()
    ) throws -> [UInt8] {
        let channel = EmbeddedChannel(handler: handler)
        var (rest, passed) = (sent[...], [UInt8]())
        while !rest.isEmpty {
            try channel.writeInbound(ByteBuffer(bytes: rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
            while let buffer = try channel.readInbound(as: ByteBuffer.self) {
                passed += Array(buffer.readableBytesView)
            }
        }
        _ = try channel.finish()
        return passed
    }

    @Test(arguments: [1, 7, 24, 33, 1_000])
    func `the word that settings are taken stands behind the client's own, and once`(
        pieces: Int
    ) throws {
        let request = Frame.get(1).bytes
        let sent = RawFrames.beginning + request + Frame.settingsTaken.bytes + request
        let expected = RawFrames.beginning + Frame.settingsTaken.bytes + request + request
        #expect(try passed(sent, pieces: pieces) == expected)
        let again = sent + Frame.settingsTaken.bytes
        #expect(try passed(again, pieces: pieces) == expected + Frame.settingsTaken.bytes)
    }

    @Test func `nothing that has gone on is kept while a client says nothing of our settings`()
        throws
    {
        let handler = SettingsAhead()
        let frame = Frame(type: .data, stream: 1, payload: Array(repeating: 7, count: 16_384)).bytes
        let flood = Array(repeatElement(frame, count: 500).joined())
        let count = try passed(RawFrames.beginning + flood, pieces: 10_000, handler).count
        #expect(count == RawFrames.beginning.count + Frame.settingsTaken.bytes.count + flood.count)
        #expect(handler.heldCapacity <= 2 * 16_384)
    }

    @Test(arguments: [
        [Frame(type: .headers, flags: 1, stream: 1, payload: [0x82]), .settingsTaken],
        [Frame(type: .settings, flags: 1, stream: 1)],
        [Frame(type: .settings, flags: 1, payload: [0, 3, 0, 0, 0, 1])],
    ])
    func `what the rules forbid goes on to who refuses it`(frames: [Frame]) throws {
        let wrong = frames.flatMap(\.bytes)
        let expected = RawFrames.beginning + Frame.settingsTaken.bytes + wrong
        #expect(try passed(RawFrames.beginning + wrong) == expected)
    }

    @Test func `the reserved bit of a frame says nothing`() throws {
        let ours = Frame(type: .settings, flags: 1, stream: 0x8000_0000)
        let sent = RawFrames.beginning + ours.bytes
        #expect(try passed(sent) == RawFrames.beginning + Frame.settingsTaken.bytes)
    }

    @Test func `what does not begin with settings goes on as it is`() throws {
        for first in [Frame.get(1), .settingsTaken, .ping] {
            let sent = RawFrames.preface + first.bytes + Frame.settings.bytes
            #expect(try passed(sent) == sent)
        }
    }
}
