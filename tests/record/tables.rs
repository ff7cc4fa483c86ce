//! Tables are made with what a record declares, and checked if they exist.

use hashrange::{
    Database, Index, Record,
    ScalarAttributeType::{N, S},
    operation::ProjectionType,
};

use super::{CartLine, Order};

#[test]
fn a_table_is_made_as_the_record_declares_it() {
    let db = Database::new();
    let cart = db.table_of::<CartLine>().unwrap();
    let table = cart.table().describe();
    assert_eq!(table.table_name, "cart");
    let key = cart.table().key_schema();
    let names: Vec<&str> = key.attributes().map(|attribute| attribute.name.as_str()).collect();
    assert_eq!(names, ["user", "product"]);

    let globals = table.global_secondary_indexes.unwrap();
    assert_eq!((globals.len(), globals[0].index_name.as_str()), (1, "by_brand"));
    assert_eq!(globals[0].key_schema[0].attribute_name, "brand");
    assert_eq!(globals[0].key_schema[1].attribute_name, "unitPrice");
    assert_eq!(globals[0].projection.projection_type, Some(ProjectionType::Include));
    assert_eq!(globals[0].projection.non_key_attributes.as_deref(), Some(["quantity".to_owned()].as_slice()));
    let locals = table.local_secondary_indexes.unwrap();
    assert_eq!(locals[0].key_schema[0].attribute_name, "user");
    assert_eq!(locals[0].key_schema[1].attribute_name, "addedAt");
    assert_eq!(locals[0].projection.projection_type, Some(ProjectionType::KeysOnly));
    assert_eq!(cart.table().time_to_live().unwrap().attribute_name.as_deref(), Some("expires"));
}

#[test]
fn names_of_key_attributes_and_indexes_can_be_given() {
    let db = Database::new();
    let orders = db.table_of::<Order>().unwrap();
    let key = orders.table().key_schema();
    assert_eq!((key.partition_key[0].name.as_str(), key.sort_key[0].name.as_str()), ("pk", "sk"));
    let index = &orders.table().describe().global_secondary_indexes.unwrap()[0];
    assert_eq!(index.index_name, "gsi1");
    assert_eq!(index.key_schema[0].attribute_name, "gsi1pk");
}

#[test]
fn a_table_that_fits_is_opened_with_its_items() {
    let db = Database::new();
    db.table_of::<CartLine>().unwrap().put(&super::line("a", "p", None, 1)).run().unwrap();
    assert_eq!(db.table_of::<CartLine>().unwrap().scan().run().unwrap().len(), 1);
}

#[test]
fn a_table_may_have_more_than_a_record_declares() {
    #[derive(Record)]
    #[record(table = "users")]
    struct User {
        #[record(partition_key)]
        id: String,
    }
    let db = Database::new();
    let by_city = Index::new("by_city").partition_key("city", S);
    db.create_table("users").partition_key("id", S).global_index(by_city).run().unwrap();
    db.table_of::<User>().unwrap().put(&User { id: "u".to_owned() }).run().unwrap();
}

#[test]
fn a_table_that_does_not_fit_is_refused_with_what_differs() {
    #[derive(Record)]
    #[record(table = "users", index(by_city, partition_key = city, include(age)))]
    struct User {
        #[record(partition_key)]
        id: String,
        city: String,
        age: u32,
    }
    let refused = |table: &dyn Fn(&Database)| {
        let db = Database::new();
        table(&db);
        db.table_of::<User>().unwrap_err().to_string()
    };
    let other_type = refused(&|db| drop(db.create_table("users").partition_key("id", N).run().unwrap()));
    assert!(other_type.contains("the key is id (N) there, and id (S) in the record"), "{other_type}");
    let no_index = refused(&|db| drop(db.create_table("users").partition_key("id", S).run().unwrap()));
    assert!(no_index.contains("it has no index by_city"), "{no_index}");
    let with = |index: Index| {
        refused(&move |db| {
            drop(db.create_table("users").partition_key("id", S).global_index(index.clone()).run().unwrap());
        })
    };
    let other_key = with(Index::new("by_city").partition_key("city", S).sort_key("age", N));
    assert!(other_key.contains("is city (S), age (N) there, and city (S) in the record"), "{other_key}");
    let less = with(Index::new("by_city").partition_key("city", S).keys_only());
    assert!(less.contains("the projection of the index by_city is KeysOnly there"), "{less}");
}

#[test]
fn a_table_that_expires_by_another_attribute_is_refused() {
    let db = Database::new();
    db.table_of::<CartLine>().unwrap();
    #[derive(Record)]
    #[record(table = "cart")]
    struct Other {
        #[record(partition_key)]
        user: String,
        #[record(sort_key)]
        product: String,
        #[record(ttl)]
        until: u64,
    }
    let refused = db.table_of::<Other>().unwrap_err().to_string();
    assert!(refused.contains("time to live in expires, the record in until"), "{refused}");
    let _ = Other { user: String::new(), product: String::new(), until: 0 }.until;
}
