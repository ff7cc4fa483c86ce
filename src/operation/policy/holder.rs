//! The policies of tables and streams: where they are kept, and which revision a request expects.

use std::sync::Arc;

use crate::{
    codec::Member,
    engine::Engine,
    error::{Error, Result},
    limits::POLICY_REVISION_CHARACTERS,
    operation::{
        access::{in_use::check_made, resource_arn::ResourceArn},
        authorization::acceptance::PolicyHolderKind,
        definition::constraints::TableConstraints,
    },
    storage::{ResourcePolicySettings, Table, TableSettings},
    texts,
};

/// The expected revision that means that there must be no policy.
const NO_POLICY: &str = "NO_POLICY";

/// A table or a stream, which can have a policy.
#[derive(Debug)]
pub(crate) struct PolicyHolder<'a> {
    arn: ResourceArn<'a>,
    resource_arn: &'a str,
    table: Arc<Table>,
    now_ms: u64,
}

impl<'a> PolicyHolder<'a> {
    /// The table or stream with this ARN.
    pub(crate) fn find(engine: &Engine, resource_arn: &'a str, operation: &str) -> Result<Self> {
        let arn = ResourceArn::read(engine, resource_arn)?;
        arn.check_own(engine, operation)?;
        let table = engine.catalog().table(arn.table).ok_or_else(|| arn.no_such_table(engine))?;
        Ok(Self { arn, resource_arn, table, now_ms: engine.clock().now_ms() })
    }

    /// Whether it is a table or a stream.
    pub(crate) fn kind(&self) -> PolicyHolderKind {
        match self.arn.stream {
            None => PolicyHolderKind::Table,
            Some(_) => PolicyHolderKind::Stream,
        }
    }

    /// Changes its policy atomically.
    ///
    /// # Errors
    /// Those of `change`, a stream that the table does not have, or a table that is being created or deleted.
    pub(crate) fn change<R>(
        &self,
        change: impl FnOnce(&mut Option<ResourcePolicySettings>) -> Result<R>,
    ) -> Result<R> {
        self.table.change_settings(|settings| {
            check_made(self.table.name(), settings)?;
            change(self.policy(settings)?)
        })
    }

    /// Its policy.
    ///
    /// # Errors
    /// A stream that the table does not have.
    pub(crate) fn look(&self) -> Result<Option<ResourcePolicySettings>> {
        self.table.change_settings(|settings| Ok(self.policy(settings)?.clone()))
    }

    fn policy<'s>(&self, settings: &'s mut TableSettings) -> Result<&'s mut Option<ResourcePolicySettings>> {
        let Some(label) = self.arn.stream else { return Ok(&mut settings.resource_policy) };
        let now_ms = self.now_ms;
        let mut streams = settings.streams_mut();
        let stream = streams.find(|stream| stream.label == label && stream.is_readable(now_ms));
        stream.map(|stream| &mut stream.resource_policy).ok_or_else(|| {
            let message = texts::resource::stream_not_found(self.resource_arn);
            Error::ResourceNotFound(message.into())
        })
    }

    /// Refuses a request that expects another revision than the current one.
    pub(crate) fn check_expected(
        &self,
        policy: Option<&ResourcePolicySettings>,
        expected: Option<&str>,
    ) -> Result<()> {
        match (expected, policy) {
            (None, _) | (Some(NO_POLICY), None) => Ok(()),
            (Some(expected), Some(policy)) if policy.revision_id == expected => Ok(()),
            (Some(_), None) => Err(self.no_policy()),
            (Some(expected), Some(policy)) => Err(Error::PolicyNotFound(texts::resource::other_revision(
                self.table.name(),
                expected,
                &policy.revision_id,
            ))),
        }
    }

    /// The error of a missing policy.
    pub(crate) fn no_policy(&self) -> Error {
        Error::PolicyNotFound(texts::resource::no_policy(self.resource_arn))
    }
}

impl TableConstraints<'_> {
    /// Checks the length of the revision that a request expects.
    pub(crate) fn expected_revision_id(&mut self, member: Member, revision_id: Option<&str>) {
        if let Some(revision_id) = revision_id {
            self.length(&member.into(), revision_id, 1, POLICY_REVISION_CHARACTERS);
        }
    }
}

/// A policy with a new, unique revision.
pub(crate) fn new_policy(engine: &Engine, policy: String) -> ResourcePolicySettings {
    ResourcePolicySettings { policy, revision_id: engine.ids().next().to_string() }
}
