//! ListExports: the exports of a table or of all tables, in pages.

use super::export_description::ExportSummary;
use crate::{
    codec::structure,
    engine::{Engine, JobKey},
    error::{Error, Result},
    limits::{LIST_EXPORTS_PAGE, TABLE_ARN_CHARACTERS},
    operation::{
        answer::page::page,
        definition::constraints::TableConstraints,
        request::{input::Request, page_limit::page_limit, table_arn::TableArn},
    },
    texts,
};

structure! {
    /// The input of ListExports. (API reference: ListExports)
    pub struct ListExportsInput {
        /// The ARN of the table whose exports are listed; all tables by default.
        table_arn: Option<String> = "TableArn",
        /// How many exports, 1 to 25 (the default).
        max_results: Option<i32> = "MaxResults",
        /// Where to continue: the last page's `next_token`.
        next_token: Option<String> = "NextToken",
    }
}

structure! {
    /// What ListExports answers.
    #[non_exhaustive]
    pub struct ListExportsOutput {
        /// The exports of the last 90 days, in order of their tables' names and then of their times.
        export_summaries: Vec<ExportSummary> = "ExportSummaries",
        /// Where the next page starts; absent on the last page.
        next_token: Option<String> = "NextToken",
    }
}

/// Lists the exports.
pub(crate) fn run(engine: &Engine, request: Request<ListExportsInput>) -> Result<ListExportsOutput> {
    let Request { input, mut found } = request;
    let members = ListExportsInput::MEMBERS;
    if let Some(arn) = &input.table_arn {
        let mut constraints = TableConstraints::new(&mut found);
        constraints.length(&members.table_arn.into(), arn, 1, TABLE_ARN_CHARACTERS);
    }
    let limit = page_limit(&mut found, members.max_results, input.max_results, LIST_EXPORTS_PAGE);
    found.check(&[])?;
    let invalid = |arn: &str| Error::validation(texts::transfer::invalid_table_arn(arn));
    let read = |arn| TableArn::parse(arn).filter(|read| read.part.is_none()).ok_or_else(|| invalid(arn));
    let table = input.table_arn.as_deref().map(read).transpose()?.map(|arn| arn.table);
    let start = input.next_token.as_deref().map(|token| read_token(token).ok_or_else(no_token));
    let now_ms = engine.clock().now_ms();
    let exports = engine.exports().list(table, start.transpose()?, limit + 1, now_ms, |job| {
        input.table_arn.as_ref().is_none_or(|arn| *arn == job.about.table_arn)
    });
    let (exports, more) = page(exports, limit);
    let next_token = exports.last().filter(|_| more).map(|last| token(&last.key));
    let export_summaries = exports.iter().map(|job| ExportSummary::of(engine, job, now_ms)).collect();
    Ok(ListExportsOutput { export_summaries, next_token })
}

/// The token of the page behind an export.
fn token((table, id): &JobKey) -> String {
    format!("{table}/{id}")
}

fn read_token(token: &str) -> Option<JobKey> {
    let (table, id) = token.split_once('/')?;
    Some((table.to_owned(), id.to_owned()))
}

fn no_token() -> Error {
    Error::validation(texts::transfer::INVALID_NEXT_TOKEN)
}
