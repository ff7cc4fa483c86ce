//! What PutItem, UpdateItem and DeleteItem have in common, typed.

use super::placeholders::PlaceholderMaps;
use crate::operation::{
    Conditions, ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue,
    ReturnValuesOnConditionCheckFailure,
};

/// What all writes of one item can be asked for.
#[derive(Debug, Default)]
pub(super) struct Options {
    pub(super) placeholders: PlaceholderMaps,
    pub(super) conditions: Conditions,
    pub(super) return_values: Option<ReturnValue>,
    pub(super) return_consumed_capacity: Option<ReturnConsumedCapacity>,
    pub(super) return_item_collection_metrics: Option<ReturnItemCollectionMetrics>,
    pub(super) on_failure: Option<ReturnValuesOnConditionCheckFailure>,
}

/// The methods by which a write is asked for them.
macro_rules! write_methods {
    () => {
        placeholder_methods!();

        /// Most writes have none of them: they are kept apart, so that a builder is small.
        fn options(&mut self) -> &mut Options {
            self.options.get_or_insert_default()
        }

        fn placeholders(&mut self) -> &mut PlaceholderMaps {
            &mut self.options().placeholders
        }

        /// Writes only if this condition expression holds for the item that is there; an item that is not there
        /// has no attributes. Each call adds a condition, and all must hold. Together they may be as long, and
        /// have as many operators, as one expression.
        pub fn condition(mut self, expression: impl Into<String>) -> Self {
            self.options().conditions.push(ConditionPart::Text(expression.into()));
            self
        }

        /// Writes only if there is an item with this key; it adds to other conditions.
        pub fn if_exists(mut self) -> Self {
            self.options().conditions.push(ConditionPart::ItemExists);
            self
        }

        /// Writes only if there is no item with this key, an insert; it adds to other conditions.
        pub fn if_absent(mut self) -> Self {
            self.options().conditions.push(ConditionPart::ItemAbsent);
            self
        }

        /// Puts the item that is there into the error of a failed condition:
        /// [`Error::ConditionalCheckFailed`](crate::error::Error::ConditionalCheckFailed).
        pub fn return_item_on_failure(mut self) -> Self {
            self.options().on_failure = Some(ReturnValuesOnConditionCheckFailure::AllOld);
            self
        }

        /// Asks which attributes the answer gives back; `output` has them.
        pub fn return_values(mut self, which: ReturnValue) -> Self {
            self.options().return_values = Some(which);
            self
        }

        /// Asks what the write consumes; `output` tells it.
        pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
            self.options().return_consumed_capacity = Some(how_much);
            self
        }

        /// Asks for the size of the item collection; `output` tells it.
        pub fn return_item_collection_metrics(mut self) -> Self {
            self.options().return_item_collection_metrics = Some(ReturnItemCollectionMetrics::Size);
            self
        }
    };
}

/// Carries a write out: its input, of what is its own and what all writes have, goes to the operation.
macro_rules! write_output {
    ($builder:ident, $input:ident { $($field:ident: $value:expr),* }, $run:path $(, $more:expr)?) => {{
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
        $builder.table.operate($input::OPERATION, |tables| {
            $run(tables, request, $(&$more,)? &options.conditions)
        })
    }};
}

pub(super) use {write_methods, write_output};
