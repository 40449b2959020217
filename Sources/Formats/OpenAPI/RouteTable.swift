/// The path templates by number of segments, the most concrete first.
struct RouteTable: Sendable {
    /// A class: requests walk over routes, and a copy of a struct would count each of its arrays.
    private final class Route: Sendable {
        let template: PathTemplate
        /// The template as the document writes it.
        let source: String
        let operations: [Operation]

        init(_ template: PathTemplate, _ source: String, _ operations: [Operation]) {
            self.template = template
            self.source = source
            self.operations = operations
        }
    }

    private var routes: [[Route]] = []
    /// Where the routes of a shape stand, until they are sorted.
    private var places: [String: Int] = [:]

    /// Adds an operation; false when another path of the document has the template's shape.
    mutating func add(
        _ operation: Operation,
        at template: PathTemplate,
        of source: String
    ) -> Bool {
        let length = template.segments.count
        while routes.count <= length { routes.append([]) }
        if let known = places[template.shape] {
            guard routes[length][known].source == source else { return false }
            let operations = routes[length][known].operations + [operation]
            routes[length][known] = Route(template, source, operations)
        } else {
            places[template.shape] = routes[length].count
            routes[length].append(Route(template, source, [operation]))
        }
        return true
    }

    /// Puts concrete templates before templated ones.
    mutating func sort() {
        places = [:]
        for length in routes.indices {
            routes[length].sort { $0.template.isMoreConcrete(than: $1.template) }
        }
    }

    func match(method: String, path: RequestPath) -> Result<OperationMatch, RouteRefusal> {
        let length = path.segments.count
        guard routes.indices.contains(length) else { return .failure(.unknownPath) }
        for route in routes[length] {
            guard let captures = route.template.match(path.segments) else { continue }
            var found = route.operations.first { $0.method == method }
            if found == nil, method == "HEAD" {
                found = route.operations.first { $0.method == "GET" }
            }
            guard let found else {
                return .failure(.unknownMethod(declared: route.operations.map(\.method)))
            }
            return .success(
                OperationMatch(operation: found, captures: captures, query: path.query)
            )
        }
        return .failure(.unknownPath)
    }
}
