//! Code written with the crate `modyne`, tested in process: its tables run on any client of the AWS SDK, so also on
//! `hashrange::sdk::client`.

use aws_sdk_dynamodb::Client;
use hashrange::{Database, item};
use modyne::{
    Aggregate, Entity, EntityDef, EntityExt, Error, Item, ProjectionExt, ProjectionSet, QueryInput,
    QueryInputExt, Table, TestTableExt, expr, keys, projections,
};
use serde::{Deserialize, Serialize};

const NAME: &str = "shop";

/// The table, with an index that finds orders by their users.
struct Shop {
    client: Client,
}

impl Table for Shop {
    type PrimaryKey = keys::Primary;
    type IndexKeys = keys::Gsi1;

    fn table_name(&self) -> &str {
        NAME
    }

    fn client(&self) -> &Client {
        &self.client
    }
}

#[derive(Debug, Clone, PartialEq, EntityDef, Serialize, Deserialize)]
struct Order {
    order_id: String,
    user_id: String,
    at: String,
    price: u64,
}

impl Entity for Order {
    type KeyInput<'a> = &'a str;
    type Table = Shop;
    type IndexKeys = keys::Gsi1;

    fn primary_key(order_id: &str) -> keys::Primary {
        let key = format!("ORDER#{order_id}");
        keys::Primary { hash: key.clone(), range: key }
    }

    fn full_key(&self) -> keys::FullKey<keys::Primary, keys::Gsi1> {
        let by_user =
            keys::Gsi1 { hash: format!("USER#{}", self.user_id), range: format!("ORDER#{}", self.at) };
        keys::FullKey { primary: Self::primary_key(&self.order_id), indexes: by_user }
    }
}

projections! {
    enum OrdersOnly {
        Order,
    }
}

/// A user's orders, the newest first.
#[derive(Debug, Default)]
struct Orders(Vec<Order>);

impl Aggregate for Orders {
    type Projections = OrdersOnly;

    fn merge(&mut self, item: Item) -> Result<(), Error> {
        if let Some(OrdersOnly::Order(order)) = OrdersOnly::try_from_item(item)? {
            self.0.push(order);
        }
        Ok(())
    }
}

struct OrdersOf<'a>(&'a str);

impl QueryInput for OrdersOf<'_> {
    const SCAN_INDEX_FORWARD: bool = false;
    type Index = keys::Gsi1;
    type Aggregate = Orders;

    fn key_condition(&self) -> expr::KeyCondition<keys::Gsi1> {
        expr::KeyCondition::in_partition(format!("USER#{}", self.0)).begins_with("ORDER#")
    }
}

/// A shop on a database of its own.
async fn shop() -> (Database, Shop) {
    let db = Database::new();
    let shop = Shop { client: hashrange::sdk::client(&db) };
    shop.create_table().send().await.unwrap();
    (db, shop)
}

fn order(order_id: &str, at: &str) -> Order {
    Order { order_id: order_id.to_owned(), user_id: "haeri05".to_owned(), at: at.to_owned(), price: 89_000 }
}

#[tokio::test]
async fn an_entity_is_written_and_read() {
    let (db, shop) = shop().await;
    order("1", "2026-11-28").create().execute(&shop).await.unwrap();
    let found = Order::get("1").execute(&shop).await.unwrap().item.unwrap();
    assert_eq!(Order::from_item(found).unwrap(), order("1", "2026-11-28"));
    let stored = db.table(NAME).unwrap().get(("ORDER#1", "ORDER#1")).run().unwrap().unwrap();
    assert_eq!(
        *stored,
        item! {
            "PK": "ORDER#1", "SK": "ORDER#1", "GSI1PK": "USER#haeri05", "GSI1SK": "ORDER#2026-11-28",
            "entity_type": "order", "order_id": "1", "user_id": "haeri05", "at": "2026-11-28", "price": 89000,
        }
    );

    let again = order("1", "2026-11-29").create().execute(&shop).await.unwrap_err().into_service_error();
    assert!(again.is_conditional_check_failed_exception(), "{again}");
}

#[tokio::test]
async fn an_index_finds_the_entities_of_a_user() {
    let (_db, shop) = shop().await;
    for (order_id, at) in [("1", "2026-11-01"), ("2", "2026-11-03"), ("3", "2026-11-02")] {
        order(order_id, at).put().execute(&shop).await.unwrap();
    }
    let page = OrdersOf("haeri05").query().execute(&shop).await.unwrap();
    let mut orders = Orders::default();
    orders.reduce(page.items.unwrap()).unwrap();
    let found: Vec<&str> = orders.0.iter().map(|order| order.order_id.as_str()).collect();
    assert_eq!(found, ["2", "3", "1"]);
}

#[tokio::test]
async fn a_throttled_write_is_tried_again_by_the_sdk() {
    let (db, shop) = shop().await;
    let fault = db.faults().on("PutItem").times(1).throttle().unwrap();
    order("1", "2026-11-28").put().execute(&shop).await.unwrap();
    assert_eq!(fault.hits(), 1);
}
