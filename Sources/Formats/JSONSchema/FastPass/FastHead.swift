/// What is looked at first of a node; small, for what one payload needs should stay near.
struct FastHead: Sendable {
    /// What strings are one run of, where ``textKind`` says so.
    var run = TextRun()
    /// The object, where ``objectKind`` says that it is all that counts.
    var object = FastNode.none
    /// How strings are checked first.
    var textKind = TextKind.other
    /// How objects are checked first.
    var objectKind = ObjectKind.other
}

/// How objects are checked first.
enum ObjectKind: UInt8, Sendable {
    /// An object conforms when its members do.
    case plain
    /// An object conforms when it does to what one of its members names.
    case choice
    /// The checks are to be made one by one.
    case other
}

/// How strings are checked first.
enum TextKind: UInt8, Sendable {
    /// Every string conforms.
    case any
    /// Usual strings conform when they are one run of a class.
    case run
    /// The checks are to be made one by one.
    case other
}

/// A class that all characters of a string must belong to, and how long it may be.
struct TextRun: Sendable {
    /// Where the marks of the class start: the lowest bit for each byte.
    var marks: Int32 = 0
    var least: UInt32 = 0
    /// How many bytes may come after the least.
    var further: UInt32 = 0

    /// Whether ASCII text of a length may conform; others are checked one by one.
    @inline(__always)
    func canHave(_ length: Int) -> Bool {
        UInt32(truncatingIfNeeded: length) &- least <= further
    }
}

extension FastCompiler {
    /// What is looked at first of a finished node.
    func head(of node: FastNode) -> FastHead {
        var head = FastHead()
        guard node.checks.count == 0 else { return head }
        let types = TypeMask(rawValue: node.types)
        if types.contains(.object), !node.hasValues, node.object >= 0 {
            head.object = node.object
            head.objectKind = tables.objects[Int(node.object)].choice >= 0 ? .choice : .plain
        }
        if types.contains(.string) {
            if node.textChecks == 0 { head.textKind = .any }
            if let run = textRun(of: node) {
                head.run = run
                head.textKind = .run
            }
        }
        return head
    }

    /// The run that strings must be; nil where there is more to check, or nothing.
    private func textRun(of node: FastNode) -> TextRun? {
        guard node.textChecks & ~(TextChecks.pattern | TextChecks.length) == 0, node.pattern >= 0,
            let run = tables.patterns.soleRun(node.pattern)
        else { return nil }
        // In ASCII a character is a byte; longer text counts its steps.
        let least = max(UInt32(clamping: run.least), node.leastLength)
        let most = min(UInt32(clamping: run.most), node.mostLength, 63)
        return least <= most
            ? TextRun(marks: run.marks, least: least, further: most - least) : nil
    }
}
