//! Refuses rules that could never hit what they name.

use super::{
    answer::FaultAnswer,
    exception::{THROTTLING, exception, name_of_code},
    form::Form,
    operations::{
        OF_ITEMS, Parts, REASONS, exceptions, has_exception, is_of_data_plane, own_exceptions,
        reads_and_writes,
    },
    resource::parts_of_reason,
    rule::FaultRule,
};
use crate::{
    engine::Engine,
    error::{Error, Result, ThrottledAccess, ThrottledResource, nearest},
    key::{KeyAttribute, KeySchema},
    limits::TRANSACTION_ACTIONS,
    storage::Table,
    value::Item,
};

/// The operations that create tables, about which a rule may name a table that does not exist.
const CREATING: [&str; 4] =
    ["CreateTable", "ImportTable", "RestoreTableFromBackup", "RestoreTableToPointInTime"];

/// The longest delay, in milliseconds: a day. It is hashrange's own.
const MAX_DELAY_MS: u64 = 24 * 3600 * 1000;

fn refused(why: String) -> Error {
    Error::validation(why)
}

/// The end of an error: the name that was probably meant.
fn meant<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    nearest(wanted, names).map_or_else(String::new, |name| format!(". Did you mean {name}?"))
}

impl FaultRule {
    /// Refuses a rule that could never hit what it names. `names` are those of all operations.
    ///
    /// # Errors
    /// [`Error::Validation`], which says what is wrong.
    pub(super) fn check(&self, engine: &Engine, names: &[&str]) -> Result<()> {
        for operation in &self.operations {
            if !names.contains(&operation.as_str()) {
                let hint = meant(operation, names.iter().copied());
                return Err(refused(format!("There is no operation {operation}{hint}")));
            }
        }
        self.check_numbers()?;
        self.check_target(engine)?;
        self.check_answer()
    }

    /// The operations that it is about.
    pub(super) fn is_of_operation(&self, operation: &str) -> bool {
        match self.operations.is_empty() {
            true => is_of_data_plane(operation),
            false => self.operations.iter().any(|named| named == operation),
        }
    }

    fn check_numbers(&self) -> Result<()> {
        for (name, number) in [("nth", self.nth), ("every", self.every), ("times", self.times)] {
            if number == Some(0) {
                return Err(refused(format!("`{name}` of a fault rule is at least 1")));
            }
        }
        match self.chance {
            Some(chance) if !(0.0..=1.0).contains(&chance) => {
                Err(refused(format!("The chance of a fault rule is a number from 0 to 1, and not {chance}")))
            }
            _ => Ok(()),
        }
    }

    fn check_target(&self, engine: &Engine) -> Result<()> {
        if self.item.is_some() && !self.could(|operation| Parts::of(operation) != Parts::None) {
            return Err(refused(format!("{} has no parts that have a number", self.operations.join(", "))));
        }
        let Some(name) = &self.table else {
            return match &self.index {
                Some(index) => Err(refused(format!("A fault rule about the index {index} names its table"))),
                None => self.key.as_ref().map_or(Ok(()), check_not_empty),
            };
        };
        let Some(table) = engine.catalog().table(name) else {
            if self.operations.iter().any(|operation| CREATING.contains(&operation.as_str())) {
                return Ok(());
            }
            let names = engine.catalog().table_names(None, usize::MAX);
            let hint = meant(name, names.iter().map(String::as_str));
            return Err(refused(format!("There is no table {name}{hint}")));
        };
        let schema = match &self.index {
            None => table.schema().clone(),
            Some(index) => schema_of_index(&table, index)?,
        };
        self.key.as_ref().map_or(Ok(()), |key| check_key(key, &schema, name))
    }

    /// Whether one of its operations is like this.
    fn could(&self, is_like: impl Fn(&str) -> bool) -> bool {
        match self.operations.is_empty() {
            true => OF_ITEMS.iter().any(|operation| is_like(operation)),
            false => self.operations.iter().any(|operation| is_like(operation)),
        }
    }

    fn check_answer(&self) -> Result<()> {
        match &self.answer {
            FaultAnswer::Exception { name, message, reasons } => {
                if name == "TransactionCanceledException" {
                    let why = "A transaction is cancelled by the answer `cancelled`, which has the reasons";
                    return Err(refused(why.to_owned()));
                }
                if exception(name, Some(""), Vec::new()).is_none() {
                    let hint = meant(name, exceptions());
                    // `ConditionalCheckFailed` is the code of a reason.
                    let hint = if hint.is_empty() { meant(&name_of_code(name), exceptions()) } else { hint };
                    return Err(refused(format!("There is no exception {name}{hint}")));
                }
                if exception(name, message.as_deref(), Vec::new()).is_none() {
                    return Err(refused(format!(
                        "The message of {name} depends on the request; give it one"
                    )));
                }
                if !reasons.is_empty() && !THROTTLING.contains(&name.as_str()) {
                    return Err(refused(format!("{name} has no throttling reasons")));
                }
                self.check_reasons(reasons)?;
            }
            FaultAnswer::Throttled { reasons } => self.check_reasons(reasons)?,
            FaultAnswer::Cancelled { reasons } => check_codes(reasons)?,
            FaultAnswer::Delayed { ms } if *ms > MAX_DELAY_MS => {
                return Err(refused(format!("A delay is at most a day, {MAX_DELAY_MS} ms")));
            }
            FaultAnswer::Unprocessed
            | FaultAnswer::RequestLost
            | FaultAnswer::AnswerLost
            | FaultAnswer::Delayed { .. } => {}
        }
        let cannot = |operation: &&String| Form::of(self, operation).is_none();
        if let Some(operation) = self.operations.iter().find(cannot) {
            return Err(refused(self.cannot_answer(operation)));
        }
        match self.could(|operation| Form::of(self, operation).is_some()) {
            true => Ok(()),
            false => {
                Err(refused("No operation of the data plane has this answer; name the operations".to_owned()))
            }
        }
    }

