import AccessControl
import ExchangeModel
import HTTPWire
import PeerIdentity

/// Writes the head that goes to the source.
///
/// The peer's own head is copied but for what must not pass; `Fsc-Authorization` and
/// `Fsc-Transaction-Id` stay as they came (FSC Core 2.0.0, *Inway*; FSC Logging 1.1.0).
struct SourceRequest {
    /// Fields that only the Inway sets.
    private let reserved: FieldSet
    /// Fields of proxies that the service lets pass.
    private let passed: FieldSet
    private let authority: [UInt8]
    private let basePath: [UInt8]
    private let contractFields: [ContractField]
    private let fixedFields: [OfferedService.FixedField]
    private let offer: OfferedService

    init(_ service: OfferedService) {
        let added = service.contractFields.map(\.name) + service.fixedFields.map(\.name)
        reserved = FieldSet(
            names: ContractField.reservedNames + added,
            prefixes: [FieldName(known: "fsc-")]
        )
        passed = FieldSet(names: service.passedFields)
        authority = Array(service.authority.utf8)
        basePath = Array(service.basePath.utf8)
        contractFields = service.contractFields
        fixedFields = service.fixedFields
        offer = service
    }

    /// What an exchange adds to what is the same for all.
    struct Additions {
        let permit: Permit
        let trace: TraceContext
        /// Whether the trace began here, so that the peer's `tracestate` belongs to none.
        let startsTrace: Bool
        /// Whether the answer is checked, so that it must come whole and uncoded.
        let wantsWholeAnswer: Bool
    }

    /// Writes the head without framing and without its empty line.
    func write<Sink: ByteSink>(
        _ head: RequestHead,
        in bytes: Span<UInt8>,
        adding additions: Additions,
        to sink: inout Sink
    ) {
        sink.appendRequestLine(head, basePath: basePath, in: bytes)
        sink.append("host: " as StaticString)
        sink.append(authority)
        sink.appendLineEnd()
        head.fields.copy(from: bytes, to: &sink) {
            passes($0, in: bytes, adding: additions)
        }
        sink.append("traceparent: " as StaticString)
        sink.append(additions.trace)
        sink.appendLineEnd()
        if additions.wantsWholeAnswer {
            sink.appendField("accept-encoding", "identity" as StaticString)
        }
        for field in contractFields {
            guard let value = value(of: field.source, additions.permit) else { continue }
            sink.append(field.name.bytes)
            sink.append(": " as StaticString)
            sink.append(value)
            sink.appendLineEnd()
        }
        for field in fixedFields { sink.appendField(field.name, field.value) }
    }

    private func passes(
        _ field: Field,
        in bytes: Span<UInt8>,
        adding additions: Additions
    ) -> Bool {
        switch KnownName(field, in: bytes) {
        case .trusted: return true
        case .traceparent: return false
        case .tracestate: return !additions.startsTrace
        case .acceptEncoding, .range: return !additions.wantsWholeAnswer
        case .other:
            if reserved.contains(field.name, in: bytes) { return false }
            return !ProxyField.contains(field, in: bytes) || passed.contains(field.name, in: bytes)
        }
    }

    private func value(of source: ContractField.Source, _ permit: Permit) -> String? {
        switch source {
        case .purpose: permit.purpose?.id.rawValue
        case .processingActivity: permit.purpose.flatMap { offer.words(for: $0).activity }
        case .peer: permit.peer.peerID.rawValue
        case .origin: (permit.connectionDelegator ?? permit.peer.peerID).rawValue
        case .grant: permit.grant.rawValue
        }
    }
}

/// Fields of a request that the Inway deals with by name.
private enum KnownName {
    case trusted
    case traceparent
    case tracestate
    case acceptEncoding
    case range
    case other

    init(_ field: Field, in bytes: Span<UInt8>) {
        self =
            switch field.name.count {
            case 5: field.isNamed("range", in: bytes) ? .range : .other
            case 8: field.isNamed("if-range", in: bytes) ? .range : .other
            case 10: field.isNamed("tracestate", in: bytes) ? .tracestate : .other
            case 11: field.isNamed("traceparent", in: bytes) ? .traceparent : .other
            case 15: field.isNamed("accept-encoding", in: bytes) ? .acceptEncoding : .other
            case 17: field.isNamed("fsc-authorization", in: bytes) ? .trusted : .other
            case 18: field.isNamed("fsc-transaction-id", in: bytes) ? .trusted : .other
            default: .other
            }
    }
}

extension ByteSink {
    /// Writes a `traceparent` value without making a text of it.
    mutating func append(_ trace: TraceContext) {
        append("00-" as StaticString)
        append(digits: trace.trace.high, count: 16)
        append(digits: trace.trace.low, count: 16)
        append(UInt8(0x2D))
        append(digits: trace.span, count: 16)
        append(UInt8(0x2D))
        append(digits: UInt64(trace.flags), count: 2)
    }

    private mutating func append(digits value: UInt64, count: Int) {
        for place in stride(from: count - 1, through: 0, by: -1) {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(place * 4) & 0xF)
            append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
