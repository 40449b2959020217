/// The parts of a `multipart/form-data` body.
///
/// RFC 7578; RFC 2046, *Multipart Media Type*. Strict, so that no reader can see other parts: lines end
/// in CR LF, every part has one name, in one notation, nothing but the parts stands in the body, and no
/// part is coded, nested, or has header fields that forms do not know.
enum MultipartBody {
    /// The most bytes of one part's header fields.
    private static let maximumHead = 8_192

    static func fields(
        _ body: [UInt8],
        boundary: String
    ) throws(FormBody.Fault) -> [FormField] {
        guard (1...70).contains(boundary.utf8.count) else { throw .encoding }
        let mark = Array("--\(boundary)".utf8)
        guard body.starts(with: mark) else { throw .encoding }
        var fields: [FormField] = []
        var index = mark.count
        let next = Array("\r\n".utf8) + mark
        while true {
            let rest = body[index...]
            if rest.elementsEqual("--".utf8) || rest.elementsEqual("--\r\n".utf8) { return fields }
            guard rest.starts(with: "\r\n".utf8), fields.count < FormBody.maximumFields else {
                throw .encoding
            }
            let start = index + 2
            guard let end = find(next, in: body, from: start),
                !hasDoubtfulBoundary(mark, in: body[start..<end])
            else { throw .encoding }
            fields.append(try field(body[start..<end]))
            index = end + next.count
        }
    }

    private static func field(_ part: ArraySlice<UInt8>) throws(FormBody.Fault) -> FormField {
        var rest = part
        var field: FormField?
        var type: MediaType?
        var length: Int?
        var used = 0
        while let end = lineEnd(rest) {
            let line = rest[..<end]
            rest = rest[(end + 2)...]
            used += line.count
            guard used <= maximumHead else { throw .encoding }
            if line.isEmpty {
                guard var field else { throw .encoding }
                guard length == nil || length == rest.count else { throw .encoding }
                field.value = Array(rest)
                field.type = type
                return field
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
                !line.contains(where: { $0 < 0x20 || $0 == 0x7f })
            else { throw .encoding }
            let value = Array(line[(colon + 1)...].drop { $0 == 0x20 })
            switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
            case "content-disposition":
                guard field == nil, let name = name(value) else { throw .encoding }
                field = FormField(name: name, value: [])
            case "content-type":
                guard type == nil, let read = MediaType(value) else { throw .encoding }
                type = read
            case "content-transfer-encoding":
                let coding = String(decoding: value, as: UTF8.self).lowercased()
                guard ["7bit", "8bit", "binary"].contains(coding) else { throw .encoding }
            case "content-length":
                guard length == nil, let told = Int(String(decoding: value, as: UTF8.self)) else {
                    throw .encoding
                }
                length = told
            // RFC 7578, *Other "Content-" Header Fields*: no part has any other.
            default: throw .encoding
            }
        }
        throw .encoding
    }

    /// Whether a line begins with the boundary after a lone CR or LF, where some readers end a part.
    private static func hasDoubtfulBoundary(_ mark: [UInt8], in part: ArraySlice<UInt8>) -> Bool {
        if part.starts(with: mark) { return true }
        var rest = part
        while let end = rest.firstIndex(where: { $0 == 0x0a || $0 == 0x0d }) {
            rest = rest[(end + 1)...]
            if rest.starts(with: mark) { return true }
        }
        return false
    }

    /// The name in `form-data; name="x"`.
    ///
    /// RFC 7578, *Content-Disposition Header Field for Each Part*: `filename*` must not be used, and
    /// nothing says what `name*` would mean beside `name`.
    private static func name(_ value: [UInt8]) -> String? {
        let text = String(validating: value, as: UTF8.self) ?? ""
        guard text.lowercased().hasPrefix("form-data;") else { return nil }
        var values: [String: String] = [:]
        var rest = text.dropFirst("form-data;".count)
        while true {
            rest = rest.drop { $0 == " " || $0 == ";" }
            guard let sign = rest.firstIndex(of: "=") else {
                guard rest.isEmpty else { return nil }
                break
            }
            let key = rest[..<sign].lowercased()
            rest = rest[rest.index(after: sign)...]
            let found: String
            if rest.first == "\"" {
                rest = rest.dropFirst()
                guard let end = rest.firstIndex(of: "\"") else { return nil }
                found = String(rest[..<end])
                rest = rest[rest.index(after: end)...]
                // A backslash is read in more than one way.
                guard !found.contains("\\") else { return nil }
            } else {
                found = String(rest.prefix { $0 != ";" && $0 != " " })
                rest = rest.dropFirst(found.count)
            }
            guard key == "name" || key == "filename",
                values.updateValue(found, forKey: key) == nil
            else { return nil }
            guard rest.isEmpty || rest.first == ";" || rest.first == " " else { return nil }
        }
        guard let name = values["name"], !name.isEmpty else { return nil }
        return name
    }

    private static func lineEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex
        while let found = bytes[index...].firstIndex(of: 0x0d) {
            guard found + 1 < bytes.endIndex else { return nil }
            if bytes[found + 1] == 0x0a { return found }
            index = found + 1
        }
        return nil
    }

    /// Where a text begins; linear, for it begins with a CR that stands nowhere else in it.
    private static func find(_ text: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        // An empty part has its end right after its head.
        while let found = bytes[index...].firstIndex(of: 0x0d) {
            if bytes[found...].starts(with: text) { return found }
            index = found + 1
        }
        return nil
    }
}
