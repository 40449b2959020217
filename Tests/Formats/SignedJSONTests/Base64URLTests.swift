import SignedJSON
import Testing

@Suite struct Base64URLTests {
    @Test(arguments: [
        ([], ""), ([0x66], "Zg"), ([0x66, 0x6F], "Zm8"), ([0x66, 0x6F, 0x6F], "Zm9v"),
        ([0xFB, 0xFF, 0xBF], "-_-_"), ([3, 236, 255, 224, 193], "A-z_4ME"),
    ])
    func `bytes and text go both ways`(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
    }

    @Test(arguments: ["A", "Zg==", "Zm9v Zm9v", "Zh", "+/+/", "Zm9v\n", "Zm9vA"])
    func `a text that the strict alphabet does not allow is refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `the tolerant reading takes both alphabets and right padding`() {
        #expect(Base64URL.decodeTolerantly("+/-_") == [0xFB, 0xFF, 0xBF])
        #expect(Base64URL.decodeTolerantly("Zg==") == [0x66])
        #expect(Base64URL.decodeTolerantly("Zg=") == nil)
        #expect(Base64URL.decodeTolerantly("Zg==Zg==") == nil)
    }

    @Test(arguments: 0...65)
    func `a text is that of so many bytes exactly when it is read as so many`(count: Int) {
        let whole = Base64URL.encode([UInt8](repeating: 0xA5, count: count))
        let ends = "AQgwBZz9-_=+/. é".map { String(whole.dropLast()) + String($0) }
        for text in ends + [whole, whole + "A", String(whole.dropFirst()), "\n" + whole] {
            let isText = Base64URL.decode(text)?.count == count
            #expect(Base64URL.isText(text.utf8[...], ofBytes: count) == isText, "\(text)")
        }
    }
}
