//! Options of the latest action of a transaction: its placeholders, conditions and further expressions.

use super::{
    expressions::{IntoCondition, IntoUpdate},
    placeholders::{insert_name, insert_value},
    transaction::TransactionBuilder,
    update_methods::{change_built, update_methods},
};
use crate::{
    error::{Error, Result},
    expression::{Attr, NewValue, UpdateExpression},
    operation::{
        ConditionPart, ReturnValuesOnConditionCheckFailure, Updates,
        transaction::action_request::{ActionRequest, Kind},
    },
    value::AttributeValue,
};

impl TransactionBuilder {
    /// Of the latest action: what a `#name` in its expressions stands for, an attribute's name that is a reserved
    /// word, or has dots. A second meaning is an error.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// db.transaction()
    ///     .update(&accounts, "minji", "SET #s = :state").name("#s", "status").value(":state", "closed")
    ///     .run()?;
    /// assert_eq!(accounts.get("minji").run()?.unwrap().s("status"), Some("closed"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn name(self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
        self.latest(|action| insert_name(&mut action.names, placeholder.into(), name.into()))
    }

    /// Of the latest action: what a `:value` in its expressions stands for. A second meaning is an error.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// db.transaction() // each action has values of its own
    ///     .update(&accounts, "minji", "SET won = :won").value(":won", 1)
    ///     .update(&accounts, "jihoon", "SET won = :won").value(":won", 2)
    ///     .run()?;
    /// assert_eq!(accounts.get("jihoon").run()?.unwrap().get("won"), Some(&2.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn value(self, placeholder: impl Into<String>, value: impl Into<AttributeValue>) -> Self {
        self.latest(|action| insert_value(&mut action.values, placeholder.into(), value.into()))
    }

    /// Of the latest action, an update: a further update expression. Its paths must not overlap those of the others.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let transaction = db.transaction().update(&accounts, "minji", "SET won = :won").value(":won", 1);
    /// transaction.expression("SET closed = :yes").value(":yes", true).run()?;
    /// assert_eq!(accounts.get("minji").run()?.unwrap().get("closed"), Some(&true.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn expression(self, update: impl IntoUpdate) -> Self {
        self.updating(|updates| updates.push(update.into_update()))
    }

    update_methods!("db.transaction().update(&users, \"haeri05\", UpdateExpression::new())");

    fn change(self, change: impl FnOnce(UpdateExpression) -> UpdateExpression) -> Self {
        self.updating(|updates| change_built(updates, change))
    }

    /// Changes the latest action's update.
    fn updating(self, change: impl FnOnce(&mut Updates)) -> Self {
        self.latest(|action| match action.kind {
            Kind::Update => {
                change(&mut action.updates);
                Ok(())
            }
            _ => {
                Err(Error::validation("An update expression belongs to an update; the latest action is none"))
            }
        })
    }

    /// Of the latest action: what must hold for the existing item; an item that does not exist has no
    /// attributes. Each call adds a condition, and all must hold, that of [`check`](Self::check) too. Together they
    /// may be as long, and have as many operators, as one expression.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let refused = db.transaction().delete(&accounts, "minji").condition("won = :none").value(":none", 0).run();
    /// assert!(refused.is_err() && accounts.item_count() == 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn condition(self, condition: impl IntoCondition) -> Self {
        self.holding(condition.into_condition())
    }

    /// Of the latest action: there must be no item with its key. It adds to other conditions.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let refused = db.transaction().put(&accounts, item! { "id": "minji", "won": 0 }).if_absent().run();
    /// assert!(refused.is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn if_absent(self) -> Self {
        self.holding(ConditionPart::ItemAbsent)
    }

    /// Of the latest action: there must be an item with its key. It adds to other conditions.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let refused = db.transaction().delete(&accounts, "nobody").if_exists().run();
    /// assert!(refused.is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn if_exists(self) -> Self {
        self.holding(ConditionPart::ItemExists)
    }

    fn holding(self, condition: ConditionPart) -> Self {
        self.latest(|action| {
            action.conditions.push(condition);
            Ok(())
        })
    }

    /// Of the latest action: returns the existing item in the cancellation reason if the condition does not hold.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let put = db.transaction().put(&accounts, item! { "id": "minji" }).if_absent().return_item_on_failure();
    /// let error = put.run().unwrap_err();
    /// let (_, reason) = error.failed_actions().next().unwrap();
    /// assert_eq!(reason.item.as_ref().unwrap().get("won"), Some(&5000.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_item_on_failure(self) -> Self {
        self.latest(|action| {
            action.on_failure = Some(ReturnValuesOnConditionCheckFailure::AllOld);
            Ok(())
        })
    }

    fn latest(mut self, change: impl FnOnce(&mut ActionRequest) -> Result<()>) -> Self {
        let changed = match self.request.latest() {
            Some(action) => change(action),
            None => Err(Error::validation(
                "Conditions, expressions and placeholders belong to an action; begin one first: `put`, `update`, \
                 `delete` or `check`",
            )),
        };
        self.first_error.note(changed);
        self
    }
}
