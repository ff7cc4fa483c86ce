//! Code that keeps its data in a table, tested on forks of one fixture.
//!
//! `cargo test --example unit_test` runs its tests, `cargo run --example unit_test` shows what they rely on.
#![allow(clippy::print_stdout, reason = "an example that prints")]

use hashrange::{Database, Error, Result, ScalarAttributeType::S, Table};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Product {
    id: String,
    name: String,
    stock: u32,
}

/// The code under test: it uses a table, and does not depend on where the table is.
struct Products {
    table: Table,
}

impl Products {
    fn new(db: &Database) -> Result<Self> {
        Ok(Self { table: db.table("products")? })
    }

    fn find(&self, id: &str) -> Result<Option<Product>> {
        self.table.get(id).run_as()
    }

    fn add(&self, product: &Product) -> Result<()> {
        self.table.put_as(product).if_absent().run()
    }

    /// Removes some pieces from the stock; `false` if there are too few.
    fn sell(&self, id: &str, pieces: u32) -> Result<bool> {
        let sale =
            self.table.update(id).expression("SET stock = stock - :pieces").condition("stock >= :pieces");
        match sale.value(":pieces", pieces).run() {
            Ok(()) => Ok(true),
            Err(Error::ConditionalCheckFailed { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The start of every test: made once, then forked.
fn fixture() -> Result<Database> {
    let db = Database::new();
    db.create_table("products").partition_key("id", S).run()?;
    let products = Products::new(&db)?;
    for number in 0..1_000 {
        products.add(&Product { id: format!("p{number}"), name: format!("Product {number}"), stock: 10 })?;
    }
    Ok(db)
}

fn main() -> Result<()> {
    let fixture = fixture()?;
    let (one, another) = (fixture.fork(), fixture.fork());
    println!("p7 sold in one fork:     {}", Products::new(&one)?.sell("p7", 10)?);
    println!("p7 left in that fork:    {:?}", Products::new(&one)?.find("p7")?.map(|product| product.stock));
    println!(
        "p7 left in another fork: {:?}",
        Products::new(&another)?.find("p7")?.map(|product| product.stock)
    );
    println!(
        "p7 left in the fixture:  {:?}",
        Products::new(&fixture)?.find("p7")?.map(|product| product.stock)
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{sync::LazyLock, thread};

    use super::*;

    static FIXTURE: LazyLock<Database> = LazyLock::new(|| fixture().unwrap());

    /// The repository on the test's own database.
    fn products() -> Products {
        Products::new(&FIXTURE.fork()).unwrap()
    }

    fn stock(products: &Products, id: &str) -> u32 {
        products.find(id).unwrap().unwrap().stock
    }

    #[test]
    fn a_sale_lowers_the_stock() {
        let products = products();
        assert!(products.sell("p1", 3).unwrap());
        assert_eq!(stock(&products, "p1"), 7);
    }

    #[test]
    fn no_more_is_sold_than_there_is() {
        let products = products();
        assert!(!products.sell("p1", 11).unwrap());
        assert_eq!(stock(&products, "p1"), 10);
    }

    #[test]
    fn an_id_is_given_once() {
        let again = Product { id: "p1".to_owned(), name: "Another".to_owned(), stock: 1 };
        assert!(matches!(products().add(&again), Err(Error::ConditionalCheckFailed { .. })));
    }

    #[test]
    fn buyers_at_the_same_time_get_no_more_than_there_is() {
        let products = products();
        let sold = thread::scope(|scope| {
            let buyers: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..5).filter(|_| products.sell("p1", 1).unwrap()).count()))
                .collect();
            buyers.into_iter().map(|buyer| buyer.join().unwrap()).sum::<usize>()
        });
        assert_eq!((sold, stock(&products, "p1")), (10, 0));
    }
}
