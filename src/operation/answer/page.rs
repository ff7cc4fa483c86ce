//! Pages of lists.

/// Takes a page of at most `limit` results; returns it with whether more results follow.
pub(crate) fn page<T>(results: impl IntoIterator<Item = T>, limit: usize) -> (Vec<T>, bool) {
    let mut results = results.into_iter();
    let page: Vec<T> = results.by_ref().take(limit).collect();
    let more = results.next().is_some();
    (page, more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_at_its_limit_and_looks_at_one_result_behind_it() {
        let mut seen = 0;
        assert_eq!(page((0..10).inspect(|_| seen += 1), 3), (vec![0, 1, 2], true));
        assert_eq!(seen, 4);
        assert_eq!(page(0..3, 3), (vec![0, 1, 2], false));
        assert_eq!(page(0..0, 3), (vec![], false));
    }
}
