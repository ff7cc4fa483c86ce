//! Listeners during writes.

use std::sync::Arc;

use super::*;

#[test]
fn the_changes_of_an_item_are_told_in_the_order_of_its_writes() {
    explore(|| {
        let (_, table) = one_table(true, 1);
        let id = id_in_half(&table, 0);
        let listener = table.listen();
        let writer = |version: u32| -> Box<dyn FnOnce() + Send> {
            let table = Arc::clone(&table);
            Box::new(move || put(&table, id, version))
        };
        let splitter = Arc::clone(&table);
        together([writer(1), writer(2), Box::new(move || assert!(splitter.split(middle())))]);
        let changes = listener.take();
        assert_eq!(changes.len(), 2);
        assert_eq!(changes[0].old, None);
        assert_eq!(changes[1].old, changes[0].new);
        assert_eq!(changes[1].new.as_ref(), table.get(&key(&table, id), true).as_ref().map(Stored::item));
    });
}
