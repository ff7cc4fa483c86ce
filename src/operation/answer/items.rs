//! Items as answers have them.

use std::sync::Arc;

use crate::{
    codec::structure,
    expression::Update,
    operation::request::enums::ReturnValue,
    storage::{Stored, Written},
    value::Item,
};

structure! {
    /// One item that was read. (API reference: `ItemResponse`)
    #[non_exhaustive]
    pub struct ItemResponse {
        /// The item; absent if there is none, or it has none of the requested attributes.
        item: Option<Arc<Item>> = "Item",
    }
}

/// The attributes that `ReturnValues` asks for; `None` without any.
pub(crate) fn returned(
    written: Written,
    update: Option<&Update<'_>>,
    asked: Option<ReturnValue>,
) -> Option<Arc<Item>> {
    let touched = |stored: Option<Stored>| {
        let parts = update?.updated(stored?.item());
        (!parts.is_empty()).then(|| Arc::new(parts))
    };
    match asked? {
        ReturnValue::None => None,
        ReturnValue::AllOld => written.into_old_item().map(Stored::into_item),
        ReturnValue::AllNew => written.into_new_item().map(Stored::into_item),
        ReturnValue::UpdatedOld => touched(written.into_old_item()),
        ReturnValue::UpdatedNew => touched(written.into_new_item()),
    }
}
