import Foundation

/// The checkout that these tests belong to, read as text.
enum Checkout {
    /// The folder that holds Package.swift.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// One source file of the project.
    struct Source {
        /// The path below the checkout, for example `Sources/Rules/Contracts/Grant.swift`.
        let path: String
        let text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        /// `Sources/<Layer>/<Module>/…`: the layer.
        var layer: String { component(1) }

        /// `Sources/<Layer>/<Module>/…`: the module.
        var module: String { component(2) }

        /// The modules that the file imports.
        var imports: [String] {
            lines.compactMap { line in
                var words = line.split(separator: " ").map(String.init)
                while let first = words.first,
                    [
                        "public", "package", "internal", "private", "fileprivate", "@testable",
                        "@preconcurrency",
                    ]
                    .contains(first)
                {
                    words.removeFirst()
                }
                guard words.first == "import", words.count >= 2 else { return nil }
                let name = words.count >= 3 ? words[2] : words[1]
                return name.split(separator: ".").first.map(String.init)
            }
        }

        private func component(_ index: Int) -> String {
            let parts = path.split(separator: "/")
            return index < parts.count ? String(parts[index]) : ""
        }
    }

    /// Every file below a folder with the given ending, in a fixed order.
    static func files(below folder: String, ending: String = ".swift") -> [Source] {
        let start = root.appending(path: folder)
        guard let walk = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil)
        else {
            return []
        }
        let prefix = root.path(percentEncoded: false)
        var found: [Source] = []
        for case let file as URL in walk where file.lastPathComponent.hasSuffix(ending) {
            let full = file.path(percentEncoded: false)
            guard full.hasPrefix(prefix), !full.contains("/.build"),
                let text = try? String(contentsOf: file, encoding: .utf8)
            else { continue }
            let path = full.dropFirst(prefix.count).drop(while: { $0 == "/" })
            found.append(Source(path: String(path), text: text))
        }
        return found.sorted { $0.path < $1.path }
    }
}
