import NIOCore

extension UpstreamConnection: Swept {
    func sweep(at now: NIODeadline) {
        guard case .ready = state, let exchange, !exchange.isPaused else { return }
        if holdsHead, now >= lastProgress + Self.headHold {
            // Its body takes its time: the client gets the head meanwhile.
            holdsHead = false
            readComplete()
        }
        guard exchange.isRequestEnded else { return sweepRequest(exchange, at: now) }
        let since = exchange.isAnswerHeld || !reader.hasHead ? requestEnd : lastProgress
        let isStreaming = reader.isEventStream && !exchange.isAnswerHeld
        let time = isStreaming ? exchange.answerTime.streamIdle : exchange.answerTime.answer
        if now >= since + time { unanswered(exchange) }
    }

    /// Its time is up: it is sent elsewhere where it may be, once.
    private func unanswered(_ exchange: UpstreamExchange) {
        owner.wasSilent(self)
        guard mayAskElsewhere, owner.hasElsewhere else {
            return exchange.fail(.answerTimeout, requestLeft: true)
        }
        self.exchange = nil
        close()
        owner.repeatOnce(exchange, from: self)
    }

    /// A request that is still being written needs an end that takes it.
    private func sweepRequest(_ exchange: UpstreamExchange, at now: NIODeadline) {
        let isOver = stall.isOver(
            exchange.answerTime.answer,
            at: now,
            // A stream cannot tell how much of it waits.
            pending: carrier == nil ? context?.channel.pendingBytes : nil
        )
        if isOver {
            exchange.fail(.answerTimeout, requestLeft: true)
        }
    }
}
