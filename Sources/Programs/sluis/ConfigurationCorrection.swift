import JSONTape
import YAMLDocument

/// A value of a configuration file that is to be another one, in the place where it stands.
struct ConfigurationCorrection: Equatable, CustomStringConvertible {
    /// The place, such as `manager.address`.
    let key: String
    /// What stands there.
    let old: String
    /// What is to stand there.
    let new: String

    var description: String { "\(key): \(old) -> \(new)" }

    /// The text of a file with these values changed; all else of it stays, comments too.
    ///
    /// - Throws: Which value must be changed by hand, because it is written in a way that is not known here.
    static func apply(
        _ corrections: [ConfigurationCorrection],
        to text: String
    ) throws(StartProblem) -> String {
        var changed = text
        for correction in corrections {
            guard let next = correction.applied(to: changed),
                correction.isAll(from: changed, to: next)
            else {
                throw StartProblem(
                    "\(correction) must be changed by hand: it is written in a way of its own"
                )
            }
            changed = next
        }
        return changed
    }

    /// The text with this value changed; nil where the value's end cannot be told.
    private func applied(to text: String) -> String? {
        guard let root = try? YAMLNode(parsing: text), let node = root.value(at: key) else {
            return nil
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.indices.contains(node.mark.line - 1) else { return nil }
        let line = Array(lines[node.mark.line - 1].unicodeScalars)
        let start = node.mark.column - 1
        guard line.indices.contains(start), let end = end(of: line, from: start) else { return nil }
        var written = String.UnicodeScalarView()
        written.append(contentsOf: line[..<start])
        written.append(contentsOf: ConfigurationDraft.quoted(new).unicodeScalars)
        written.append(contentsOf: line[end...])
        lines[node.mark.line - 1] = String(written)
        return lines.joined(separator: "\n")
    }

    /// Where a scalar of one line ends: behind its closing quote, or behind its own text.
    private func end(of line: [Unicode.Scalar], from start: Int) -> Int? {
        let quote = line[start]
        guard quote == "\"" || quote == "'" else {
            let plain = Array(old.unicodeScalars)
            return line[start...].starts(with: plain) ? start + plain.count : nil
        }
        var index = start + 1
        while index < line.count {
            if line[index] == "\\", quote == "\"" {
                index += 2
            } else if line[index] == quote {
                return index + 1
            } else {
                index += 1
            }
        }
        return nil
    }

    /// Whether a text says the new value, and in all else what the former says.
    private func isAll(from former: String, to text: String) -> Bool {
        guard let old = try? YAMLNode(parsing: former).json,
            let node = try? YAMLNode(parsing: text), node.value(at: key)?.string == new
        else { return false }
        return ConfigurationChange.places(from: old, to: node.json).count == 1
    }
}

extension YAMLNode {
    /// The value at a key such as `group.directories[0].address`.
    func value(at key: String) -> YAMLNode? {
        var node: YAMLNode? = self
        for token in PartsBuilder.pointer(to: key).tokens {
            guard let present = node else { return nil }
            node =
                present.items.flatMap { items in
                    Int(token).flatMap { items.indices.contains($0) ? items[$0] : nil }
                } ?? present[token]
        }
        return node
    }
}
