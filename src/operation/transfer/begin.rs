//! Begins a job with an id under which no other writes into its bucket.

use crate::{
    engine::{Begun, Engine, JobList, JobRequest},
    transfer::{Bucket, IdClaim},
};

/// Begins a job, unless its token is known or too many are in progress. The object of this `key` is there once a job
/// with the id has written: forks, and databases loaded from one file, have the same ids and may have the same bucket.
/// The claim is to live until the job has ended.
pub(super) fn begin<R>(
    engine: &Engine,
    list: &JobList<R>,
    request: &JobRequest<'_>,
    bucket: Option<&Bucket>,
    key: impl Fn(&str) -> String,
    about: impl Fn() -> R,
) -> (Begun<R>, Option<IdClaim>) {
    loop {
        let id = engine.dated_id(request.now_ms);
        let claim = match bucket.map(|bucket| (bucket, bucket.claim(&id))) {
            Some((_, Ok(None))) => continue,
            Some((bucket, Ok(_))) if bucket.get(&key(&id)).is_ok() => continue,
            Some((_, Ok(claim))) => claim,
            // The job will find that nothing can be written.
            None | Some((_, Err(_))) => None,
        };
        if let Some(begun) = list.begin(engine, request, &id, about()) {
            return (begun, claim);
        }
    }
}
