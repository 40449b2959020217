internal import JSONTape

extension DocumentReader {
    /// The paths at which requests begin, without a final separator.
    ///
    /// OpenAPI 3.1.0, *Server Object*: an operation's servers replace its path item's, and these
    /// the document's; variables take their default. Only the URL's path counts here.
    func basePaths(_ holders: [Located]) throws(OpenAPIProblem) -> [String] {
        if case .fixed(let path) = options.basePath {
            guard let base = Self.plainPath(path[...]) else {
                throw OpenAPIProblem(.unusableServer, at: JSONPointer())
            }
            return [base]
        }
        for holder in holders {
            guard let servers = holder["servers"], servers.value.array?.isEmpty == false else {
                continue
            }
            var paths: [String] = []
            for server in try servers.items() {
                let path = try path(of: server)
                if !paths.contains(path) { paths.append(path) }
            }
            return paths
        }
        return [""]
    }

    private func path(of server: Located) throws(OpenAPIProblem) -> String {
        guard let address = server["url"] else { throw server.problem(.missing("url")) }
        var url = try address.text()
        for (name, variable) in try server["variables"]?.members() ?? [] {
            guard let value = variable.value["default"]?.string else {
                throw variable.problem(.missing("default"))
            }
            url.replace("{\(name)}", with: value)
        }
        var rest = url[...]
        if let scheme = rest.firstRange(of: "://") {
            rest = rest[scheme.upperBound...].drop { $0 != "/" && $0 != "?" && $0 != "#" }
        } else if !rest.isEmpty, rest.first != "/" {
            throw address.problem(.unusableServer)
        }
        guard let path = Self.plainPath(rest) else { throw address.problem(.unusableServer) }
        return path
    }

    /// The path without its final separator; nil when the matcher would refuse it.
    private static func plainPath(_ path: Substring) -> String? {
        var path = path
        if path.last == "/" { path.removeLast() }
        guard !path.isEmpty else { return "" }
        guard let read = try? RequestPath(Array(path.utf8)), read.query == nil,
            !path.contains("{"), !path.contains("%")
        else { return nil }
        return String(path)
    }
}
