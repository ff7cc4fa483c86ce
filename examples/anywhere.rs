//! One service, on a database in this process, on a server, and on Amazon DynamoDB.
//!
//! ```text
//! cargo run --features remote,server --example anywhere                         in this process, and over HTTP
//! cargo run --features remote,server --example anywhere http://localhost:8000   on that server
//! cargo run --features remote,server --example anywhere aws                     on Amazon DynamoDB (it costs a little)
//! ```

#![expect(clippy::print_stdout, reason = "it shows what it does")]

use std::{env, error::Error};

use hashrange::{
    Database, Endpoint,
    ScalarAttributeType::{N, S},
    Table, attr, item,
    server::Server,
};

/// Orders of customers. It knows nothing of where its table is.
struct Orders(Table);

impl Orders {
    const TABLE: &'static str = "anywhere-orders";

    fn open(db: &Database) -> hashrange::Result<Self> {
        let table = db.create_table(Self::TABLE).partition_key("customer", S).sort_key("number", N);
        table.if_absent().run().map(Self)
    }

    fn place(&self, customer: &str, number: u32, price: u32) -> hashrange::Result<()> {
        let order = item! { "customer": customer, "number": number, "price": price, "state": "open" };
        self.0.put(order).if_absent().run().map(drop)
    }

    /// Only an open order can be paid.
    fn pay(&self, customer: &str, number: u32) -> hashrange::Result<bool> {
        let paid = self
            .0
            .update((customer, number))
            .set("state", "paid")
            .condition(attr("state").equals("open"))
            .run();
        match paid {
            Err(error) if error.is_condition_failed() => Ok(false),
            paid => paid.map(|_| true),
        }
    }

    fn total(&self, customer: &str) -> hashrange::Result<i64> {
        let orders = self.0.query(customer).run()?;
        Ok(orders.iter().filter_map(|order| order.n("price")?.to_i64()).sum())
    }
}

/// The total, whether an order was paid, and whether twice.
type Done = (i64, bool, bool);

/// What the service does wherever its table is.
fn serve_a_customer(db: &Database) -> hashrange::Result<Done> {
    let orders = Orders::open(db)?;
    for number in 1..=60 {
        orders.place("minji01", number, 1_000 * number)?;
    }
    let again = orders.place("minji01", 7, 1);
    assert!(again.is_err_and(|error| error.is_condition_failed()), "an order has one number");
    let done = (orders.total("minji01")?, orders.pay("minji01", 7)?, orders.pay("minji01", 7)?);
    db.delete_table(Orders::TABLE)?;
    Ok(done)
}

/// The same on the engine of this process and over HTTP.
fn here_and_over_http() -> Result<[Done; 2], Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let server = runtime.block_on(Server::builder().address("127.0.0.1:0").bind())?;
    let url = format!("http://{}", server.local_addr());
    let _inside = runtime.enter();
    let _handle = server.spawn();
    Ok([serve_a_customer(&Database::new())?, serve_a_customer(&Database::connect(url)?)?])
}

fn main() -> Result<(), Box<dyn Error>> {
    match env::args().nth(1).as_deref() {
        Some("aws") => println!("{:?}", serve_a_customer(&Database::connect(Endpoint::aws())?)?),
        Some(url) => println!("{:?}", serve_a_customer(&Database::connect(url)?)?),
        None => {
            let [here, there] = here_and_over_http()?;
            println!("in this process: {here:?}\nover HTTP:       {there:?}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_does_the_same_everywhere() {
        let [here, there] = here_and_over_http().expect("both run");
        assert_eq!(here, (1_830_000, true, false));
        assert_eq!(here, there);
    }
}
