//! One request sent twice.

use std::{convert::Infallible, sync::Arc};

use super::*;

#[test]
fn a_request_sent_twice_at_once_is_carried_out_once() {
    explore(|| {
        let (engine, carried_out) = (Arc::new(Engine::default()), Arc::new(AtomicU32::new(0)));
        let send = || -> Box<dyn FnOnce() + Send> {
            let (engine, carried_out) = (Arc::clone(&engine), Arc::clone(&carried_out));
            Box::new(move || {
                let carry_out = || Ok::<_, Infallible>(carried_out.fetch_add(1, Ordering::Relaxed));
                let Ok(_) = engine.client_tokens().once("token", [1; 32], || 0, carry_out, |_| [].into());
            })
        };
        let forked = Arc::clone(&engine);
        together([send(), send(), Box::new(move || assert_sound(&forked.fork()))]);
        assert_eq!(carried_out.load(Ordering::Relaxed), 1);
    });
}
