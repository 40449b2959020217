internal import Contracts

extension Page {
    /// The page of elements in any order, as a store of any kind has to give it.
    init(
        of elements: [Element],
        by cursor: (Element) -> PageCursor,
        order: PageOrder,
        after: PageCursor?,
        limit: Int
    ) {
        let isAscending = order == .ascending
        let sorted = elements.sorted { left, right in
            isAscending ? cursor(left) < cursor(right) : cursor(right) < cursor(left)
        }
        let rest = sorted.filter { element in
            guard let after else { return true }
            return isAscending ? after < cursor(element) : cursor(element) < after
        }
        let page = Array(rest.prefix(max(limit, 1)))
        self.init(page, next: page.count < rest.count ? page.last.map(cursor) : nil)
    }
}
