//! The key after which a page starts, as a text that a client hands back.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{query::QueryBuilder, scan::ScanBuilder};
use crate::{
    codec::{WriteJson, dynamodb_json::Checked},
    error::{Error, Result},
    operation::{QueryOutput, ScanOutput},
    value::Item,
};

/// The cursor of a key: its DynamoDB JSON in base64 that can stand in an address.
pub(crate) fn of_key(key: &Item) -> String {
    let mut json = Vec::new();
    key.write_json(&mut json);
    URL_SAFE_NO_PAD.encode(json)
}

/// The key of a cursor.
fn key_of(cursor: &str) -> Result<Item> {
    let read = || {
        let json = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        Checked::<Item>::from_text(&json).ok().filter(|key| key.faults.is_none())
    };
    read()
        .map(|key| key.value)
        .ok_or_else(|| Error::validation("The cursor is none that a page has returned"))
}

/// Defines `start_at` for a request, and `cursor` for its page.
macro_rules! cursors {
    ($builder:ident, $output:ident, $request:literal) => {
        impl $builder {
            /// Starts where the page with this cursor ended: [`start_after`](Self::start_after) with the text that its
            /// `cursor` method has returned, as a client hands it back. A text that is no cursor is an error when the request
            /// is run, and the key of another table, index or partition key is refused as the service does.
            ///
            /// ```
            /// # use hashrange::{Database, ScalarAttributeType::{N, S}, item};
            /// # let db = Database::new();
            /// # let orders = db.create_table("orders").partition_key("customer", S).sort_key("number", N).run()?;
            /// # orders.put_all((1..=5).map(|number| item! { "customer": "minji01", "number": number }))?;
            #[doc = concat!("let first = ", $request, ".limit(2).page()?;")]
            /// let cursor = first.cursor().expect("there is more");
            #[doc = concat!("assert_eq!(", $request, ".start_at(&cursor).run()?.len(), 3);")]
            #[doc = concat!("assert!(", $request, ".start_at(\"page 2\").run().is_err());")]
            /// # Ok::<(), hashrange::Error>(())
            /// ```
            pub fn start_at(mut self, cursor: &str) -> Self {
                match key_of(cursor) {
                    Ok(key) => self.start_after(key),
                    Err(error) => {
                        self.placeholders.fail(error);
                        self
                    }
                }
            }
        }

        impl $output {
            /// Where the next page starts, as a text that `start_at` of the request takes; `None` on the last page. Clients need
            /// not know what is in it: the key, in letters that can stand in an address. It is neither secret nor signed.
            pub fn cursor(&self) -> Option<String> {
                self.last_evaluated_key.as_ref().map(of_key)
            }
        }
    };
}

cursors! { QueryBuilder, QueryOutput, "orders.query(\"minji01\")" }
cursors! { ScanBuilder, ScanOutput, "orders.scan()" }

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::item;

    #[test]
    fn a_cursor_is_the_text_of_a_key() {
        let key = item! { "user": "해리/?&", "at": 1, "bytes": vec![1_u8, 2] };
        let cursor = of_key(&key);
        assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{cursor}");
        assert_eq!(key_of(&cursor).unwrap(), key);
        for wrong in ["", "=", "e30=", "a b", "bm8", cursor.get(1..).unwrap()] {
            assert!(key_of(wrong).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_cursor_or_refused(text in ".{0,60}") {
            if let Ok(key) = key_of(&text) {
                prop_assert_eq!(key_of(&of_key(&key)).unwrap(), key);
            }
        }
    }
}
