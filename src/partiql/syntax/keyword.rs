//! The reserved words of PartiQL.
//!
//! Source: the reserved words of SQL-92 and the PartiQL specification's additions to them.

use super::token::TokenKind;

/// Words that are operators.
const OPERATORS: [&str; 10] =
    ["and", "between", "except", "in", "intersect", "is", "like", "not", "or", "union"];

/// All other reserved words, in order.
#[rustfmt::skip]
const KEYWORDS: [&str; 238] = [
    "absolute", "action", "add", "all", "allocate", "alter", "any", "are", "as", "asc", "assertion", "at",
    "authorization", "avg", "bag", "begin", "bigint", "bit", "bit_length", "blob", "bool", "boolean", "by",
    "can_cast", "can_lossless_cast", "cascade", "cascaded", "case", "cast", "catalog", "char",
    "char_length", "character", "character_length", "check", "clob", "close", "coalesce", "collate",
    "collation", "column", "commit", "conflict", "connect", "connection", "constraint", "constraints",
    "continue", "convert", "corresponding", "count", "create", "cross", "current", "current_date",
    "current_time", "current_timestamp", "current_user", "cursor", "date", "date_add", "date_diff",
    "deallocate", "dec", "decimal", "declare", "default", "deferrable", "deferred", "delete", "desc",
    "describe", "descriptor", "diagnostics", "disconnect", "distinct", "do", "domain", "double", "drop",
    "else", "end", "escape", "exception", "exec", "execute", "exists", "external", "extract", "fetch",
    "first", "float", "for", "foreign", "found", "from", "full", "get", "global", "go", "goto", "grant",
    "group", "having", "identity", "immediate", "index", "indicator", "initially", "inner", "input",
    "insensitive", "insert", "int", "int2", "int4", "int8", "integer", "integer2", "integer4", "integer8",
    "interval", "into", "isolation", "join", "key", "language", "last", "left", "let", "level", "limit",
    "list", "local", "lower", "match", "max", "min", "modified", "module", "names", "national", "natural",
    "nchar", "new", "next", "no", "nothing", "nullif", "numeric", "octet_length", "of", "offset", "old",
    "on", "only", "open", "option", "order", "outer", "output", "overlaps", "pad", "partial", "pivot",
    "position", "precision", "prepare", "preserve", "primary", "prior", "privileges", "procedure", "public",
    "read", "real", "references", "relative", "remove", "restrict", "returning", "revoke", "right",
    "rollback", "rows", "schema", "scroll", "section", "select", "session", "session_user", "set", "sexp",
    "size", "smallint", "some", "space", "sql", "sqlcode", "sqlerror", "sqlstate", "string", "struct",
    "substring", "sum", "symbol", "system_user", "table", "temporary", "then", "time", "timestamp", "to",
    "transaction", "translate", "translation", "trim", "tuple", "unique", "unknown", "unpivot", "update",
    "upper", "usage", "user", "using", "value", "values", "varchar", "varying", "view", "when", "whenever",
    "where", "with", "work", "write", "zone",
];

/// The token of a bare word: a literal, an operator, a keyword, or otherwise a name.
pub(crate) fn classify(word: &str) -> TokenKind<'_> {
    // No reserved word is longer. With this bound, the lookup takes constant time for names of any length.
    const LONGEST: usize = 17;
    if word.len() > LONGEST {
        return TokenKind::Name(word);
    }
    let lower = word.to_ascii_lowercase();
    match lower.as_str() {
        "true" => return TokenKind::Boolean(true),
        "false" => return TokenKind::Boolean(false),
        "null" => return TokenKind::Null,
        "missing" => return TokenKind::Missing,
        _ => {}
    }
    if let Some(operator) = find(&OPERATORS, &lower) {
        return TokenKind::Operator(operator);
    }
    find(&KEYWORDS, &lower).map_or(TokenKind::Name(word), TokenKind::Keyword)
}

fn find(words: &[&'static str], word: &str) -> Option<&'static str> {
    let place = words.binary_search(&word).ok()?;
    words.get(place).copied()
}

/// The token that two adjacent tokens form together, if they form one.
pub(crate) fn merge(first: &TokenKind<'_>, second: &TokenKind<'_>) -> Option<TokenKind<'static>> {
    use TokenKind::{Keyword, Operator};
    Some(match (first.word()?, second.word()?) {
        ("not", "in") => Operator("not_in"),
        ("is", "not") => Operator("is_not"),
        ("not", "between") => Operator("not_between"),
        ("not", "like") => Operator("not_like"),
        ("union", "all") => Operator("union_all"),
        ("union", "distinct") => Operator("union_distinct"),
        ("intersect", "all") => Operator("intersect_all"),
        ("intersect", "distinct") => Operator("intersect_distinct"),
        ("except", "all") => Operator("except_all"),
        ("except", "distinct") => Operator("except_distinct"),
        ("character", "varying") => Keyword("character_varying"),
        ("double", "precision") => Keyword("double_precision"),
        ("left", "outer") => Keyword("left"),
        ("right", "outer") => Keyword("right"),
        ("full", "outer") => Keyword("full"),
        ("left" | "right" | "full" | "inner" | "outer", "join") => Keyword("join"),
        ("left" | "right" | "full" | "inner" | "outer", "cross") => Keyword("cross"),
        ("cross", "join") => Keyword("cross_join"),
        ("insert", "into") => Keyword("insert_into"),
        ("on", "conflict") => Keyword("on_conflict"),
        ("do", "nothing") => Keyword("do_nothing"),
        ("modified", "old") => Keyword("modified_old"),
        ("modified", "new") => Keyword("modified_new"),
        ("all", "old") => Keyword("all_old"),
        ("all", "new") => Keyword("all_new"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_order_so_that_they_can_be_searched() {
        assert!(KEYWORDS.is_sorted_by(|a, b| a < b));
        assert!(OPERATORS.is_sorted_by(|a, b| a < b));
        assert!(KEYWORDS.iter().all(|word| word.len() <= 17));
    }

    #[test]
    fn words_are_reserved_in_any_case_and_data_year_and_name_are_free() {
        assert_eq!(classify("SeLeCt"), TokenKind::Keyword("select"));
        assert_eq!(classify("AND"), TokenKind::Operator("and"));
        assert_eq!(classify("inner"), TokenKind::Keyword("inner"));
        for free in ["data", "year", "name", "kind", "sub", "both", "tags"] {
            assert_eq!(classify(free), TokenKind::Name(free));
        }
    }
}
