//! ARNs of the resources of a database: tables, and their streams.

use std::sync::Arc;

use super::not_found::no_table;
use crate::{
    engine::Engine,
    error::{Error, Result},
    operation::request::table_arn::TableArn,
    storage::Table,
    texts,
};

/// The account in ARNs that name none.
const NO_ACCOUNT: &str = "000000000000";

/// A resource's ARN in its parts: `arn:partition:dynamodb:region:account:table/name/..`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ResourceArn<'a> {
    whole: &'a str,
    region: &'a str,
    account: &'a str,
    /// The table's name.
    pub(crate) table: &'a str,
    /// The label of the table's stream; `None` if the ARN is the table's.
    pub(crate) stream: Option<&'a str>,
}

impl<'a> ResourceArn<'a> {
    /// Reads the ARN of a table or of a stream, in the database's region.
    ///
    /// # Errors
    /// The text is no such ARN.
    pub(crate) fn read(engine: &Engine, whole: &'a str) -> Result<Self> {
        let invalid = || Error::validation(texts::resource::invalid_arn(whole));
        let arn = Self::parse(whole).ok_or_else(invalid)?;
        // A request about another region's resource goes to that region.
        if arn.region == engine.options().region { Ok(arn) } else { Err(invalid()) }
    }

    fn parse(whole: &'a str) -> Option<Self> {
        let TableArn { region, account, table, part } = TableArn::parse(whole)?;
        let stream = match part {
            None => None,
            Some(("stream", label)) => Some(label),
            Some(_) => return None,
        };
        Some(Self { whole, region, account, table, stream })
    }

    /// Refuses the ARN of another account's resource, whether it exists or not.
    pub(crate) fn check_own(&self, engine: &Engine, operation: &str) -> Result<()> {
        match self.account == engine.options().account {
            true => Ok(()),
            false => Err(self.denied(engine, operation)),
        }
    }

    /// The table, for an operation on the table's tags.
    ///
    /// # Errors
    /// Another account's table; a table that does not exist. If the account is all zeros, the latter is refused like
    /// another account's.
    pub(crate) fn tagged_table(&self, engine: &Engine, operation: &str) -> Result<Arc<Table>> {
        self.check_own(engine, operation)?;
        if self.stream.is_some() {
            return Err(Error::validation(texts::resource::no_table_arn(self.whole)));
        }
        match engine.catalog().table(self.table) {
            Some(table) => Ok(table),
            None if self.account == NO_ACCOUNT => Err(self.denied(engine, operation)),
            None => Err(self.no_such_table(engine)),
        }
    }

    /// The error of a table that does not exist.
    pub(crate) fn no_such_table(&self, engine: &Engine) -> Error {
        let message = texts::resource::table_not_found(self.whole);
        no_table(engine, self.table, message)
    }

    fn denied(&self, engine: &Engine, operation: &str) -> Error {
        let account = &engine.options().account;
        Error::AccessDenied(texts::resource::access_denied(account, operation, self.whole))
    }
}

#[cfg(test)]
mod tests {
    use super::ResourceArn;

    fn parsed(whole: &str) -> Option<(&str, Option<&str>)> {
        ResourceArn::parse(whole).map(|arn| (arn.table, arn.stream))
    }

    #[test]
    fn tables_and_streams_have_arns() {
        let table = "arn:aws:dynamodb:us-east-1:123456789012:table/music";
        assert_eq!(parsed(table), Some(("music", None)));
        let stream = "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/music/stream/2015-05-11T21:21:33.291";
        assert_eq!(parsed(stream), Some(("music", Some("2015-05-11T21:21:33.291"))));
    }

    #[test]
    fn nothing_else_is_one() {
        for other in [
            "",
            "music",
            "arn:aws:dynamodb:us-east-1:123456789012",
            "arn:aws:dynamodb:us-east-1:123456789012:table/",
            "arn:aws:dynamodb:us-east-1:123456789012:table/music/index/by_artist",
            "arn:aws:dynamodb:us-east-1:123456789012:table/music/stream",
            "arn:aws:dynamodb:us-east-1:123456789012:table/music/stream/a/b",
            "arn:aws:dynamodb::123456789012:global-table/music",
            "arn:aws:sqs:us-east-1:123456789012:table/music",
        ] {
            assert_eq!(parsed(other), None, "{other}");
        }
    }
}
