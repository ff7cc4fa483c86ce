//! Code that keeps its data in a table, tested on forks of one fixture: `cargo test --example unit_test`.
#![allow(clippy::print_stdout, clippy::expect_used, reason = "an example that prints, with a sound fixture")]

use std::sync::LazyLock;

use hashrange::{Database, Error, Result, ScalarAttributeType::S, Table, item};

/// The start of every test: made once, then forked.
static FIXTURE: LazyLock<Database> = LazyLock::new(|| {
    let db = Database::new();
    let products = db.create_table("products").partition_key("id", S).run().expect("a new table");
    products.put_all((0..1_000).map(|n| item! { "id": format!("p{n}"), "stock": 10 })).expect("sound items");
    db
});

/// The code under test: it uses a table, and does not depend on where the table is.
struct Products(Table);

impl Products {
    fn stock(&self, id: &str) -> Result<Option<i64>> {
        Ok(self.0.get(id).run()?.and_then(|product| product.n("stock")?.to_i64()))
    }

    /// Removes some pieces from the stock; `false` if there are too few.
    fn sell(&self, id: &str, pieces: u32) -> Result<bool> {
        let sale = self.0.update(id).expression("SET stock = stock - :pieces").condition("stock >= :pieces");
        match sale.value(":pieces", pieces).run() {
            Ok(()) => Ok(true),
            Err(Error::ConditionalCheckFailed { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn main() -> Result<()> {
    let (one, another) = (FIXTURE.fork(), FIXTURE.fork());
    println!("p7 sold in one fork: {}", Products(one.table("products")?).sell("p7", 10)?);
    println!("p7 left in another:  {:?}", Products(another.table("products")?).stock("p7")?);
    Ok(())
}

#[test]
fn no_more_is_sold_than_there_is() -> Result<()> {
    let db = FIXTURE.fork();
    let products = Products(db.table("products")?);
    assert!(products.sell("p1", 7)? && !products.sell("p1", 4)?);
    assert_eq!(products.stock("p1")?, Some(3));
    Ok(())
}

#[test]
fn a_product_that_does_not_exist_is_not_sold() -> Result<()> {
    assert!(!Products(FIXTURE.fork().table("products")?).sell("none", 1)?);
    Ok(())
}
