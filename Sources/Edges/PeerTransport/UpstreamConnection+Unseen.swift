import ExchangeModel
import HTTPWire

extension UpstreamConnection {
    /// Whether the answer tells that the Inway ended the connection before the request came.
    ///
    /// Then another connection carries the request, whatever it is, and the kept ones to the same
    /// place are not used again. RFC 9110, *408 Request Timeout* and *Idempotent Methods*: it is known
    /// that the request was never applied.
    func isUnseen(_ response: ReceivedResponse, _ exchange: UpstreamExchange) -> Bool {
        let isHeld = mayBeUnseen
        mayBeUnseen = false
        guard carrier == nil, owner.target.isPeer, response.tellsOfNoRequest else {
            if isHeld {
                holdsRequest = false
                exchange.confirmLeft()
            }
            return false
        }
        owner.leaves(place)
        guard isHeld, exchange.refusals < Self.maximumRefusals else {
            exchange.fail(.closedBeforeAnswer, requestLeft: true)
            return true
        }
        exchange.refusals += 1
        self.exchange = nil
        close()
        owner.later { self.owner.retry(exchange, from: self) }
        return true
    }
}

extension ReceivedResponse {
    /// Whether it is what an Inway says when it ends a connection on which no request came.
    ///
    /// The status alone may be that of a source.
    fileprivate var tellsOfNoRequest: Bool {
        let known = ErrorCode.connectionClosed
        guard head.status == known.status, !head.keepsAlive else { return false }
        return withBytes { head, bytes in
            guard let code = head.fields.first("fsc-error-code", in: bytes)?.value else {
                return false
            }
            let name = known.rawValue.utf8
            return code.count == name.count && zip(code, name).allSatisfy { bytes[$0] == $1 }
        }
    }
}
