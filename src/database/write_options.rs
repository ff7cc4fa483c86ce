//! The options that PutItem, UpdateItem and DeleteItem have in common.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{placeholders::PlaceholderMaps, table::Table};
use crate::{
    error::Result,
    operation::{
        Conditions, ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue,
        ReturnValuesOnConditionCheckFailure,
    },
    value::Item,
};

/// The options of a write of one item.
#[derive(Debug, Clone, Default)]
pub(super) struct Options {
    pub(super) placeholders: PlaceholderMaps,
    pub(super) conditions: Conditions,
    pub(super) return_values: Option<ReturnValue>,
    pub(super) return_consumed_capacity: Option<ReturnConsumedCapacity>,
    pub(super) return_item_collection_metrics: Option<ReturnItemCollectionMetrics>,
    pub(super) on_failure: Option<ReturnValuesOnConditionCheckFailure>,
}

/// The methods that set them. Their examples use a request that writes the item of the user `haeri05`.
macro_rules! write_methods {
    ($request:literal) => {
        placeholder_methods!($request, "condition");

        /// Most writes have none: they are boxed, so that the builder is small.
        fn options(&mut self) -> &mut Options {
            self.options.get_or_insert_default()
        }

        fn placeholders(&mut self) -> &mut PlaceholderMaps {
            &mut self.options().placeholders
        }

        /// Writes only if this condition expression holds for the existing item; an item that does not exist has
        /// no attributes. Each call adds a condition, and all must hold. Together they may be as long, and
        /// have as many operators, as one expression.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("let refused = ", $request, ".condition(\"age > :least\").value(\":least\", 60).run();")]
        /// assert!(refused.unwrap_err().is_condition_failed());
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn condition(mut self, condition: impl IntoCondition) -> Self {
            self.options().conditions.push(condition.into_condition());
            self
        }

        /// Writes only if there is an item with this key; it adds to other conditions.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!($request, ".if_exists().run()?;")]
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn if_exists(mut self) -> Self {
            self.options().conditions.push(ConditionPart::ItemExists);
            self
        }

        /// Writes only if there is no item with this key, an insert; it adds to other conditions.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("let refused = ", $request, ".if_absent().run();")]
        /// assert!(refused.unwrap_err().is_condition_failed());
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn if_absent(mut self) -> Self {
            self.options().conditions.push(ConditionPart::ItemAbsent);
            self
        }

        /// Returns the existing item in the error of a failed condition:
        /// [`Error::ConditionalCheckFailed`](crate::error::Error::ConditionalCheckFailed).
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("let refused = ", $request, ".if_absent().return_item_on_failure().run();")]
        /// let Err(Error::ConditionalCheckFailed { item, .. }) = refused else { panic!() };
        /// assert_eq!(item.unwrap().s("city"), Some("서울"));
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn return_item_on_failure(mut self) -> Self {
            self.options().on_failure = Some(ReturnValuesOnConditionCheckFailure::AllOld);
            self
        }

        /// Which attributes the answer has; `output` returns them.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("let output = ", $request, ".return_values(operation::ReturnValue::AllOld).output()?;")]
        /// assert_eq!(output.attributes.unwrap().s("city"), Some("서울"));
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn return_values(mut self, which: ReturnValue) -> Self {
            self.options().return_values = Some(which);
            self
        }

        /// Asks for the capacity that the write consumes, which `output` returns.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        /// let total = operation::ReturnConsumedCapacity::Total;
        #[doc = concat!("let output = ", $request, ".return_consumed_capacity(total).output()?;")]
        /// assert_eq!(output.consumed_capacity.unwrap().capacity_units, 1.0);
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
            self.options().return_consumed_capacity = Some(how_much);
            self
        }

        /// Asks for the size of the item collection, which `output` returns.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("let output = ", $request, ".return_item_collection_metrics().output()?;")]
        /// assert!(output.item_collection_metrics.is_none()); // this table has no local index
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn return_item_collection_metrics(mut self) -> Self {
            self.options().return_item_collection_metrics = Some(ReturnItemCollectionMetrics::Size);
            self
        }
    };
}

/// The request for an endpoint, whose input has these members and the options' ones.
macro_rules! write_asked {
    ($builder:ident, $input:ident { $subject:ident: $value:expr } $(, $updates:expr)?) => {{
        let (table, options) = ($builder.table, $builder.options.unwrap_or_default());
        options.placeholders.check()?;
        let database = table.database();
        let remote = database.remote()?;
        let mut spelled = Spelled::new(options.placeholders.names, options.placeholders.values);
        let schema = table.current();
        let conditions = spelled.conditions(ExpressionKind::Condition, &options.conditions, schema.schema())?;
        $(let update_expression = spelled.updates(table.engine.caches(), &$updates)?;)?
        let (names, values) = spelled.placeholders();
        let subject = $value;
        let key = schema.schema().of(&subject);
        let input = $input {
            $subject: subject,
            $(update_expression: { let _ = &$updates; update_expression },)?
            table_name: table.name().to_owned(),
            condition_expression: conditions,
            return_values: options.return_values,
            return_consumed_capacity: options.return_consumed_capacity,
            return_item_collection_metrics: options.return_item_collection_metrics,
            expression_attribute_names: names,
            expression_attribute_values: values,
            return_values_on_condition_check_failure: options.on_failure,
            ..$input::default()
        };
        let expressions = super::expressions::of_conditions(&options.conditions);
        $(let expressions = expressions.chain(super::expressions::of_updates(&$updates));)?
        Ok(Asked::of_table(remote, table, input, expressions).of_item(key))
    }};
}

/// Runs a write, whose input has the request's members and these options.
macro_rules! write_output {
    ($builder:ident, $input:ident { $($field:ident: $value:expr),* }, $run:path $(, $more:expr)?) => {{
        if $builder.table.is_remote() {
            return wait($builder.asked()?.answer());
        }
        let options = $builder.options.unwrap_or_default();
        options.placeholders.check()?;
        let input = $input {
            $($field: $value,)*
            return_values: options.return_values,
            return_consumed_capacity: options.return_consumed_capacity,
            return_item_collection_metrics: options.return_item_collection_metrics,
            expression_attribute_names: options.placeholders.names,
            expression_attribute_values: options.placeholders.values,
            return_values_on_condition_check_failure: options.on_failure,
            ..$input::default()
        };
        let request = Request::typed(input, $input::check_values);
        let written = $builder.table.operate($input::OPERATION, |tables| {
            $run(tables, request, $(&$more,)? &options.conditions)
        });
        written.map_err(|error| {
            let conditions = super::expressions::of_conditions(&options.conditions);
            $(let conditions = conditions.chain(super::expressions::of_updates(&$more));)?
            error.in_expressions(conditions)
        })
    }};
}

/// The item that a write returns, as a struct.
pub(super) fn converted<T: DeserializeOwned>(table: &Table, item: Option<Arc<Item>>) -> Result<Option<T>> {
    item.map(|item| table.convert(&item)).transpose()
}

pub(super) use {write_asked, write_methods, write_output};
