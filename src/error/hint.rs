//! What to do about an error: [`Error::hint`].
//!
//! The service's texts are not changed. A hint is derived from the text when it is asked for. Where the text leaves out
//! what matters, the code that knows it adds it to the error with [`Error::with_hint`]: success pays nothing for that,
//! and the cost of an error is bounded.

use std::borrow::Cow;

use super::{
    Error, Message,
    syntax_hint::{of_reserved_word, of_syntax_error},
};
use crate::texts;

impl Error {
    /// What to do about the error, in a sentence; `None` where the message is enough.
    ///
    /// It is not part of the service's message, and may change from release to release.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S};
    ///
    /// let db = Database::new();
    /// let orders = db.create_table("orders").partition_key("id", S).run()?;
    ///
    /// let error = db.table("order").unwrap_err();
    /// assert_eq!(error.hint().as_deref(), Some("there is no table `order`: did you mean `orders`?"));
    ///
    /// let error = orders.update("o1").expression("SET status = :s").value(":s", "paid").run().unwrap_err();
    /// assert!(error.hint().is_some_and(|hint| hint.starts_with("`status` is a reserved word: write `#status`")));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn hint(&self) -> Option<Cow<'_, str>> {
        let text = match self {
            Self::Validation(message) | Self::ResourceNotFound(message) => {
                return message.hint().map(Cow::Borrowed).or_else(|| of_text(message).map(Cow::Owned));
            }
            Self::TransactionCanceled { .. } => {
                let (position, reason) = self.failed_actions().next()?;
                return Some(Cow::Owned(reason.explained(position)));
            }
            Self::Conversion(error) => return of_conversion(&error.to_string()).map(Cow::Borrowed),
            Self::ResourceInUse(_) => {
                "`create_table(..).if_absent()` takes the table that is there, if that has the same key"
            }
            Self::ConditionalCheckFailed { item: None, .. } => {
                "`return_item_on_failure()` puts the item into the error, where there is one"
            }
            Self::IdempotentParameterMismatch(_) => {
                "a client request token stands for one request: take a new one"
            }
            Self::DuplicateItem(_) => "INSERT makes new items only: UPDATE changes one that is there",
            _ if self.is_retryable() => "try again after a short while",
            _ => return None,
        };
        Some(Cow::Borrowed(text))
    }

    /// Adds a hint made where the error arises. Only errors whose texts leave something out take it.
    #[cold]
    pub(crate) fn with_hint(mut self, hint: impl FnOnce() -> String) -> Self {
        if let Self::Validation(message) | Self::ResourceNotFound(message) = &mut self {
            message.set_hint(hint());
        }
        self
    }
}

/// A piece of one of the service's texts, and the hint made of what follows it.
type Rule = (&'static str, fn(&str) -> Cow<'static, str>);

