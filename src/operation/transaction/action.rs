//! The actions of TransactWriteItems as the API has them. (API reference: `TransactWriteItem`)

use std::collections::BTreeMap;

use crate::{
    codec::structure,
    limits::TRANSACTION_ACTIONS,
    operation::request::enums::{
        ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValuesOnConditionCheckFailure,
    },
    value::Item,
};

structure! {
    /// The input of TransactWriteItems. (API reference: TransactWriteItems)
    pub struct TransactWriteItemsInput {
        /// What to do, no two actions on one item.
        transact_items: Vec<TransactWriteItem> = "TransactItems",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// Whether to report the item collections' sizes.
        return_item_collection_metrics: Option<ReturnItemCollectionMetrics> = "ReturnItemCollectionMetrics",
        /// The token by which a repeat within ten minutes is recognized.
        client_request_token: Option<String> = "ClientRequestToken",
    }
}

structure! {
    /// One action: exactly one of the members. (API reference: `TransactWriteItem`)
    pub struct TransactWriteItem at most Model(TRANSACTION_ACTIONS) {
        /// A condition on an item that the transaction does not change.
        condition_check: Option<ConditionCheck> = "ConditionCheck",
        /// An item to put.
        put: Option<Put> = "Put",
        /// An item to delete.
        delete: Option<Delete> = "Delete",
        /// An item to update.
        update: Option<Update> = "Update",
    }
}

structure! {
    /// A condition on an item. (API reference: `ConditionCheck`)
    pub struct ConditionCheck {
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// What must hold for the current item.
        condition_expression: String = "ConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// Whether a failed condition's reason carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// An item to put. (API reference: `Put`)
    pub struct Put {
        /// The item, with its key.
        item: Item = "Item",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// What must hold for the current item.
        condition_expression: Option<String> = "ConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// Whether a failed condition's reason carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// An item to delete. (API reference: `Delete`)
    pub struct Delete {
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// What must hold for the current item.
        condition_expression: Option<String> = "ConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// Whether a failed condition's reason carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// An item to update. (API reference: `Update`)
    pub struct Update {
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// What to change.
        update_expression: String = "UpdateExpression",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// What must hold for the current item.
        condition_expression: Option<String> = "ConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// Whether a failed condition's reason carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

impl From<ConditionCheck> for TransactWriteItem {
    fn from(action: ConditionCheck) -> Self {
        Self { condition_check: Some(action), ..Self::default() }
    }
}

impl From<Put> for TransactWriteItem {
    fn from(action: Put) -> Self {
        Self { put: Some(action), ..Self::default() }
    }
}

impl From<Delete> for TransactWriteItem {
    fn from(action: Delete) -> Self {
        Self { delete: Some(action), ..Self::default() }
    }
}

impl From<Update> for TransactWriteItem {
    fn from(action: Update) -> Self {
        Self { update: Some(action), ..Self::default() }
    }
}
