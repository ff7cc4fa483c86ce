//! A table's resource policy.

use super::{table::Table, wait::wait};
use crate::{
    error::{Error, Result},
    operation::{DeleteResourcePolicyInput, GetResourcePolicyOutput, PutResourcePolicyInput},
};

/// An example on a table of users, with a policy.
macro_rules! with_policy {
    ($($line:literal)*) => {
        concat!(
            "```\n",
            "use hashrange::{Database, ScalarAttributeType::S};\n\n",
            "let db = Database::new();\n",
            "let users = db.create_table(\"users\").partition_key(\"user_id\", S).run()?;\n",
            "let policy = r#\"{\"Version\": \"2012-10-17\", \"Statement\":\n",
            "    {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"dynamodb:GetItem\", \"Resource\": \"*\"}}\"#;\n",
            $($line, "\n",)*
            "# Ok::<(), hashrange::Error>(())\n",
            "```"
        )
    };
}

impl Table {
    /// The table's resource policy with its revision; `None` if it has none.
    ///
    #[doc = with_policy!(
        "assert!(users.resource_policy()?.is_none());"
        "users.put_resource_policy(policy).run()?;"
        "assert_eq!(users.resource_policy()?.unwrap().policy, policy);"
    )]
    ///
    /// # Errors
    /// The table was deleted: [`Error::ResourceNotFound`].
    pub fn resource_policy(&self) -> Result<Option<GetResourcePolicyOutput>> {
        match self.database().get_resource_policy(self.arn()) {
            Err(Error::PolicyNotFound(_)) => Ok(None),
            policy => policy.map(Some),
        }
    }

    /// Begins a PutResourcePolicy request, with a policy in JSON; [`run`](PutResourcePolicyBuilder::run) carries it
    /// out. The policy's form is checked. It is enforced if the database is told to
    /// ([`enforce_policies`](crate::DatabaseBuilder::enforce_policies)).
    ///
    #[doc = with_policy!(
        "let revision_id = users.put_resource_policy(policy).run()?;"
        "assert_eq!(users.resource_policy()?.unwrap().revision_id, revision_id);"
    )]
    pub fn put_resource_policy(&self, policy: impl Into<String>) -> PutResourcePolicyBuilder {
        let input = PutResourcePolicyInput {
            resource_arn: self.arn(),
            policy: policy.into(),
            ..PutResourcePolicyInput::default()
        };
        PutResourcePolicyBuilder { table: self.clone(), input }
    }

    /// Begins a DeleteResourcePolicy request; [`run`](DeleteResourcePolicyBuilder::run) carries it out.
    ///
    #[doc = with_policy!(
        "users.put_resource_policy(policy).run()?;"
        "users.delete_resource_policy().run()?;"
        "assert!(users.resource_policy()?.is_none());"
    )]
    pub fn delete_resource_policy(&self) -> DeleteResourcePolicyBuilder {
        DeleteResourcePolicyBuilder { table: self.clone(), input: self.arn().into() }
    }
}

/// A PutResourcePolicy request: [`Table::put_resource_policy`].
#[derive(Debug, Clone)]
#[must_use = "no policy is put until `run`"]
pub struct PutResourcePolicyBuilder {
    table: Table,
    input: PutResourcePolicyInput,
}

impl PutResourcePolicyBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// The revision that the table's policy must have; `NO_POLICY` if there must be no policy.
    ///
    #[doc = with_policy!(
        "let put = || users.put_resource_policy(policy).expected_revision_id(\"NO_POLICY\").run();"
        "assert!(put().is_ok());"
        "assert!(put().is_err()); // there is one now"
    )]
    pub fn expected_revision_id(mut self, revision_id: impl Into<String>) -> Self {
        self.input.expected_revision_id = Some(revision_id.into());
        self
    }

    /// Puts the policy even if it denies the table's account to change it later.
    ///
    #[doc = with_policy!(
        "let policy = policy.replace(\"Allow\", \"Deny\").replace(\"GetItem\", \"*\");"
        "assert!(users.put_resource_policy(&policy).run().is_err());"
        "users.put_resource_policy(policy).confirm_remove_self_resource_access().run()?;"
    )]
    pub fn confirm_remove_self_resource_access(mut self) -> Self {
        self.input.confirm_remove_self_resource_access = Some(true);
        self
    }

    /// Puts the policy, and returns its revision. If the table has the same policy already, that is its old revision.
    ///
    #[doc = with_policy!(
        "let first = users.put_resource_policy(policy).run()?;"
        "assert_eq!(users.put_resource_policy(policy).run()?, first);"
    )]
    ///
    /// # Errors
    /// A text that is no policy, or a policy that would lock the account out: [`Error::Validation`]. A revision other
    /// than the expected one: [`Error::PolicyNotFound`]. The table was deleted: [`Error::ResourceNotFound`].
    pub fn run(self) -> Result<String> {
        wait(self.requests())
    }

    /// The requests of a run.
    pub(super) async fn requests(self) -> Result<String> {
        self.table.database().answer_async(self.input).await.map(|output| output.revision_id)
    }
}

/// A DeleteResourcePolicy request: [`Table::delete_resource_policy`].
#[derive(Debug, Clone)]
#[must_use = "no policy is deleted until `run`"]
pub struct DeleteResourcePolicyBuilder {
    table: Table,
    input: DeleteResourcePolicyInput,
}

impl DeleteResourcePolicyBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// The revision that the table's policy must have.
    ///
    #[doc = with_policy!(
        "let revision_id = users.put_resource_policy(policy).run()?;"
        "assert!(users.delete_resource_policy().expected_revision_id(\"another\").run().is_err());"
        "users.delete_resource_policy().expected_revision_id(revision_id).run()?;"
    )]
    pub fn expected_revision_id(mut self, revision_id: impl Into<String>) -> Self {
        self.input.expected_revision_id = Some(revision_id.into());
        self
    }

    /// Deletes the policy, and returns its revision; `None` if there was none.
    ///
    #[doc = with_policy!(
        "let revision_id = users.put_resource_policy(policy).run()?;"
        "assert_eq!(users.delete_resource_policy().run()?, Some(revision_id));"
        "assert_eq!(users.delete_resource_policy().run()?, None);"
    )]
    ///
    /// # Errors
    /// A revision other than the expected one: [`Error::PolicyNotFound`]. The table was deleted:
    /// [`Error::ResourceNotFound`].
    pub fn run(self) -> Result<Option<String>> {
        wait(self.requests())
    }

    /// The requests of a run.
    pub(super) async fn requests(self) -> Result<Option<String>> {
        self.table.database().answer_async(self.input).await.map(|output| output.revision_id)
    }
}
