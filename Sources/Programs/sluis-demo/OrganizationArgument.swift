import ArgumentParser

/// An organisation as the command line names it: `[FILE=]NAME:OIN:HOST,HOST`.
struct OrganizationArgument: ExpressibleByArgument, Hashable {
    /// The name of its files; made from the name when not given.
    let file: String
    /// The name in the certificate.
    let name: String
    /// The OIN in the certificate: twenty digits.
    let oin: String
    /// The host names in the certificate.
    let hosts: [String]

    init(file: String, name: String, oin: String, hosts: [String]) {
        self.file = file
        self.name = name
        self.oin = oin
        self.hosts = hosts
    }

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, let hosts = parts.last, let oin = parts.dropLast().last,
            oin.utf8.count == 20, oin.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        var name = parts.dropLast(2).joined(separator: ":")
        var file = Self.fileName(name)
        if let sign = name.firstIndex(of: "=") {
            file = String(name[..<sign])
            name = String(name[name.index(after: sign)...])
        }
        let names = hosts.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard !name.isEmpty, !file.isEmpty, file == Self.fileName(file),
            !AuthorityFolder.reservedNames.contains(file), !names.contains("")
        else { return nil }
        self.init(file: file, name: name, oin: String(oin), hosts: names)
    }

    /// Letters and digits of a text in lower case, with hyphens between.
    private static func fileName(_ text: String) -> String {
        text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
            .joined(separator: "-")
    }
}
