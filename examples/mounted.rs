//! The DynamoDB API beside a program's own paths, in one listener of axum.
//!
//! `cargo run --features server --example mounted` serves until Ctrl-C; any AWS SDK takes the printed URL as its endpoint.
#![allow(clippy::print_stdout, reason = "an example that prints")]

use std::net::SocketAddr;

use axum::{
    Router,
    extract::{Request, State, connect_info::ConnectInfo},
    middleware::{Next, from_fn},
    response::Response,
    routing::get,
};
use hashrange::{Database, ScalarAttributeType::S, server::Server};

/// The program's own path, on the tables that clients of the API write.
async fn likes(State(db): State<Database>) -> String {
    match db.table("likes") {
        Ok(likes) => format!("{} likes\n", likes.item_count()),
        Err(error) => format!("{error}\n"),
    }
}

/// Tells resource policies the address of the client, which axum knows.
async fn with_client(mut request: Request, next: Next) -> Response {
    let client = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| *address);
    if let Some(client) = client {
        request.extensions_mut().insert(client);
    }
    next.run(request).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = Database::new();
    db.create_table("likes").partition_key("id", S).run()?;
    let dynamodb = Server::builder().database(db.clone()).metrics(true).service()?;
    let app = Router::new()
        .route("/likes", get(likes))
        .with_state(db)
        .fallback_service(dynamodb) // `POST /`, and `/metrics`
        .layer(from_fn(with_client));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("export AWS_ENDPOINT_URL_DYNAMODB=http://{}", listener.local_addr()?);
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}
