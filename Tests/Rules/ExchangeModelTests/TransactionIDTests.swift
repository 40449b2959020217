import ExchangeModel
import RequirementTrait
import Testing

@Suite struct TransactionIDTests {
    @Test(.requirement("Digikoppeling REST 4.0.1: TransactionID is a UUIDv7"))
    func `a transaction id made from a moment is a version 7 UUID that reads back`() throws {
        let made = TransactionID.version7(
            at: Timestamp(milliseconds: 0x017F_22E2_79B0),
            random: (0xCC3, 0x18C4_DC0C_0C07_398F)
        )
        #expect(made.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(made.isVersion7)
        #expect(try TransactionID(made.description) == made)
        #expect(made.moment.description == "2022-02-22T19:22:22.000Z")
        #expect(TransactionID(bytes: made.bytes) == made)
    }

    @Test(arguments: [
        "", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398fa",
        "017f22e279b0-7cc3-98c4--dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
    ])
    func `a text that is no UUID is refused`(text: String) {
        #expect(throws: Malformed.self) { try TransactionID(text) }
    }

    @Test func `a version 4 UUID is told from a version 7 one`() throws {
        let random = try TransactionID("919108f7-52d1-4320-9bac-f847db4148a8")
        #expect(!random.isVersion7)
    }
}
