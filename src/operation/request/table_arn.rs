//! ARNs of tables and of their parts.

/// The ARN of a table or of a part of it in its parts: `arn:partition:dynamodb:region:account:table/name/kind/part`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TableArn<'a> {
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    /// The table's name.
    pub(crate) table: &'a str,
    /// The kind of the part, such as `stream` or `backup`, and which one it is.
    pub(crate) part: Option<(&'a str, &'a str)>,
}

/// The ARN of a global table of version 2017.11.29.
pub(crate) fn global_table_arn(account: &str, name: &str) -> String {
    format!("arn:aws:dynamodb::{account}:global-table/{name}")
}

impl<'a> TableArn<'a> {
    /// Reads an ARN; `None` if the text is no such ARN.
    pub(crate) fn parse(whole: &'a str) -> Option<Self> {
        let mut parts = whole.splitn(6, ':');
        let mut part = || parts.next();
        let ("arn", _partition, "dynamodb") = (part()?, part()?, part()?) else { return None };
        let (region, account) = (part()?, part()?);
        let mut path = part()?.split('/');
        let ("table", table) = (path.next()?, path.next()?) else { return None };
        let part = match (path.next(), path.next(), path.next()) {
            (None, ..) => None,
            (Some(kind), Some(part), None) => Some((kind, part)),
            _ => return None,
        };
        (!table.is_empty()).then_some(Self { region, account, table, part })
    }
}
