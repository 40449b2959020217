import AccessLog
import AdministrationAPI
import ArgumentParser
import Crypto
import DatasetCatalog
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import Logging
import Metrics
import ServiceLifecycle
import UnixSignals

/// `sluis serve`: runs the roles of a configuration file in one process.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the gateway: every role that the configuration names, in this process.",
        discussion: """
            Prints `ready` once everything listens. SIGTERM or SIGINT ends it: `/readyz` says 503, and after
            `shutdownDelay` the listeners close and requests under way are finished. A configuration with problems
            starts nothing: all of them are printed, exit 2. SIGHUP does what `sluis reload` does.
            """,
        examples: [
            "sluis serve --config /etc/sluis/sluis.yaml"
        ]
    )

    @Option(
        help:
            "The configuration file; see config/ for annotated examples. Default: SLUIS_CONFIG, or ./sluis.yaml.",
        completion: .file(extensions: ["yaml"])
    )
    var config: String?

    @Option(
        help:
            "The least severe messages of the log on standard error: trace, debug, info, notice, warning, error."
    )
    var logLevel = LogLevel.notice

    @Flag(
        help:
            "Starts as a gateway whose data folder was put back from an older copy: contracts are held until their peers have told what they hold."
    )
    var restored = false

    func run() async throws {
        let config = try GatewayPlace.configuration(config)
        let level = logLevel.level
        LoggingSystem.bootstrap { label in
            DaemonLog(label: label, level: level, target: .standardError)
        }
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        let logger = Logger(label: "sluis")
        signal(SIGPIPE, SIG_IGN)
        // From here on a hangup is a reload, also one that comes before the gateway is ready.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        var run: GatewayRun?
        do {
            let configuration = try GatewayConfigurationInForce(starting: config)
            DaemonLog.Target.standardError.use(configuration.parts.settings.log.format)
            let gateway = try await Gateway(
                configuration,
                logger: logger,
                isRestored: restored
            )
            for warning in gateway.parts.warnings { logger.warning("\(warning)") }
            let made = try GatewayRun(gateway, metrics: metrics, hangups: hangups)
            run = made
            try await made.record()
            try await made.run()
        } catch let refused as ConfigurationRefused {
            fail(refused.problems.map(\.description), after: run)
        } catch let refusal as any Error & CustomStringConvertible {
            fail([refusal.description], after: run)
        } catch {
            fail([SystemError.words(of: error)], after: run)
        }
    }

    /// Ends with 2 where nothing was started, with 1 where the gateway broke down.
    private func fail(_ lines: [String], after run: GatewayRun?) -> Never {
        for line in lines { Output.complain(line) }
        let wasReady = run?.wasReady ?? false
        Output.complain(wasReady ? "The gateway has stopped." : "Nothing was started.")
        Self.exit(withError: ExitCode(wasReady ? 1 : 2))
    }
}

/// How much a gateway says on standard error.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case trace
    case debug
    case info
    case notice
    case warning
    case error

    /// The level in the words of the logging library.
    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .notice }
}