const RULES: &[Rule] = &[
    (texts::expression::RESERVED_WORD, of_reserved_word),
    ("ExpressionAttributeNames contains invalid key: Syntax error", |_| {
        "a placeholder of a name is a `#` and letters, digits and `_`".into()
    }),
    ("ExpressionAttributeValues contains invalid key: Syntax error", |_| {
        "a placeholder of a value is a `:` and letters, digits and `_`".into()
    }),
    (texts::placeholder::UNDEFINED_NAME, |name| {
        format!("say what `{name}` stands for, with `name(\"{name}\", ..)` or in ExpressionAttributeNames")
            .into()
    }),
    (texts::placeholder::UNDEFINED_VALUE, |value| {
        format!(
            "say what `{value}` stands for, with `value(\"{value}\", ..)` or in ExpressionAttributeValues"
        )
        .into()
    }),
    (texts::placeholder::UNUSED, |keys| {
        format!("no expression has {keys}: look for a misspelling, or leave it away").into()
    }),
    (texts::key_condition::MISSING, |name| {
        format!("a query needs a condition on `{name}`: a scan, or an index with another key, needs none")
            .into()
    }),
    (texts::read::FILTER_ON_KEY, |name| {
        format!("`{name}` is of the key: ask for it in the key condition instead of a filter").into()
    }),
    (texts::key::CANNOT_UPDATE, |rest| {
        let name = rest.split(". ").next().unwrap_or(rest);
        format!("the key of an item stays what it is: delete the item and put one with another `{name}`")
            .into()
    }),
    (texts::key::OTHER_TYPE, |rest| wrong_type(rest, "")),
    (texts::key::INDEX_KEY_TYPE, |rest| {
        wrong_type(rest, "; an item that has no such attribute is not in the index")
    }),
    (texts::key_condition::OTHER_TYPE, |_| {
        "what a key is compared with has the type that it has in the key: `key_schema()` and DescribeTable tell it".into()
    }),
    (texts::key::EMPTY, |_| {
        "a key has at least one byte; an item that lacks the attribute is not in the index".into()
    }),
    (texts::value::EMPTY_STRING_SET, |_| EMPTY_SET.into()),
    (texts::value::EMPTY_NUMBER_SET, |_| EMPTY_SET.into()),
    (texts::value::EMPTY_BINARY_SET, |_| EMPTY_SET.into()),
    (texts::expression::NO_OPERAND, |_| {
        "let the operand be `if_not_exists(path, :start)`, or use ADD, which begins at 0".into()
    }),
    (texts::expression::NO_PARENT, |_| {
        "what the path goes through must be there and be a map or a list: set it first".into()
    }),
    (texts::item::TOO_LARGE, |_| TOO_LARGE.into()),
    (texts::item::UPDATE_TOO_LARGE, |_| TOO_LARGE.into()),
    (texts::read::CONSISTENT, |_| "leave `consistent` away, or read the table".into()),
    (texts::request::TOO_MANY_WRITES, |_| {
        "a batch has at most 25 puts and deletes: `put_all` takes any number of items".into()
    }),
    (texts::request::TOO_MANY_GETS, |_| "a batch has at most 100 keys: `get_all` takes any number".into()),
    (texts::grammar::KEYWORD, |_| {
        "a name that is a word of PartiQL, or has other characters than letters, digits and `_`, stands in double quotes: \
         \"user\""
            .into()
    }),
    (texts::statement::PARAMETER_COUNT, |_| "each `?` of a statement takes one value, in their order".into()),
    (texts::statement::TUPLE_KEY, |_| "names in a VALUE stand in single quotes, as texts do".into()),
    (texts::statement::NO_WHOLE_KEY, |_| {
        "UPDATE and DELETE are about one item: ask with `=` for each attribute of its key".into()
    }),
    ("Unsupported clause: LIMIT", |_| {
        "`db.statement(..).take(n)` ends after n items, and Limit of ExecuteStatement ends a page".into()
    }),
    (texts::transaction::ONE_ITEM_TWICE, |_| {
        "put all that is to happen with an item into one action; an update and a put can have conditions"
            .into()
    }),
];

const TOO_LARGE: &str = "an item has at most 400 KB, the names of its attributes included";

const EMPTY_SET: &str = "DynamoDB stores no empty sets: leave the attribute out, or REMOVE it";

/// The hint that follows from a text.
pub(super) fn of_text(text: &Message) -> Option<String> {
    let by_rule = || {
        RULES.iter().find_map(|(piece, hint)| {
            let (_, rest) = text.split_once(piece)?;
            Some(hint(rest))
        })
    };
    of_syntax_error(text).or_else(by_rule).map(Cow::into_owned)
}

/// What is wrong with a key whose text goes on `id expected: S actual: N`.
fn wrong_type(rest: &str, more: &str) -> Cow<'static, str> {
    let mut words = rest.split(' ');
    let (name, mut types) = (words.next().unwrap_or_default(), words.filter(|word| !word.ends_with(':')));
    match (types.next(), types.next()) {
        (Some(expected), Some(actual)) => {
            format!("`{name}` is of type {expected} in the key and of type {actual} here{more}").into()
        }
        _ => Cow::Borrowed("give the attribute the type that it has in the key"),
    }
}

fn of_conversion(text: &str) -> Option<&'static str> {
    text.contains("missing field").then_some(
        "a field that items may lack is an `Option`, or has `#[serde(default)]`; one with another name has \
         `#[serde(rename = \"..\")]`",
    )
}

/// The name among these that was meant by one that is not there: the same but for case and `_`, `-`, `.`, or a few letters
/// away.
pub(crate) fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    /// Names are no longer (API reference: CreateTable, `TableName`), and the comparison takes the square of a length.
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
        // As many letters more or fewer are as many changes: no need to look for them.
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
