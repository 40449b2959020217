import JSONTape
import RequirementTrait
import Testing

private func canonical(_ text: String) throws -> String {
    let value = try JSONValue(parsing: Array(text.utf8))
    return String(decoding: try value.canonicalForm(), as: UTF8.self)
}

private func number(_ bits: UInt64) -> String? {
    JSONNumber(Double(bitPattern: bits)).map(\.text)
}

@Suite(.requirement("FSC Core 2.0.0: H-05"))
struct CanonicalFormTests {
    @Test
    func `the sample of RFC 8785 becomes its published canonical form`() throws {
        let sample = #"""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        let form =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
            + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(try canonical(sample) == form)
    }

    @Test
    func `names are sorted by UTF-16 code unit`() throws {
        let sample = #"""
            {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
             "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
             "\u00f6": "Latin Small Letter O With Diaeresis"}
            """#
        let value = try JSONValue(
            parsing: try JSONValue(parsing: Array(sample.utf8)).canonicalForm()
        )
        let order = value.object?.members.compactMap(\.value.string)
        #expect(
            order == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis",
                "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
            ]
        )
    }

    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] as [(UInt64, String)]
    )
    func `the number samples of RFC 8785 are written as published`(bits: UInt64, text: String) {
        #expect(number(bits) == text)
    }

    @Test
    func `infinities and NaN are no JSON numbers`() {
        #expect(number(0x7fff_ffff_ffff_ffff) == nil)
        #expect(number(0x7ff0_0000_0000_0000) == nil)
    }

    @Test(.requirement("FSC Core 2.0.0: H-01"))
    func `the contract content of the hash vector takes 598 bytes`() throws {
        let content = #"""
            {"fsc_version":"2.0.0","iv":"06338364-8305-7b74-8000-de4963503139",
             "group_id":"fsc-example-group",
             "validity":{"not_before":1672527600,"not_after":1704063600},
             "grants":[{"data":{"type":"GRANT_TYPE_SERVICE_CONNECTION",
               "service":{"type":"SERVICE_TYPE_SERVICE","peer_id":"00000000000000000001",
                 "name":"example-service"},
               "outway":{"peer_id":"00000000000000000002",
                 "identification":{"type":"OUTWAY_IDENTIFICATION_TYPE_PUBLIC_KEY_THUMBPRINT",
                 "public_key_thumbprint":
                   "3a56f2e9269ac63f0d4394c46b96539da1625b6a985d38029ff89f34e490960c"}}}}],
             "hash_algorithm":"HASH_ALGORITHM_SHA3_512","created_at":1672527600}
            """#
        let form = try canonical(content)
        #expect(form.utf8.count == 598)
        #expect(
            form.hasPrefix(#"{"created_at":1672527600,"fsc_version":"2.0.0","grants":[{"data":{"#)
        )
    }

    @Test
    func `a number beyond the range of a double has no canonical form`() throws {
        var limits = JSONLimits.control
        limits.strict = false
        let value = try JSONValue(parsing: Array("[1e400]".utf8), limits: limits)
        #expect(throws: JSONProblem(.noCanonicalForm, at: 1)) { try value.canonicalForm() }
    }
}
