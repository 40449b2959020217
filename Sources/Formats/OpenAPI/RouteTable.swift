/// The path templates by number of segments, the most concrete first.
struct RouteTable: Sendable {
    /// A class: requests walk over routes, and a copy of a struct would count each of its arrays.
    private final class Route: Sendable {
        let template: PathTemplate
        /// The template as the document writes it; nil where all its operations were left out.
        let source: String?
        let operations: [Operation]
        /// The methods whose operations could not be read.
        let leftOut: [String]

        init(
            _ template: PathTemplate,
            _ source: String?,
            _ operations: [Operation] = [],
            leftOut: [String] = []
        ) {
            self.template = template
            self.source = source
            self.operations = operations
            self.leftOut = leftOut
        }
    }

    private var routes: [[Route]] = []
    /// Where the routes of a shape stand, until they are sorted.
    private var places: [String: Int] = [:]

    /// Whether no other path of the document has a template's shape.
    func fits(_ template: PathTemplate, of source: String) -> Bool {
        guard let known = places[template.shape] else { return true }
        let other = routes[template.segments.count][known].source
        return other == nil || other == source
    }

    /// Adds an operation.
    mutating func add(_ operation: Operation, at template: PathTemplate, of source: String) {
        change(template) { route in
            Route(route.template, source, route.operations + [operation], leftOut: route.leftOut)
        }
    }

    /// Keeps that requests of a method at a template are for an operation that could not be read.
    mutating func leaveOut(_ method: String, at template: PathTemplate) {
        change(template) { route in
            Route(
                route.template,
                route.source,
                route.operations,
                leftOut: route.leftOut + [method]
            )
        }
    }

    private mutating func change(_ template: PathTemplate, _ body: (Route) -> Route) {
        let length = template.segments.count
        while routes.count <= length { routes.append([]) }
        if let known = places[template.shape] {
            routes[length][known] = body(routes[length][known])
        } else {
            places[template.shape] = routes[length].count
            routes[length].append(body(Route(template, nil)))
        }
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
                let isLeftOut =
                    route.leftOut.contains(method)
                    || (method == "HEAD" && route.leftOut.contains("GET"))
                guard !isLeftOut else { return .failure(.leftOut) }
                return .failure(.unknownMethod(declared: route.operations.map(\.method)))
            }
            return .success(
                OperationMatch(operation: found, captures: captures, query: path.query)
            )
        }
        return .failure(.unknownPath)
    }
}
