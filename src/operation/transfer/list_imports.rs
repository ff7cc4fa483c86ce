//! ListImports: the imports into a table or of all tables, in pages.

use super::{
    constraints::check_pattern,
    import_structures::{ImportSummary, ImportTableDescription},
    page_token::{is_page_token, page_token, read_page_token},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    limits::{IMPORT_TOKEN_CHARACTERS, LIST_IMPORTS_PAGE, TABLE_ARN_CHARACTERS},
    operation::{
        definition::constraints::TableConstraints,
        request::{input::Request, page_limit::page_limit, table_arn::TableArn},
    },
    texts,
};

structure! {
    /// The input of ListImports. (API reference: ListImports)
    pub struct ListImportsInput {
        /// The ARN of the table whose imports are listed; all tables by default.
        table_arn: Option<String> = "TableArn",
        /// How many imports, 1 to 25 (the default).
        page_size: Option<i32> = "PageSize",
        /// Where to continue: the last page's `next_token`.
        next_token: Option<String> = "NextToken",
    }
}

structure! {
    /// What ListImports answers.
    #[non_exhaustive]
    pub struct ListImportsOutput {
        /// The imports of the last 90 days, in order of their tables' names and then of their times.
        import_summary_list: Vec<ImportSummary> = "ImportSummaryList",
        /// Where the next page starts; absent on the last page.
        next_token: Option<String> = "NextToken",
    }
}

/// Lists the imports.
pub(crate) fn run(engine: &Engine, request: Request<ListImportsInput>) -> Result<ListImportsOutput> {
    let Request { input, mut found } = request;
    let members = ListImportsInput::MEMBERS;
    let (least_digits, most_digits) = IMPORT_TOKEN_CHARACTERS.into_inner();
    let mut constraints = TableConstraints::new(&mut found);
    if let Some(arn) = &input.table_arn {
        constraints.length(&members.table_arn.into(), arn, 1, TABLE_ARN_CHARACTERS);
    }
    let token = input.next_token.as_deref();
    if let Some(token) = token {
        constraints.length(&members.next_token.into(), token, least_digits, most_digits);
    }
    check_pattern(&mut found, &members.next_token.into(), token, "([0-9a-f]{16})+", is_page_token);
    let limit = page_limit(&mut found, members.page_size, input.page_size, LIST_IMPORTS_PAGE);
    found.check(&[])?;
    let no_token = || Error::validation(texts::transfer::INVALID_NEXT_TOKEN);
    let start = token.map(|token| read_page_token(token).ok_or_else(no_token)).transpose()?;
    let wanted = |table: &str| input.table_arn.as_ref().is_none_or(|arn| *arn == engine.table_arn(table));
    let now_ms = engine.clock().now_ms();
    // Nothing lies under a name that no table has.
    let named = |arn| TableArn::parse(arn).map_or("", |arn| arn.table);
    let table = input.table_arn.as_deref().map(named);
    let mut imports = engine.imports().list(table, start, limit + 1, now_ms, |job| wanted(&job.key.0));
    let more = imports.len() > limit;
    imports.truncate(limit);
    let next_token = imports.last().filter(|_| more).map(|last| page_token(&last.key, least_digits));
    let summary = |job: &_| ImportSummary::from(ImportTableDescription::now(engine, job));
    Ok(ListImportsOutput {
        import_summary_list: imports.iter().map(|job| summary(job)).collect(),
        next_token,
    })
}
