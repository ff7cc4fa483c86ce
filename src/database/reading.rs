//! Reading all there is in one call, as queries, scans and statements do.

use crate::{error::Result, value::Item};

/// Adds up a count over pages, up to `most`. `page` reads the page behind a key: its count, and where the next begins.
pub(super) fn count(
    most: Option<usize>,
    mut page: impl FnMut(Option<Item>) -> Result<(usize, Option<Item>)>,
) -> Result<usize> {
    let most = most.unwrap_or(usize::MAX);
    let (mut count, mut start) = (0, None);
    while count < most {
        let (counted, next) = page(start)?;
        count += counted;
        match next {
            None => break,
            next => start = next,
        }
    }
    Ok(count.min(most))
}

/// The methods by which a builder with `items`, `run` and a field `take` gives what it reads.
macro_rules! reading_methods {
    () => {
        /// All items as structs of yours, over all pages.
        ///
        /// # Errors
        /// As [`run`](Self::run); and [`Error::Conversion`](crate::error::Error::Conversion) where an item does not fit.
        pub fn run_as<T: serde_core::de::DeserializeOwned>(self) -> Result<Vec<T>> {
            self.run()?.iter().map(|item| Ok($crate::value::from_item_ref(item)?)).collect()
        }

        /// The first item; `None` where there is none. What comes after it is not read.
        ///
        /// # Errors
        /// As [`run`](Self::run).
        pub fn first(mut self) -> Result<Option<std::sync::Arc<$crate::value::Item>>> {
            self.take = Some(self.take.map_or(1, |take| take.min(1)));
            Ok(self.run()?.into_iter().next())
        }

        /// The first item as a struct of yours; `None` where there is none.
        ///
        /// # Errors
        /// As [`run_as`](Self::run_as).
        pub fn first_as<T: serde_core::de::DeserializeOwned>(self) -> Result<Option<T>> {
            self.first()?.map(|item| Ok($crate::value::from_item_ref(&*item)?)).transpose()
        }

        /// The items as structs of yours, page after page.
        pub fn typed<T: serde_core::de::DeserializeOwned>(self) -> $crate::database::ItemsAs<T> {
            self.items().typed()
        }
    };
}

pub(super) use reading_methods;
