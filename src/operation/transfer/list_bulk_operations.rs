//! ListBulkOperations: the bulk operations of all tables, in pages.

use std::cmp::Reverse;

use super::{
    bulk_structures::{BulkOperationDescription, BulkOperationSummary},
    constraints::check_pattern,
    page_token::{is_page_token, page_token, read_page_token},
};
use crate::{
    codec::structure,
    engine::{Engine, JobKey},
    error::{Error, Result},
    limits::{BULK_TOKEN_CHARACTERS, LIST_BULK_OPERATIONS_DEFAULT, LIST_BULK_OPERATIONS_PAGE},
    operation::{
        definition::constraints::TableConstraints,
        request::{input::Request, page_limit::page_limit},
    },
    texts,
};

structure! {
    /// The input of ListBulkOperations. (API reference: ListBulkOperations)
    pub struct ListBulkOperationsInput {
        /// How many operations, 1 to 25; 10 by default.
        max_results: Option<i32> = "MaxResults",
        /// Where to continue: the last page's `next_token`.
        next_token: Option<String> = "NextToken",
    }
}

structure! {
    /// What ListBulkOperations answers.
    #[non_exhaustive]
    pub struct ListBulkOperationsOutput {
        /// The operations of the last 90 days, the latest first.
        bulk_operations_summary_list: Vec<BulkOperationSummary> = "BulkOperationsSummaryList",
        /// Where the next page starts; absent on the last page.
        next_token: Option<String> = "NextToken",
    }
}

/// Lists the bulk operations.
pub(crate) fn run(
    engine: &Engine,
    request: Request<ListBulkOperationsInput>,
) -> Result<ListBulkOperationsOutput> {
    let Request { input, mut found } = request;
    let members = ListBulkOperationsInput::MEMBERS;
    let token = input.next_token.as_deref();
    let (least_digits, most_digits) = BULK_TOKEN_CHARACTERS.into_inner();
    if let Some(token) = token {
        let mut constraints = TableConstraints::new(&mut found);
        constraints.length(&members.next_token.into(), token, least_digits, most_digits);
    }
    check_pattern(&mut found, &members.next_token.into(), token, "([0-9a-f]{16})+", is_page_token);
    let asked = input.max_results.or(Some(LIST_BULK_OPERATIONS_DEFAULT));
    let limit = page_limit(&mut found, members.max_results, asked, LIST_BULK_OPERATIONS_PAGE);
    found.check(&[])?;
    let no_token = || Error::validation(texts::transfer::INVALID_NEXT_TOKEN);
    let start = token.map(|token| read_page_token(token).ok_or_else(no_token)).transpose()?;
    // Ids begin with the time.
    let by_time = |(table, id): &JobKey| Reverse((id.clone(), table.clone()));
    let start = start.as_ref().map(by_time);
    let is_behind = |key: &JobKey| start.as_ref().is_none_or(|start| by_time(key) > *start);
    let mut operations =
        engine
            .bulk_operations()
            .list(None, None, usize::MAX, engine.clock().now_ms(), |job| is_behind(&job.key));
    operations.sort_by_key(|job| by_time(&job.key));
    let more = operations.len() > limit;
    operations.truncate(limit);
    let next_token = operations.last().filter(|_| more).map(|last| page_token(&last.key, least_digits));
    let summary = |job: &_| BulkOperationSummary::from(BulkOperationDescription::now(engine, job));
    Ok(ListBulkOperationsOutput {
        bulk_operations_summary_list: operations.iter().map(|job| summary(job)).collect(),
        next_token,
    })
}
