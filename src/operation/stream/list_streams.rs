//! ListStreams: the streams of a table or of all tables, in pages.

use super::{
    lookup::{FoundStream, read_arn},
    structures::Stream,
};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    limits::STREAMS,
    operation::{
        answer::page::page,
        definition::constraints::TableConstraints,
        request::{input::Request, names::check_name, page_limit::page_limit},
    },
};

structure! {
    /// What ListStreams takes. (API reference: ListStreams)
    pub struct ListStreamsInput {
        /// The table; all by default.
        table_name: Option<String> = "TableName",
        /// How many streams, 1 to 100 (the default).
        limit: Option<i32> = "Limit",
        /// The stream to start after: the last page's `last_evaluated_stream_arn`.
        exclusive_start_stream_arn: Option<String> = "ExclusiveStartStreamArn",
    }
}

structure! {
    /// What ListStreams answers.
    #[non_exhaustive]
    pub struct ListStreamsOutput {
        /// The streams, in order of their tables' names and then of their labels.
        streams: Vec<Stream> = "Streams",
        /// Where the next page starts; absent on the last page.
        last_evaluated_stream_arn: Option<String> = "LastEvaluatedStreamArn",
    }
}

/// Lists the streams.
pub(crate) fn run(engine: &Engine, request: Request<ListStreamsInput>) -> Result<ListStreamsOutput> {
    let Request { input, mut found } = request;
    let members = ListStreamsInput::MEMBERS;
    if let Some(name) = &input.table_name {
        check_name(&mut found, members.table_name, name);
    }
    let mut constraints = TableConstraints::new(&mut found);
    if let Some(start) = &input.exclusive_start_stream_arn {
        constraints.stream_arn(members.exclusive_start_stream_arn, start);
    }
    let limit = page_limit(&mut found, members.limit, input.limit, STREAMS);
    found.check(&[members.table_name, members.limit, members.exclusive_start_stream_arn])?;
    let start = input.exclusive_start_stream_arn.as_deref();
    let start = start.map(|arn| read_arn(engine, arn)).transpose()?;
    engine.catalog().forget_deleted(engine.clock().now_ms());
    let (first, tables) = match input.table_name {
        Some(name) => (Some(name), 1),
        None => (start.map(|(name, _)| name.to_owned()), usize::MAX),
    };
    let names = engine.catalog().names_from(first).take(tables);
    let is_behind = |stream: &FoundStream| {
        start.is_none_or(|start| start < (stream.table.as_str(), stream.settings.label.as_str()))
    };
    let streams = names.flat_map(|name| FoundStream::of_table(engine, &name)).filter(is_behind);
    let (streams, more) = page(streams, limit);
    let last_evaluated_stream_arn = streams.last().filter(|_| more).map(|last| last.arn.clone());
    let listed = |stream: FoundStream| Stream {
        stream_arn: stream.arn,
        table_name: stream.table,
        stream_label: stream.settings.label,
    };
    Ok(ListStreamsOutput { streams: streams.into_iter().map(listed).collect(), last_evaluated_stream_arn })
}
