//! Typed tables: records as items, keys that the compiler checks, several records in one table.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it says")]

mod conditions;
mod keys;
mod queries;
mod requests;
mod set;
mod tables;
mod transactions;
mod updates;
mod writes;

use hashrange::Record;

/// A line of a cart: keys that are fields, an index whose key may be absent, a time to live.
#[derive(Record, Debug, Clone, PartialEq)]
#[record(table = "cart", rename_all = "camelCase")]
#[record(index(by_brand, partition_key = brand, sort_key = unit_price, include(quantity)))]
#[record(index(by_time, local, sort_key = added_at, keys_only))]
struct CartLine {
    #[record(partition_key)]
    user: String,
    #[record(sort_key)]
    product: String,
    quantity: u32,
    brand: Option<String>,
    unit_price: u32,
    added_at: u64,
    #[record(ttl, rename = "expires")]
    expires_at: Option<u64>,
}

fn line(user: &str, product: &str, brand: Option<&str>, unit_price: u32) -> CartLine {
    CartLine {
        user: user.to_owned(),
        product: product.to_owned(),
        quantity: 1,
        brand: brand.map(str::to_owned),
        unit_price,
        added_at: u64::from(unit_price) / 10,
        expires_at: None,
    }
}

/// An order: keys that are made of fields, an index made of several.
#[derive(Record, Debug, Clone, PartialEq)]
#[record(table = "shop", partition_key(pk = "USER#{user}"), sort_key(sk = "ORDER#{status}#{number:06}"))]
#[record(index(
    by_shop,
    partition_key(gsi1pk = "SHOP#{shop}"),
    sort_key(gsi1sk = "{city}#{amount:08}"),
    rename = "gsi1"
))]
struct Order {
    user: String,
    status: String,
    number: u32,
    shop: Option<String>,
    city: Option<String>,
    amount: u32,
    #[record(version)]
    version: u64,
}

fn order(user: &str, status: &str, number: u32) -> Order {
    Order {
        user: user.to_owned(),
        status: status.to_owned(),
        number,
        shop: Some("s1".to_owned()),
        city: Some("서울".to_owned()),
        amount: number * 100,
        version: 0,
    }
}
