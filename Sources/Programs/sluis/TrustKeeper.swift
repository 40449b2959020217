import ExchangeModel
import Foundation
import GatewayConfiguration
import Logging
import OutboundHTTP
import PeerIdentity
import PeerTransport
import ServiceLifecycle
import Synchronization

/// Why the trust of the Group could not be established.
struct TrustUnavailable: Error, CustomStringConvertible {
    let description: String
}

/// Keeps the Group's anchors and revocation lists and the own certificate fresh in every listener.
///
/// Reads them anew at each interval and when asked; what has not changed changes nothing. A list that
/// cannot be read leaves the last one in force until that one expires, and is reported.
final class TrustKeeper: Service, Sendable {
    private struct State {
        var material: TrustMaterial
        var credentials: TLSCredentials
        var trust: GroupTrust
        var lastProblem: String?
    }

    private let settings: GroupSettings
    private let identity: IdentitySettings
    private let client: OutboundClient
    private let logger: Logger
    private let listeners = Mutex<[MutualTLS]>([])
    private let followers = Mutex<[@Sendable () async -> Void]>([])
    private let state: Mutex<State>

    /// Reads everything for the first time.
    ///
    /// - Throws: ``TrustUnavailable`` when a file or list cannot be had.
    init(_ settings: GatewaySettings, client: OutboundClient, logger: Logger) async throws {
        (self.settings, identity) = (settings.group, settings.identity)
        (self.client, self.logger) = (client, logger)
        let material = try await Self.material(settings.group, client: client)
        let credentials = try Self.credentials(settings.identity)
        let trust = try Self.trust(settings.group, material, credentials, after: nil)
        state = Mutex(State(material: material, credentials: credentials, trust: trust))
    }

    /// The trust that outbound calls are made with at the moment.
    var trust: GroupTrust { state.withLock(\.trust) }

    /// The material at the moment.
    var material: TrustMaterial { state.withLock(\.material) }

    /// The certificate and key at the moment.
    var credentials: TLSCredentials { state.withLock(\.credentials) }

    /// Why the last refresh did not succeed; nil when it did.
    var lastProblem: String? { state.withLock(\.lastProblem) }

    /// Makes the mutual TLS of a listener and keeps it fresh from now on.
    func mutualTLS() throws -> MutualTLS {
        let tls = try MutualTLS(
            trust: material,
            subject: settings.subject,
            credentials: credentials,
            clock: SystemClock.now
        )
        listeners.withLock { $0.append(tls) }
        return tls
    }

    /// Does something after every change of anchors, lists or the own certificate.
    func onChange(_ action: @escaping @Sendable () async -> Void) {
        followers.withLock { $0.append(action) }
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(self.settings.revocationRefresh))
                do {
                    _ = try await self.refresh()
                } catch {
                    self.logger.error(
                        "trust not refreshed; the last lists stay in force until they expire",
                        metadata: ["reason": "\(error)"]
                    )
                }
            }
        }
    }

    /// Reads anchors, lists, certificate and key again; applies what changed.
    ///
    /// Returns whether anything changed. Nothing changes when anything cannot be read.
    func refresh() async throws -> Bool {
        do {
            return try await readAnew()
        } catch {
            state.withLock { $0.lastProblem = "\(error)" }
            throw error
        }
    }

    private func readAnew() async throws -> Bool {
        let material = try await Self.material(settings, client: client)
        let credentials = try Self.credentials(identity)
        let old = state.withLock { $0 }
        let newMaterial = material == old.material ? nil : material
        let newCredentials = credentials == old.credentials ? nil : credentials
        state.withLock { $0.lastProblem = nil }
        guard newMaterial != nil || newCredentials != nil else { return false }
        let trust = try Self.trust(
            settings,
            material,
            credentials,
            after: old.trust.generation
        )
        for listener in listeners.withLock({ $0 }) {
            try await listener.reload(trust: newMaterial, credentials: newCredentials)
        }
        state.withLock { state in
            (state.material, state.credentials, state.trust) = (material, credentials, trust)
        }
        logger.notice("trust refreshed", metadata: ["lists": "\(material.revocationLists.count)"])
        for action in followers.withLock({ $0 }) { await action() }
        return true
    }

    // MARK: - Reading

    private static func material(
        _ settings: GroupSettings,
        client: OutboundClient
    ) async throws -> TrustMaterial {
        var lists: [[UInt8]] = []
        for source in settings.revocationLists {
            lists.append(try await list(source, client: client))
        }
        let anchors = try read(settings.trustAnchors)
        do {
            return try TrustMaterial(
                anchors: anchors,
                revocationLists: lists,
                duty: settings.rules.revocation
            )
        } catch {
            throw TrustUnavailable(description: "\(settings.trustAnchors) and its lists: \(error)")
        }
    }

    private static func list(
        _ source: RevocationSource,
        client: OutboundClient
    ) async throws -> [UInt8] {
        switch source {
        case .file(let path):
            return try read(path)
        case .url(let url):
            do {
                let request = try OutboundRequest.revocationList(url)
                let answer = try await client.send(request, deadline: .now + .seconds(10))
                guard answer.status == 200 else {
                    throw TrustUnavailable(
                        description: "revocation list \(url): answered with status \(answer.status)"
                    )
                }
                return answer.body
            } catch let error as OutboundError {
                throw TrustUnavailable(description: "revocation list \(url): \(error)")
            }
        }
    }

    private static func credentials(_ identity: IdentitySettings) throws -> TLSCredentials {
        TLSCredentials(
            certificateChain: try read(identity.certificate),
            privateKey: try read(identity.privateKey)
        )
    }

    private static func trust(
        _ settings: GroupSettings,
        _ material: TrustMaterial,
        _ credentials: TLSCredentials,
        after old: IdentityGeneration?
    ) throws -> GroupTrust {
        let generation = IdentityGeneration(
            material,
            rules: settings.subject,
            after: old,
            at: SystemClock.now()
        )
        let own = try OwnCertificate(
            chain: credentials.certificateChain,
            key: credentials.privateKey
        )
        return GroupTrust(
            generation: generation,
            anchors: try read(settings.trustAnchors),
            own: own
        )
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TrustUnavailable(description: "\(path) cannot be read")
        }
        return [UInt8](data)
    }
}
