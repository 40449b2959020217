import Hummingbird

/// Refuses every request of a connection whose certificate names no peer.
///
/// FSC Core 2.0.0, *Manager / Authentication*: the partner is told why, once, and gets nothing else.
struct NamedPeersOnly: RouterMiddleware {
    func handle(
        _ request: Request,
        context: PeerRequestContext,
        next: (Request, PeerRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !context.isUnnamed else { throw ManagerRefusal.peerUnnamed }
        return try await next(request, context)
    }
}
