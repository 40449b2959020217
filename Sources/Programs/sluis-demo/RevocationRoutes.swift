import Foundation
import Hummingbird

/// Serves the revocation lists of a folder, as they are at the moment of the request.
struct RevocationRoutes {
    let folder: URL

    /// Answers `GET /root.crl` and `GET /intermediate.crl`.
    ///
    /// RFC 2585, *HTTP Conventions*.
    func router() -> Router<BasicRequestContext> {
        let router = Router()
        for name in ["root.crl", "intermediate.crl"] {
            let file = folder.appending(path: name)
            router.get("/\(name)") { _, _ in
                guard let data = try? Data(contentsOf: file) else {
                    throw HTTPError(.notFound)
                }
                return Response(
                    status: .ok,
                    headers: [.contentType: "application/pkix-crl", .cacheControl: "no-cache"],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: data))
                )
            }
        }
        return router
    }
}
