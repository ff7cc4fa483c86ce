//! Finds the name that was probably meant.

/// The existing name that was probably meant: equal except for case and `_`, `-`, `.`, or a few letters different.
pub(crate) fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    /// No name is longer (API reference: CreateTable, `TableName`), and the comparison takes the square of a length.
    const MAX_LEN: usize = 255;
    let plain = |name: &str| name.replace(['_', '-', '.'], "").to_lowercase();
    if wanted.len() > MAX_LEN {
        return None;
    }
    let wanted = plain(wanted);
    let letters = wanted.chars().count();
    let most = letters.div_ceil(4);
    let near = names.into_iter().filter(|name| name.len() <= MAX_LEN).filter_map(|name| {
        let plain = plain(name);
        // The distance is at least the difference of the lengths, so it is not computed if that is too large.
        let may_be_near = plain.chars().count().abs_diff(letters) <= most;
        let distance = may_be_near.then(|| strsim::osa_distance(&wanted, &plain))?;
        (distance <= most).then_some((distance, name))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_same_but_for_its_spelling_or_a_few_letters() {
        let names = ["users", "user-orders", "likes"];
        for (wanted, found) in [
            ("user", Some("users")),
            ("Users", Some("users")),
            ("usres", Some("users")),
            ("userOrders", Some("user-orders")),
            ("USER_ORDRES", Some("user-orders")),
            ("orders", None),
            ("", None),
        ] {
            assert_eq!(nearest(wanted, names), found, "{wanted}");
        }
        assert_eq!(nearest(&"x".repeat(1_000), names), None);
    }
}
