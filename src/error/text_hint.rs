//! Hints that are derived from a message.

use std::borrow::Cow;

use super::{
    Message,
    syntax_hint::{of_reserved_word, of_syntax_error},
};
use crate::texts;

/// A part of one of the service's messages, and the hint made from the text after it.
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
    (texts::table::PROTECTED, |_| {
        "`table.update_settings().deletion_protection(false).run()`, or UpdateTable with \
         DeletionProtectionEnabled, disables it"
            .into()
    }),
    (texts::vector::OTHER_SIZE, |rest| {
        let attribute = rest.split(',').next().unwrap_or(rest);
        format!(
            "`{attribute}` has as many numbers as the vector index has dimensions; an item without it is not in the index"
        )
        .into()
    }),
    (texts::vector::SEARCH_DIMENSIONS, |_| {
        "search with a vector of the model that made the items' vectors: `describe()` tells the index's dimensions".into()
    }),
    (texts::transaction::ONE_ITEM_TWICE, |_| {
        "put all that is to happen with an item into one action; an update and a put can have conditions"
            .into()
    }),
];

const TOO_LARGE: &str = "an item has at most 400 KB, the names of its attributes included";

const EMPTY_SET: &str = "DynamoDB stores no empty sets: leave the attribute out, or REMOVE it";

/// The hint derived from a message.
pub(super) fn of_text(text: &Message) -> Option<String> {
    let by_rule = || {
        RULES.iter().find_map(|(piece, hint)| {
            let (_, rest) = text.split_once(piece)?;
            Some(hint(rest))
        })
    };
    of_syntax_error(text).or_else(by_rule).map(Cow::into_owned)
}

/// The hint for a key of a wrong type; `rest` is text such as `id expected: S actual: N`.
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
