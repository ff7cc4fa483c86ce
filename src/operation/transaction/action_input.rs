//! The actions of a transaction made in Rust as the protocol has them, for an endpoint.

use super::{
    action::{ConditionCheck, Delete, Put, TransactWriteItem, TransactWriteItemsInput, Update},
    action_request::{ActionRequest, Kind, TransactionRequest},
};
use crate::{
    engine::Caches,
    error::{Error, Result},
    expression::ExpressionKind,
    key::KeySchema,
    operation::request::spelled::Spelled,
};

impl TransactionRequest {
    /// The request with its expressions as texts. `schema` returns the key of a table.
    ///
    /// # Errors
    /// An expression is not well formed.
    pub(crate) fn input(
        self,
        caches: &Caches,
        schema: impl Fn(&str) -> Option<KeySchema>,
    ) -> Result<TransactWriteItemsInput> {
        let actions = self.actions.into_iter().map(|action| {
            let schema = schema(&action.table_name);
            let none =
                || Error::validation(format!("The table {} of an action is not known", action.table_name));
            let schema = schema.ok_or_else(none)?;
            action.input(caches, &schema)
        });
        Ok(TransactWriteItemsInput {
            transact_items: actions.collect::<Result<_>>()?,
            return_consumed_capacity: self.return_consumed_capacity,
            return_item_collection_metrics: self.return_item_collection_metrics,
            client_request_token: self.client_request_token,
        })
    }
}

impl ActionRequest {
    fn input(self, caches: &Caches, schema: &KeySchema) -> Result<TransactWriteItem> {
        let mut spelled = Spelled::new(self.names, self.values);
        let condition_expression = spelled.conditions(ExpressionKind::Condition, &self.conditions, schema)?;
        let update_expression = spelled.updates(caches, &self.updates)?.unwrap_or_default();
        let (expression_attribute_names, expression_attribute_values) = spelled.placeholders();
        let (table_name, subject) = (self.table_name.to_string(), self.subject);
        let return_values_on_condition_check_failure = self.on_failure;
        Ok(match self.kind {
            Kind::Put => Put {
                item: subject,
                table_name,
                condition_expression,
                expression_attribute_names,
                expression_attribute_values,
                return_values_on_condition_check_failure,
            }
            .into(),
            Kind::Delete => Delete {
                key: subject,
                table_name,
                condition_expression,
                expression_attribute_names,
                expression_attribute_values,
                return_values_on_condition_check_failure,
            }
            .into(),
            Kind::Update => Update {
                key: subject,
                update_expression,
                table_name,
                condition_expression,
                expression_attribute_names,
                expression_attribute_values,
                return_values_on_condition_check_failure,
            }
            .into(),
            Kind::ConditionCheck => ConditionCheck {
                key: subject,
                table_name,
                condition_expression: condition_expression.unwrap_or_default(),
                expression_attribute_names,
                expression_attribute_values,
                return_values_on_condition_check_failure,
            }
            .into(),
        })
    }
}
