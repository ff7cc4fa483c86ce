//! ListContributorInsights: the tables and global indexes whose accesses are counted by key, in pages.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{state::status, structures::ContributorInsightsSummary};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    limits::LIST_CONTRIBUTOR_INSIGHTS_PAGE,
    operation::{
        access::tables::{find_managed_table, own_table_name},
        answer::page::page,
        definition::constraints::check_table_name,
        request::{input::Request, page_limit::page_limit},
    },
    steps,
    storage::Table,
    texts,
};

structure! {
    /// The input of ListContributorInsights. (API reference: ListContributorInsights)
    pub struct ListContributorInsightsInput {
        /// The name or ARN of the table; all tables by default.
        table_name: Option<String> = "TableName",
        /// Where to start: the last page's `next_token`.
        next_token: Option<String> = "NextToken",
        /// How many results, 1 to 100 (the default).
        max_results: Option<i32> = "MaxResults",
    }
}

structure! {
    /// What ListContributorInsights answers.
    #[non_exhaustive]
    pub struct ListContributorInsightsOutput {
        /// The tables and global indexes, in order of their names.
        contributor_insights_summaries: Vec<ContributorInsightsSummary> = "ContributorInsightsSummaries",
        /// Where the next page starts; absent on the last page.
        next_token: Option<String> = "NextToken",
    }
}

/// Lists the tables and indexes.
pub(crate) fn run(
    engine: &Engine,
    request: Request<ListContributorInsightsInput>,
) -> Result<ListContributorInsightsOutput> {
    let Request { input, mut found } = request;
    let members = ListContributorInsightsInput::MEMBERS;
    if let Some(name) = &input.table_name {
        check_table_name(&mut found, members.table_name, name)?;
    }
    let most = LIST_CONTRIBUTOR_INSIGHTS_PAGE;
    let limit = page_limit(&mut found, members.max_results, input.max_results, most);
    found.check(&[])?;
    let after = input.next_token.as_deref().map(place_of).transpose()?;
    let table_name = input.table_name.as_deref().map(|name| own_table_name(engine, name)).transpose()?;
    let (first, tables) = match table_name {
        Some(name) => (Some(find_managed_table(engine, name)?.name().to_owned()), 1),
        None => (after.as_ref().map(|(table, _)| table.clone()), usize::MAX),
    };
    let names = engine.catalog().names_from(first).take(tables);
    let all =
        names.filter_map(|name| engine.catalog().table(&name)).flat_map(|table| summaries(engine, &table));
    let behind = all.filter(|summary| after.as_ref().is_none_or(|after| place(summary) > *after));
    let (summaries, more) = page(behind, limit);
    let next_token = summaries.last().filter(|_| more).map(|last| {
        let (table, index) = place(last);
        STANDARD.encode(format!("{table}/{}", index.unwrap_or_default()))
    });
    Ok(ListContributorInsightsOutput { contributor_insights_summaries: summaries, next_token })
}

/// The position of a table or index in the list.
type ListPlace = (String, Option<String>);

fn place(summary: &ContributorInsightsSummary) -> ListPlace {
    (summary.table_name.clone(), summary.index_name.clone())
}

/// The position behind which to continue. Tables and indexes that are no longer counted are skipped.
fn place_of(token: &str) -> Result<ListPlace> {
    let text = STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let place = text.as_deref().and_then(|text| text.split_once('/'));
    let place = place.map(|(table, index)| (table.to_owned(), (!index.is_empty()).then(|| index.to_owned())));
    place.ok_or_else(|| Error::validation(texts::request::INVALID_NEXT_TOKEN))
}

/// The table and its global indexes, those whose accesses are counted.
fn summaries(engine: &Engine, table: &Table) -> Vec<ContributorInsightsSummary> {
    steps::take(1);
    let settings = table.settings();
    let indexes = settings.global_indexes.iter();
    let indexes = indexes.map(|(name, index)| (Some(name.clone()), index.contributor_insights.as_ref()));
    let all = std::iter::once((None, settings.contributor_insights.as_ref())).chain(indexes);
    all.filter_map(|(index_name, insights)| {
        let insights = insights.filter(|insights| insights.enabled)?;
        Some(ContributorInsightsSummary {
            table_name: table.name().to_owned(),
            index_name,
            contributor_insights_status: Some(status(engine, Some(insights))),
            contributor_insights_mode: Some(insights.mode),
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Database, ScalarAttributeType::S};

    #[test]
    fn a_page_looks_at_its_tables_alone() {
        let db = Database::new();
        for number in 0..40 {
            let name = format!("table{number:02}");
            db.create_table(&*name).partition_key("id", S).run().unwrap();
            let body = format!(r#"{{"TableName":"{name}","ContributorInsightsAction":"ENABLE"}}"#);
            assert_eq!(db.wire("UpdateContributorInsights", body.as_bytes()).status, 200);
        }
        let (mut next_token, mut listed) = (None, Vec::new());
        loop {
            let input =
                ListContributorInsightsInput { next_token, max_results: Some(4), ..Default::default() };
            let (steps, page) = steps::of(|| run(db.engine(), Request::typed(input, |_, _| {})).unwrap());
            // The table at which the page starts, those of the page, and the first one behind it.
            assert!(steps <= 6, "{steps}");
            listed.extend(page.contributor_insights_summaries.into_iter().map(|summary| summary.table_name));
            next_token = page.next_token;
            if next_token.is_none() {
                break;
            }
        }
        assert_eq!(listed, (0..40).map(|number| format!("table{number:02}")).collect::<Vec<_>>());
    }
}
