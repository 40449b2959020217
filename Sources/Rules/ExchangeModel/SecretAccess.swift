/// The rule of who may read the file of a secret: its owner; of a mounted secret, the process's group.
///
/// A platform that mounts secrets for a process that is not root gives them to root and to the
/// process's own group, mode 0440.
public enum SecretAccess {
    /// Why a file's mode exposes the secret in it, as the end of a sentence; nil when it does not.
    ///
    /// `mode` are the permission bits, `groups` the groups that the process is in.
    public static func exposure(
        mode: UInt32,
        owner: UInt32,
        group: UInt32,
        groups: Set<UInt32>
    ) -> String? {
        if mode & 0o077 == 0 { return nil }
        guard mode & 0o037 == 0 else { return "others can read a secret" }
        guard owner == 0 else { return "a group can read a secret that is not root's" }
        guard groups.contains(group) else {
            return "a group that this process is not in can read a secret"
        }
        return nil
    }
}
