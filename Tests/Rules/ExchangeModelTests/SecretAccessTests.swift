import ExchangeModel
import Testing

@Suite struct `A secret is for its owner, or for the process it is mounted for` {
    private func exposure(_ mode: UInt32, owner: UInt32, group: UInt32) -> String? {
        SecretAccess.exposure(mode: mode, owner: owner, group: group, groups: [65_534, 100])
    }

    @Test(arguments: [UInt32(0o600), 0o400, 0o700, 0])
    func `what only the owner can read is kept well, whoever that is`(mode: UInt32) {
        #expect(exposure(mode, owner: 1_000, group: 5) == nil)
    }

    @Test(arguments: [UInt32(0o440), 0o640])
    func `a mounted secret is root's, and its group is one of the process's`(mode: UInt32) {
        #expect(exposure(mode, owner: 0, group: 65_534) == nil)
        #expect(exposure(mode, owner: 0, group: 100) == nil)
        #expect(exposure(mode, owner: 0, group: 12_345)?.contains("not in") == true)
        #expect(exposure(mode, owner: 1_000, group: 100)?.contains("not root's") == true)
    }

    @Test(arguments: [UInt32(0o444), 0o644, 0o404, 0o460, 0o660, 0o450, 0o602, 0o601])
    func `what others can read, or a group can change, is exposed`(mode: UInt32) {
        #expect(exposure(mode, owner: 0, group: 65_534) == "others can read a secret")
    }
}
