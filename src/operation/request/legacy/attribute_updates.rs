//! `AttributeUpdates`, the forerunner of `UpdateExpression`.

use std::collections::BTreeMap;

use super::{super::wording::Wording, AttributeAction, AttributeValueUpdate};
use crate::{
    codec::dynamodb_json::{FaultWording, ValueFault},
    error::{Error, Result},
    expression::{Action, Change, Path, SetOperand, SetValue, Update, long_name},
    limits::ATTRIBUTE_NAME_BYTES,
    texts,
    value::{AttributeType, AttributeValue, Item},
};

type AttributeUpdates = BTreeMap<String, AttributeValueUpdate>;

/// The update that `AttributeUpdates` is equivalent to.
pub(crate) fn attribute_updates(wording: Wording, updates: &AttributeUpdates) -> Result<Update<'_>> {
    let mut actions = Vec::with_capacity(updates.len());
    for (attribute, update) in updates {
        let path = Path::attribute(attribute);
        let change = update.change(attribute).map_err(|sentence| wording.refuse(sentence))?;
        actions.push(Action { path, change });
    }
    Ok(Update::new(actions))
}

/// Refuses an attribute without a name, or with one that is too long.
pub(crate) fn check_update_names(wording: Wording, updates: Option<&AttributeUpdates>) -> Result<()> {
    for name in updates.into_iter().flat_map(AttributeUpdates::keys) {
        if name.is_empty() {
            return Err(wording.empty_name());
        }
        if name.len() > ATTRIBUTE_NAME_BYTES {
            return Err(wording.refuse(ValueFault::LongName.message(FaultWording::Current)));
        }
    }
    Ok(())
}

/// Refuses updates that add to, or delete from, an attribute of another type, with special messages.
pub(crate) fn check_attribute_types(updates: &AttributeUpdates, item: &Item) -> Result<()> {
    let differs = |(attribute, update): (&String, &AttributeValueUpdate)| {
        update.meets()
            && matches!((item.get(attribute), &update.value), (Some(old), Some(value))
                if old.attribute_type() != value.attribute_type())
    };
    if updates.iter().any(differs) {
        return Err(Error::validation("Type mismatch for attribute to update"));
    }
    Ok(())
}

impl AttributeValueUpdate {
    fn action(&self) -> AttributeAction {
        self.action.unwrap_or(AttributeAction::Put)
    }

    /// Whether the value is combined with the current one rather than replacing it.
    fn meets(&self) -> bool {
        self.action() != AttributeAction::Put
    }