    /// Why an operation does not have the answer.
    fn cannot_answer(&self, operation: &str) -> String {
        match &self.answer {
            FaultAnswer::Unprocessed => {
                format!("{operation} has no unprocessed items: BatchGetItem and BatchWriteItem have")
            }
            FaultAnswer::Cancelled { .. } => format!(
                "{operation} is no transaction: TransactGetItems, TransactWriteItems and ExecuteTransaction are"
            ),
            FaultAnswer::Exception { name, .. } => {
                debug_assert!(!has_exception(operation, name), "an operation answers with what it has");
                let own = own_exceptions(operation).join(", ");
                let all = "AccessDeniedException, InternalServerError, ServiceUnavailable, ThrottlingException, \
                           ValidationException";
                match own.is_empty() {
                    true => format!("{operation} does not answer with {name}, but with {all}"),
                    false => format!("{operation} does not answer with {name}, but with {own}, {all}"),
                }
            }
            _ => format!("{operation} does not have this answer"),
        }
    }

    fn check_reasons(&self, reasons: &[String]) -> Result<()> {
        for name in reasons {
            let Some((resource, access, _)) = parts_of_reason(name) else {
                return Err(refused(format!(
                    "There is no throttling reason {name}: they are Table or Index, Read or Write, and \
                     ProvisionedThroughputExceeded, KeyRangeThroughputExceeded, MaxOnDemandThroughputExceeded or \
                     AccountLimitExceeded"
                )));
            };
            if resource == ThrottledResource::Index && self.index.is_none() {
                return Err(refused(format!("The throttling reason {name} is an index's; name the index")));
            }
            let fits = |operation: &str| match (access, reads_and_writes(operation)) {
                (ThrottledAccess::Read, (reads, _)) => reads,
                (ThrottledAccess::Write, (_, writes)) => writes,
            };
            if !self.could(fits) {
                let operations = self.operations.join(", ");
                return Err(refused(format!("The throttling reason {name} does not fit {operations}")));
            }
        }
        Ok(())
    }
}

fn check_codes(codes: &[String]) -> Result<()> {
    if let Some(code) = codes.iter().find(|code| !REASONS.contains(&code.as_str())) {
        let reasons = REASONS.join(", ");
        return Err(refused(format!(
            "{code} is no code of a cancelled transaction's reason: they are {reasons}"
        )));
    }
    if codes.len() > TRANSACTION_ACTIONS || codes.iter().all(|code| code == "None") {
        return Err(refused(format!(
            "A cancelled transaction has at most {TRANSACTION_ACTIONS} reasons, of which one is not None"
        )));
    }
    Ok(())
}

fn schema_of_index(table: &Table, name: &str) -> Result<KeySchema> {
    let indexes = table.indexes();
    if let Some(index) = indexes.iter().find(|index| index.name() == name) {
        return Ok(index.schema().clone());
    }
    if table.vector_indexes().iter().any(|index| index.definition().name == name) {
        return Ok(table.schema().clone());
    }
    let hint = meant(name, indexes.iter().map(|index| index.name()));
    Err(refused(format!("The table {} has no index {name}{hint}", table.name())))
}

fn check_not_empty(key: &Item) -> Result<()> {
    match key.is_empty() {
        true => Err(refused("The key of a fault rule has at least the partition key".to_owned())),
        false => Ok(()),
    }
}

/// Refuses a key that lacks part of the partition key, or has what is no part of the key.
fn check_key(key: &Item, schema: &KeySchema, table: &str) -> Result<()> {
    let fits =
        |attribute: &KeyAttribute| key.get(&attribute.name).map(|value| attribute.check(value).is_ok());
    let has_partition_key = schema.partition_key.iter().all(|attribute| fits(attribute) == Some(true));
    let known = schema.attributes().filter(|attribute| fits(attribute) == Some(true)).count();
    if has_partition_key && known == key.len() {
        return Ok(());
    }
    let names: Vec<String> = schema
        .attributes()
        .map(|attribute| format!("{} ({})", attribute.name, attribute.attribute_type.as_str()))
        .collect();
    Err(refused(format!(
        "The key of a fault rule about {table} is its partition key or its whole key, of {}, and not {key}",
        names.join(", ")
    )))
}
