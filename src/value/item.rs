//! The methods of [`Item`], a map of attribute names to values.

use std::{cmp::Ordering, fmt, sync::Arc};

use super::{attribute_value::AttributeValue, number::Number, text::AttributeName};

/// An item, or the map of an `M` attribute: attribute names with their values, ordered by name.
///
/// ```
/// use hashrange::{AttributeValue, Item};
///
/// let mut item = Item::new();
/// item.insert("user_id", "jihoon07");
/// item.insert("price", 2900);
/// assert_eq!(item.get("user_id").and_then(AttributeValue::as_s), Some("jihoon07"));
/// assert_eq!(item.len(), 2);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Item {
    // Sorted by name, without repetition: half the memory of a tree for items of usual sizes.
    attributes: Vec<(AttributeName, AttributeValue)>,
}

impl Item {
    /// An item without attributes.
    pub const fn new() -> Self {
        Self { attributes: Vec::new() }
    }

    /// An item without attributes, with room for `capacity` of them.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { attributes: Vec::with_capacity(capacity) }
    }

    /// How many attributes there are.
    ///
    /// ```
    /// # use hashrange::item;
    /// let item = item! { "user_id": "haeri05", "age": 39 };
    /// assert_eq!(item.len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        self.attributes.len()
    }

    /// Whether there are no attributes.
    ///
    /// ```
    /// # use hashrange::item;
    /// let item = item! { "user_id": "haeri05", "age": 39 };
    /// assert!(!item.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The value of an attribute.
    ///
    /// ```
    /// # use hashrange::item;
    /// let item = item! { "user_id": "haeri05", "age": 39 };
    /// assert_eq!(item.get("age"), Some(&39.into()));
    /// assert_eq!(item.get("city"), None);
    /// ```
    pub fn get(&self, name: &str) -> Option<&AttributeValue> {
        let place = self.place(name).ok()?;
        self.attributes.get(place).map(|(_, value)| value)
    }

    /// The text of an attribute that is a string; `None` if it is missing or of another type.
    ///
    /// ```
    /// use hashrange::item;
    ///
    /// let item = item! { "brand": "소니", "price": 89000 };
    /// assert_eq!(item.s("brand"), Some("소니"));
    /// assert_eq!(item.s("price"), None);
    /// ```
    pub fn s(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_s()
    }

    /// The number of an attribute that is one; `None` if it is missing or of another type.
    ///
    /// ```
    /// use hashrange::item;
    ///
    /// assert_eq!(item! { "price": 89000 }.n("price").and_then(|price| price.to_i64()), Some(89000));
    /// ```
    pub fn n(&self, name: &str) -> Option<&Number> {
        self.get(name)?.as_n()
    }

    /// The value of an attribute, for changes in place.
    ///
    /// ```
    /// # use hashrange::item;
    /// let mut item = item! { "user_id": "haeri05", "age": 39 };
    /// *item.get_mut("age").unwrap() = 40.into();
    /// assert_eq!(item.get("age"), Some(&40.into()));
    /// ```
    pub fn get_mut(&mut self, name: &str) -> Option<&mut AttributeValue> {
        let place = self.place(name).ok()?;
        self.attributes.get_mut(place).map(|(_, value)| value)
    }

    /// Whether there is an attribute of this name.
    ///
    /// ```
    /// # use hashrange::item;
    /// let item = item! { "user_id": "haeri05", "age": 39 };
    /// assert!(item.contains("age") && !item.contains("city"));
    /// ```
    pub fn contains(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// Sets an attribute, and returns its previous value.
    ///
    /// ```
    /// # use hashrange::item;
    /// let mut item = item! { "user_id": "haeri05", "age": 39 };
    /// assert_eq!(item.insert("age", 40), Some(39.into())); // what it replaced
    /// assert_eq!(item.insert("city", "서울"), None);
    /// ```
    pub fn insert(
        &mut self,
        name: impl Into<AttributeName>,
        value: impl Into<AttributeValue>,
    ) -> Option<AttributeValue> {
        let (name, value) = (name.into(), value.into());
        // Attributes are often inserted in order.
        let place = match self.attributes.last() {
            Some((last, _)) if order(last, &name).is_ge() => self.place(&name),
            _ => Err(self.attributes.len()),
        };
        match place {
            Ok(place) => self.attributes.get_mut(place).map(|(_, old)| std::mem::replace(old, value)),
            Err(place) => {
                self.attributes.insert(place, (name, value));
                None
            }
        }
    }

    /// Removes an attribute, and returns its value.
    ///
    /// ```
    /// # use hashrange::item;
    /// let mut item = item! { "user_id": "haeri05", "age": 39 };
    /// assert_eq!(item.remove("age"), Some(39.into()));
    /// assert_eq!(item.len(), 1);
    /// ```
    pub fn remove(&mut self, name: &str) -> Option<AttributeValue> {
        let place = self.place(name).ok()?;
        Some(self.attributes.remove(place).1)
    }

    /// Removes the attributes with these names, which are in order. Each attribute that stays is moved at most once.
    pub(crate) fn remove_all(&mut self, names: &[&str]) {
        match names {
            [name] => drop(self.remove(name)),
            names => {
                let mut names = names.iter().copied().peekable();
                self.attributes.retain(|(name, _)| {
                    while names.next_if(|goes| order(name, goes).is_gt()).is_some() {}
                    names.next_if(|goes| order(name, goes).is_eq()).is_none()
                });
            }
        }
    }

    /// The attributes in order of their names.
    ///
    /// ```
    /// # use hashrange::item;
    /// let item = item! { "user_id": "haeri05", "age": 39 };
    /// let names: Vec<&str> = item.iter().map(|(name, _)| name.as_str()).collect();
    /// assert_eq!(names, ["age", "user_id"]); // in order of their names
    /// ```
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.attributes.iter())
    }

    /// The attributes' names, in order.
    ///
    /// ```
    /// # use hashrange::item;
    /// let item = item! { "user_id": "haeri05", "age": 39 };
    /// assert!(item.names().eq(["age", "user_id"]));
    /// ```
    pub fn names(&self) -> impl ExactSizeIterator<Item = &AttributeName> {
        self.attributes.iter().map(|(name, _)| name)
    }

    /// Frees the memory that the item does not need.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.attributes.shrink_to_fit();
    }

    // Not inlined: all lookups of a name share one copy of this large code.
    #[inline(never)]
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.attributes.binary_search_by(|(other, _)| order(other, name))
    }
}