    fn change<'r>(&'r self, attribute: &'r str) -> Result<Change<'r>, String> {
        static EMPTY: AttributeValue = AttributeValue::L(Vec::new());
        let Some(value) = &self.value else {
            return match self.action() {
                AttributeAction::Delete => Ok(Change::Remove),
                AttributeAction::Add | AttributeAction::Put => Err(texts::request::invalid_values(
                    "Only DELETE action is allowed when no attribute value is specified",
                )),
            };
        };
        let value_type = value.attribute_type();
        let is_set = matches!(value_type, AttributeType::Ss | AttributeType::Ns | AttributeType::Bs);
        match self.action() {
            AttributeAction::Put => Ok(Change::Set(SetValue::Operand(SetOperand::Value(value)))),
            AttributeAction::Delete if is_set => Ok(Change::Delete(value)),
            AttributeAction::Delete => Err(texts::legacy::delete_type(long_name(value_type))),
            AttributeAction::Add if is_set || value_type == AttributeType::N => Ok(Change::Add(value)),
            // Unlike the ADD of expressions, this one appends to lists.
            AttributeAction::Add if value_type == AttributeType::L => {
                let old = (Path::attribute(attribute), SetOperand::Value(&EMPTY));
                let appended = (SetOperand::IfNotExists(Box::new(old)), SetOperand::Value(value));
                Ok(Change::Set(SetValue::Operand(SetOperand::ListAppend(Box::new(appended)))))
            }
            AttributeAction::Add => Err(texts::legacy::add_type(long_name(value_type))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AttributeAction::{Add, Delete, Put};

    fn updates(list: &[(&str, Option<AttributeAction>, Option<AttributeValue>)]) -> AttributeUpdates {
        list.iter()
            .map(|(attribute, action, value)| {
                ((*attribute).to_owned(), AttributeValueUpdate { value: value.clone(), action: *action })
            })
            .collect()
    }

    fn strings<const COUNT: usize>(members: [&str; COUNT]) -> AttributeValue {
        AttributeValue::Ss(members.map(str::to_owned).into())
    }

    /// The value of the attribute `a` after one update.
    fn after(
        old: Option<AttributeValue>,
        action: Option<AttributeAction>,
        value: Option<AttributeValue>,
    ) -> Option<AttributeValue> {
        let updates = updates(&[("a", action, value)]);
        let item: Item = old.map(|old| ("a", old)).into_iter().collect();
        check_attribute_types(&updates, &item).unwrap();
        let update = attribute_updates(Wording::Bare, &updates).unwrap();
        update.apply(&item).unwrap().remove("a")
    }

    fn refused(action: Option<AttributeAction>, value: Option<AttributeValue>) -> String {
        let message = attribute_updates(Wording::Bare, &updates(&[("a", action, value)]))
            .unwrap_err()
            .message()
            .into_owned();
        message.strip_prefix("One or more parameter values were invalid: ").unwrap().to_owned()
    }

    #[test]
    fn an_attribute_has_a_name_of_at_most_65_535_bytes() {
        let check = |name: &str| {
            let updates = updates(&[(name, Some(Delete), None)]);
            check_update_names(Wording::Bare, Some(&updates)).map_err(|error| error.message().into_owned())
        };
        assert_eq!(check(""), Err("Empty attribute name".to_owned()));
        assert!(check(&"n".repeat(65_535)).is_ok() && check(&"n".repeat(65_536)).is_err());
        assert!(check_update_names(Wording::Bare, None).is_ok());
    }

    #[test]
    fn put_sets_the_value_and_is_the_default() {
        for action in [Some(Put), None] {
            assert_eq!(after(Some("x".into()), action, Some(1.into())), Some(1.into()));
            assert_eq!(after(None, action, Some(1.into())), Some(1.into()));
        }
    }

    #[test]
    fn delete_takes_away_the_attribute_or_members() {
        assert_eq!(after(Some(1.into()), Some(Delete), None), None);
        assert_eq!(after(None, Some(Delete), None), None);
        assert_eq!(
            after(Some(strings(["a", "b"])), Some(Delete), Some(strings(["b", "c"]))),
            Some(strings(["a"]))
        );
        assert_eq!(after(Some(strings(["a"])), Some(Delete), Some(strings(["a"]))), None);
        assert_eq!(after(None, Some(Delete), Some(strings(["a"]))), None);
    }

    #[test]
    fn add_sums_numbers_unites_sets_and_appends_lists() {
        let list = |list: &[i32]| AttributeValue::L(list.iter().map(|n| (*n).into()).collect());
        assert_eq!(after(Some(10.into()), Some(Add), Some((-15).into())), Some((-5).into()));
        assert_eq!(after(None, Some(Add), Some(5.into())), Some(5.into()));
        assert_eq!(
            after(Some(strings(["a"])), Some(Add), Some(strings(["a", "b"]))),
            Some(strings(["a", "b"]))
        );
        assert_eq!(after(None, Some(Add), Some(strings(["a"]))), Some(strings(["a"])));
        assert_eq!(after(Some(list(&[1])), Some(Add), Some(list(&[1, 2]))), Some(list(&[1, 1, 2])));
        assert_eq!(after(None, Some(Add), Some(list(&[1]))), Some(list(&[1])));
    }

    #[test]
    fn each_action_takes_its_types() {
        let no_value = "Only DELETE action is allowed when no attribute value is specified";
        assert_eq!(refused(Some(Add), None), no_value);
        assert_eq!(refused(Some(Put), None), no_value);
        assert_eq!(refused(None, None), no_value);
        assert_eq!(refused(Some(Add), Some("x".into())), "ADD action is not supported for the type STRING");
        assert_eq!(
            refused(Some(Delete), Some(AttributeValue::L(Vec::new()))),
            "DELETE action with value is not supported for the type LIST"
        );
        assert_eq!(
            refused(Some(Delete), Some(1.into())),
            "DELETE action with value is not supported for the type NUMBER"
        );
    }

    #[test]
    fn what_is_there_must_have_the_type_of_what_it_meets() {
        let item = Item::from([("a", AttributeValue::Ns([1.into()].into()))]);
        let check = |action, value| check_attribute_types(&updates(&[("a", Some(action), value)]), &item);
        for action in [Add, Delete] {
            assert_eq!(
                check(action, Some(strings(["x"]))).unwrap_err().message().into_owned(),
                "Type mismatch for attribute to update"
            );
        }
        assert!(check(Delete, None).is_ok() && check(Put, Some(1.into())).is_ok());
    }

    #[test]
    fn taking_away_makes_no_item() {
        let makes = |list: &[_]| attribute_updates(Wording::Bare, &updates(list)).unwrap().makes_item();
        assert!(!makes(&[("a", Some(Delete), None), ("b", Some(Delete), Some(strings(["x"])))]));
        assert!(makes(&[("a", Some(Delete), None), ("b", None, Some(1.into()))]));
        assert!(makes(&[]));
    }
}
