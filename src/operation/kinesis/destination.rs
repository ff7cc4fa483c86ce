//! Changes of the Kinesis data streams that a table's changes are sent to.

use crate::{
    codec::Member,
    engine::Engine,
    error::{Error, Result},
    limits::{KINESIS_STREAM_ARN_CHARACTERS, KINESIS_STREAM_NAME_CHARACTERS},
    operation::{
        access::{
            in_use::{check_active, check_concurrent},
            tables::{find_managed_table, own_table_name},
        },
        definition::constraints::{TableConstraints, check_table_name},
        request::found::Found,
    },
    storage::{DestinationStatus, Ending, KinesisDestination, TableSettings, Transition},
    texts,
};

/// How many destinations are described that are off and of which nothing is kept: each was switched on within 24 hours,
/// and no change was sent to it. (Ours: the service's is not known)
const MOST_IDLE: usize = 20;

/// A request to change a destination of a table.
#[derive(Debug)]
pub(super) struct DestinationRequest<'a> {
    /// The table's name or ARN, and its member.
    pub(super) table_name: (Member, &'a str),
    /// The stream's ARN, and its member.
    pub(super) stream_arn: (Member, &'a str),
    /// The member for how changes are sent.
    pub(super) configuration: Member,
}

/// The state in which a change of a destination begins.
#[derive(Debug)]
pub(super) struct Beginning {
    pub(super) transition: Transition,
    table_name: String,
    table_id: String,
}

impl DestinationRequest<'_> {
    /// Checks the API's constraints.
    pub(super) fn check(&self, found: &mut Found) -> Result<()> {
        let Self { table_name, stream_arn, configuration } = *self;
        check_table_name(found, table_name.0, table_name.1)?;
        let (least, most) = KINESIS_STREAM_ARN_CHARACTERS;
        TableConstraints::new(found).length(&stream_arn.0.into(), stream_arn.1, least, most);
        found.check(&[table_name.0, stream_arn.0, configuration])
    }

    /// Changes the table's destinations, and ends the states that end by now. Returns the table's name.
    pub(super) fn change(
        &self,
        engine: &Engine,
        change: impl FnOnce(&mut Vec<KinesisDestination>, &Beginning) -> Result<()>,
    ) -> Result<String> {
        check_stream_arn(engine, self.stream_arn.1)?;
        let name = own_table_name(engine, self.table_name.1)?;
        let table = find_managed_table(engine, name)?;
        check_concurrent(engine)?;
        // Locked, so that no other change interleaves.
        let _one_at_a_time = table.changing();
        let ending: Ending = engine.ending();
        let (_, ended) = table.change_states(&ending, |settings: &mut TableSettings| {
            check_active(name, settings)?;
            let beginning = Beginning {
                transition: engine.transition(),
                table_name: name.to_owned(),
                table_id: settings.id.clone(),
            };
            settings.kinesis_destinations.retain(|destination| destination.is_kept(ending.now_ms));
            forget_idle(&mut settings.kinesis_destinations);
            change(&mut settings.kinesis_destinations, &beginning)
        })?;
        table.follow_up(ended, &ending);
        engine.end_states_later(&table);
        // A reader of the stream may not know this table.
        engine.kinesis().wake();
        Ok(name.to_owned())
    }
}

/// Forgets the oldest of the destinations that are off and of which nothing is kept, if there are many.
fn forget_idle(destinations: &mut Vec<KinesisDestination>) {
    while destinations.iter().filter(|destination| destination.is_idle()).count() > MOST_IDLE {
        let idle = (0..).zip(destinations.iter()).filter(|(_, destination)| destination.is_idle());
        let Some((oldest, _)) = idle.min_by_key(|(_, destination)| destination.ended_ms) else { return };
        destinations.remove(oldest);
    }
}

impl Beginning {
    /// The destination of this ARN, which must be ACTIVE; `operation` is the change in one word.
    pub(super) fn active<'d>(
        &self,
        destinations: &'d mut [KinesisDestination],
        stream_arn: &str,
        operation: &str,
    ) -> Result<&'d mut KinesisDestination> {
        let found = destinations.iter_mut().find(|destination| destination.stream_arn == stream_arn);
        let found = found
            .ok_or_else(|| Error::validation(texts::kinesis::no_destination(stream_arn, &self.table_name)))?;
        match found.status {
            DestinationStatus::Active => Ok(found),
            _ => Err(Error::validation(texts::kinesis::not_active(operation))),
        }
    }

    /// The refusal of a precision that a destination has already.
    pub(super) fn same_precision(&self, destination: &KinesisDestination) -> Error {
        let precision = destination.precision.as_str();
        Error::validation(texts::kinesis::same_precision(precision, &self.table_id, &destination.stream_arn))
    }
}

/// Checks that a text is the ARN of a stream in the database's account and region. (Developer guide: "Using Kinesis Data
/// Streams to capture changes to DynamoDB")
fn check_stream_arn(engine: &Engine, arn: &str) -> Result<()> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let &["arn", _, "kinesis", region, account, resource] = parts.as_slice() else {
        return Err(Error::validation(texts::stream::invalid_stream_arn(arn)));
    };
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    let is_name = |name: &str| {
        (1..=KINESIS_STREAM_NAME_CHARACTERS).contains(&name.len()) && name.chars().all(is_letter)
    };
    if !resource.strip_prefix("stream/").is_some_and(is_name) {
        return Err(Error::validation(texts::stream::invalid_stream_arn(arn)));
    }
    let options = engine.options();
    match region == options.region && account == options.account {
        true => Ok(()),
        false => Err(Error::validation(texts::kinesis::elsewhere(arn))),
    }
}
