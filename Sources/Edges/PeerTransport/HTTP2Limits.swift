import HTTPWire
public import NIOCore
import NIOHTTP2

/// The bounds of one HTTP/2 connection, at either end.
///
/// RFC 9113, *Denial-of-Service Considerations*. What goes over a bound of frames ends the whole
/// connection with ENHANCE_YOUR_CALM.
public struct HTTP2Limits: Hashable, Sendable {
    /// CONTINUATION frames after one HEADERS frame; with it they hold the longest list of fields.
    static let continuations = 11
    /// Bytes that count for a field besides its name and value: RFC 9113, *SETTINGS_MAX_HEADER_LIST_SIZE*.
    private static let fieldBytes = 32
    /// Answers to SETTINGS and PING that may wait for a peer that does not read.
    static let waitingControlFrames = 1_000

    /// Requests at a time; one more is refused unseen, so that it can be sent again.
    public var streams = 100
    /// Bytes of a stream that may arrive ahead of who reads them: the memory that one can take.
    public var streamWindow = 128 * 1_024
    /// Bytes of all streams together that may be on their way.
    public var connectionWindow = 1_024 * 1_024
    /// Requests that the other end may take back, or send beyond ``streams``, within ``period``.
    public var resets = 500
    /// PING, SETTINGS and PRIORITY frames within ``period``.
    public var controlFrames = 200
    /// Frames within ``period`` that are wrong for their stream.
    public var streamErrors = 100
    /// The time that frames are counted in.
    public var period = TimeAmount.seconds(30)

    /// The defaults of the product.
    public init() {}

    /// The longest list of fields that is unpacked, and the longest frame that is taken.
    ///
    /// Twice the longest head, of which no field may be missing: so all that HTTP/1.1 takes is taken
    /// in one frame, however badly it packs, and a little more than that is refused with an answer.
    static func listBytes(_ wire: WireLimits) -> Int {
        max(HeadFrame.leastBytes, 2 * (wire.headBytes + fieldBytes * wire.fields))
    }

    func settings(_ wire: WireLimits, isClient: Bool) -> HTTP2Settings {
        var settings = [
            HTTP2Setting(parameter: .maxHeaderListSize, value: Self.listBytes(wire)),
            HTTP2Setting(parameter: .maxFrameSize, value: Self.listBytes(wire)),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            // NIOHTTP2 ends the connection at its bound: ours, which the client is told, comes first.
            HTTP2Setting(parameter: .maxConcurrentStreams, value: isClient ? 0 : 2 * streams),
        ]
        if isClient { settings.append(HTTP2Setting(parameter: .enablePush, value: 0)) }
        return settings
    }

    /// What NIOHTTP2 is to keep to.
    ///
    /// It checks neither fields nor lengths: ``FieldTranscript`` and ``StreamBody`` do, so that a
    /// refusal is answered and recorded.
    func connection(_ wire: WireLimits, isClient: Bool) -> NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = settings(wire, isClient: isClient)
        configuration.headerBlockValidation = .disabled
        configuration.contentLengthValidation = .disabled
        configuration.targetWindowSize = connectionWindow
        configuration.maximumBufferedControlFrames = Self.waitingControlFrames
        configuration.maximumSequentialContinuationFrames = Self.continuations
        configuration.controlFrameRateLimit.maximumCount = controlFrames
        configuration.controlFrameRateLimit.windowLength = period
        return configuration
    }

    func stream() -> NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.targetWindowSize = streamWindow
        configuration.outboundBufferSizeHighWatermark = AnswerWriter.spareBytes
        configuration.outboundBufferSizeLowWatermark = AnswerWriter.spareBytes / 2
        configuration.streamResetFrameRateLimit.maximumCount = resets
        configuration.streamResetFrameRateLimit.windowLength = period
        configuration.streamErrorRateLimit.maximumCount = streamErrors
        configuration.streamErrorRateLimit.windowLength = period
        return configuration
    }
}

/// What an error in an HTTP/2 connection means for the connection.
enum ConnectionProblem {
    /// It came too late to matter: its stream is gone.
    case none
    /// A rule was broken, by the other end or by a frame of ours that came too late.
    case violation
    /// Too much of something.
    case flood
    /// No error of HTTP/2, or nothing that follows can be read.
    case broken

    init(_ error: any Error) {
        self =
            switch error {
            case is NIOHTTP2Errors.NoSuchStream, is NIOHTTP2Errors.StreamClosed: .none
            case is NIOHTTP2Errors.ExcessiveRSTFrames, is NIOHTTP2Errors.ExcessiveControlFrames,
                is NIOHTTP2Errors.ExcessiveEmptyDataFrames,
                is NIOHTTP2Errors.ExcessiveStreamErrors,
                is NIOHTTP2Errors.ExcessiveNumberOfGlitches,
                is NIOHTTP2Errors.ExcessiveContinuationFrames,
                is NIOHTTP2Errors.ExcessivelyLargeHeaderBlock,
                is NIOHTTP2Errors.ExcessiveOutboundFrameBuffering:
                .flood
            case is NIOHTTP2Errors.BadClientMagic, is NIOHTTP2Errors.UnableToParseFrame: .broken
            case is any NIOHTTP2Error: .violation
            default: .broken
            }
    }
}
