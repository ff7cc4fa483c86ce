//! The body of a request, as far as there is memory for it and for its answer.

use std::sync::Arc;

use bytes::Bytes;
use tokio::time::timeout;

use super::{
    activity::Activity,
    answer::Shared,
    answer_memory::Items,
    body::{Received, Receiving, RequestBody},
    encoding::Encoding,
    fault::Fault,
    head::{Head, text},
};
impl Shared {
    /// Reads a body, and decompresses it.
    pub(super) async fn receive_decoded(
        &self,
        head: &Head<'_>,
        body: impl RequestBody,
        connection: &Arc<Activity>,
    ) -> Result<(Received, Bytes), Fault> {
        let encoding = Encoding::of_body(text(head.content_encoding));
        let received = self.receive(head, body, connection).await?;
        let decoded = match encoding? {
            Some(encoding) => encoding.decode(&received.bytes, self.limits.body_bytes)?,
            None => received.bytes.clone(),
        };
        Ok((received, decoded))
    }

    /// Reads the request's body and waits until there is room for an answer. Nothing is awaited between this and the
    /// answer, so each thread holds at most one decompressed and parsed body.
    pub(super) async fn receive(
        &self,
        head: &Head<'_>,
        body: impl RequestBody,
        activity: &Activity,
    ) -> Result<Received, Fault> {
        let (limits, memory, connection) = (&self.limits, &self.bodies, &activity.memory);
        let receiving = Receiving { body, head: head.bytes(), limits, memory, connection };
        let mut received = receiving.receive().await?;
        // There is nearly always room for any answer, so the operation is looked up only if there is not.
        if !self.answers.has_room(connection, Items::Many) {
            let items = head.operation().map_or(Items::OneAtMost, Items::of);
            if !self.answers.has_room(connection, items) {
                received.keep(&self.bodies, connection).await?;
                let room = self.answers.room(connection, items, received.holds_shared());
                if activity.is_watched {
                    room.await;
                } else {
                    timeout(limits.write_time, room).await.map_err(|_| Fault::busy())?;
                }
            }
        }
        Ok(received)
    }
}