// Not inlined, because a comparison handles the three representations of a name.
#[inline(never)]
fn order(name: &AttributeName, other: &str) -> Ordering {
    name.as_str().cmp(other)
}

/// The attributes of an [`Item`], in order of their names.
#[derive(Debug, Clone)]
pub struct Iter<'a>(std::slice::Iter<'a, (AttributeName, AttributeValue)>);

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a AttributeName, &'a AttributeValue);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (name, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(name, value)| (name, value))
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Item {
    type Item = (&'a AttributeName, &'a AttributeValue);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl IntoIterator for Item {
    type Item = (AttributeName, AttributeValue);
    type IntoIter = std::vec::IntoIter<(AttributeName, AttributeValue)>;

    fn into_iter(self) -> Self::IntoIter {
        self.attributes.into_iter()
    }
}

impl<N: Into<AttributeName>, V: Into<AttributeValue>> FromIterator<(N, V)> for Item {
    /// If a name occurs twice, its last value counts.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self::of(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl Item {
    /// The item with these attributes, given in any order, in memory of exactly its size. If a name occurs twice, its
    /// last value counts.
    pub(crate) fn of(mut attributes: Vec<(AttributeName, AttributeValue)>) -> Self {
        if !attributes.is_sorted_by(|(a, _), (b, _)| a < b) {
            attributes.sort_by(|(a, _), (b, _)| a.cmp(b));
            attributes.dedup_by(|later, kept| {
                let same = later.0 == kept.0;
                if same {
                    std::mem::swap(&mut later.1, &mut kept.1);
                }
                same
            });
        }
        attributes.shrink_to_fit();
        Self { attributes }
    }
}

impl<N: Into<AttributeName>, V: Into<AttributeValue>> Extend<(N, V)> for Item {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, pairs: I) {
        for (name, value) in pairs {
            self.insert(name, value);
        }
    }
}

impl<N: Into<AttributeName>, V: Into<AttributeValue>, const LEN: usize> From<[(N, V); LEN]> for Item {
    fn from(pairs: [(N, V); LEN]) -> Self {
        pairs.into_iter().collect()
    }
}

impl From<Arc<Item>> for Item {
    /// An item that was read, for changes or another use. It is copied if other references to it exist.
    fn from(item: Arc<Item>) -> Self {
        Arc::unwrap_or_clone(item)
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_two_values_of_one_name_counts() {
        let item: Item = [("b", 1), ("a", 2), ("b", 3)].into();
        assert_eq!(item, Item::from([("a", 2), ("b", 3)]));
    }

    proptest::proptest! {
        #[test]
        fn attributes_gathered_in_any_order_are_those_of_inserting_them(
            names in proptest::collection::vec("[a-e]{1,2}", 0..40)
        ) {
            let values = || names.iter().zip(0_u64..);
            let mut inserted = Item::new();
            values().for_each(|(name, value)| drop(inserted.insert(name, value)));
            proptest::prop_assert_eq!(values().collect::<Item>(), inserted);
        }
    }
}
