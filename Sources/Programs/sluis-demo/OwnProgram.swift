import Foundation

/// The program that is running, also when it was found through PATH.
enum OwnProgram {
    static let file = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
}
