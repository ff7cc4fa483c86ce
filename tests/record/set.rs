//! Several records in one table.

use hashrange::{Database, Record, item};

#[derive(Record, Debug, Clone, PartialEq)]
#[record(table = "shop", partition_key = "USER#{user}", sort_key = "PROFILE")]
#[record(index(by_email, partition_key(gsi1pk = "EMAIL#{email}"), sort_key(gsi1sk = "{email}")))]
struct User {
    user: String,
    email: Option<String>,
}

#[derive(Record, Debug, Clone, PartialEq)]
#[record(table = "shop", partition_key = "USER#{user}", sort_key = "ORDER#{number:06}")]
struct Order {
    user: String,
    number: u32,
    amount: u32,
}

#[derive(Record, Debug, Clone, PartialEq)]
#[record(table = "shop", partition_key = "PRODUCT#{product}", sort_key = "PROFILE")]
struct Product {
    product: String,
}

#[derive(Record, Debug, Clone, PartialEq)]
enum Shop {
    User(User),
    Order(Order),
    Product(Product),
}

fn user() -> User {
    User { user: "haeri05".to_owned(), email: Some("h@x".to_owned()) }
}

fn order(number: u32) -> Order {
    Order { user: "haeri05".to_owned(), number, amount: number * 10 }
}

#[test]
fn an_item_collection_has_all_its_records_in_order() {
    let db = Database::new();
    let shop = db.table_of::<Shop>().unwrap();
    shop.put(&user()).run().unwrap();
    shop.put(&Shop::from(order(2))).run().unwrap();
    shop.put(&order(1)).run().unwrap();
    shop.put(&Product { product: "haeri05".to_owned() }).run().unwrap();

    let all = shop.collection::<User>("haeri05").run().unwrap();
    assert_eq!(all, [Shop::Order(order(1)), Shop::Order(order(2)), Shop::User(user())]);
    assert_eq!(shop.collection::<Order>("haeri05").run().unwrap(), all, "the same partition key");
    assert_eq!(shop.scan().run().unwrap().len(), 4);
    assert_eq!(shop.of::<Order>().query("haeri05").run().unwrap(), [order(1), order(2)]);
    assert_eq!(shop.of::<Order>().scan().run().unwrap().len(), 2, "the others are left out");
    assert_eq!(shop.of::<User>().get("haeri05").run().unwrap(), Some(user()));
    assert_eq!(shop.index(User::BY_EMAIL).query("h@x").run().unwrap(), [Shop::User(user())]);
}

#[test]
fn the_table_has_the_indexes_of_all_its_records() {
    let db = Database::new();
    let shop = db.table_of::<Shop>().unwrap();
    assert_eq!(shop.table().describe().global_secondary_indexes.unwrap().len(), 1);
    db.table_of::<Order>().unwrap();
}

#[test]
fn items_of_no_record_are_left_out() {
    let db = Database::new();
    let shop = db.table_of::<Shop>().unwrap();
    shop.put(&order(1)).run().unwrap();
    for foreign in ["ORDER#x", "NOTE#1"] {
        shop.table().put(item! { "PK": "USER#haeri05", "SK": foreign }).run().unwrap();
    }
    assert_eq!(shop.collection::<User>("haeri05").run().unwrap(), [Shop::Order(order(1))]);
}

#[test]
fn a_record_replaces_the_one_with_its_key() {
    let db = Database::new();
    let shop = db.table_of::<Shop>().unwrap();
    shop.put(&order(1)).run().unwrap();
    let replaced = shop.put(&Order { amount: 99, ..order(1) }).replaced().unwrap();
    assert_eq!(replaced, Some(Shop::Order(order(1))));
}

#[test]
fn a_table_of_several_records_has_as_long_a_name_as_any() {
    #[derive(Record, Debug, PartialEq)]
    #[record(
        table = "long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_",
        partition_key = "ONE#{id}",
        sort_key = "ONE"
    )]
    struct One {
        id: u32,
    }

    #[derive(Record, Debug, PartialEq)]
    #[record(
        table = "long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_long_name_of_a_table_",
        partition_key = "TWO#{id}",
        sort_key = "TWO"
    )]
    struct Two {
        id: u32,
    }

    #[derive(Record, Debug, PartialEq)]
    enum Both {
        One(One),
        Two(Two),
    }

    let both = Database::new().table_of::<Both>().unwrap();
    both.put(&Two { id: 7 }).run().unwrap();
    assert_eq!(both.scan().run().unwrap(), [Both::Two(Two { id: 7 })]);
    assert!(both.of::<One>().scan().run().unwrap().is_empty());
}
