//! Operations on several items as one: their actions, refusals and cancellations, client request tokens.

pub(crate) mod action;
mod action_input;
pub(crate) mod action_request;
mod bound_action;
pub(crate) mod client_request_token;
pub(crate) mod fault;
pub(crate) mod keys;
pub(crate) mod limits;
pub(crate) mod preparation;
pub(crate) mod transact_get_items;
pub(crate) mod transact_write_items;
