//! What a table is made of beside its items: read at the source, given to the target.

use super::{backoff::tried, described::wait_active};
use crate::{
    database::Database,
    error::{Error, Result},
    operation::{
        ContributorInsightsAction, ContributorInsightsMode, ContributorInsightsStatus, CreateTableInput,
        DescribeContributorInsightsInput, GetResourcePolicyInput, ListTagsOfResourceInput,
        PointInTimeRecoverySpecification, PointInTimeRecoveryStatus, PutResourcePolicyInput,
        StreamSpecification, TableDescription, Tag, TagResourceInput, TimeToLiveSpecification,
        TimeToLiveStatus, UpdateContinuousBackupsInput, UpdateContributorInsightsInput, UpdateTableInput,
        UpdateTimeToLiveInput, requested,
    },
};

/// What a table is made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    /// What it is created with; all but the name.
    pub(super) create: CreateTableInput,
    /// What begins when the items are there.
    pub(super) later: Later,
    /// Its ARN, which a policy names.
    arn: String,
    /// What of it cannot be read, or not be copied.
    pub(super) notes: Vec<String>,
}

/// Settings that a table gets behind its items: its stream does not tell of them, none expires meanwhile, and a copy that
/// was given up can be deleted.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Later {
    pub(super) stream: Option<StreamSpecification>,
    pub(super) is_protected: bool,
    pub(super) time_to_live: Option<String>,
    pub(super) recovery: Option<PointInTimeRecoverySpecification>,
    pub(super) insights: Option<Option<ContributorInsightsMode>>,
    pub(super) tags: Vec<Tag>,
    pub(super) policy: Option<String>,
}

impl Settings {
    /// The settings of a table.
    ///
    /// # Errors
    /// No answer came. What is refused is noted: servers of the protocol do not know all operations, and credentials may
    /// not be good for all.
    pub(super) fn of(database: &Database, described: &TableDescription) -> Result<Self> {
        let mut settings =
            Self { create: requested(described), arn: described.table_arn.clone(), ..Self::default() };
        let name = described.table_name.as_str();
        if described.replicas.as_ref().is_some_and(|replicas| !replicas.is_empty()) {
            settings.notes.push("its replicas in other regions are not copied".to_owned());
        }
        settings.later.stream = described.stream_specification.clone().filter(|stream| stream.stream_enabled);
        settings.later.is_protected = described.deletion_protection_enabled;
        if let Some(found) = settings.noted("time to live", tried(|| database.describe_time_to_live(name)))? {
            let found = found.time_to_live_description;
            let is_on = matches!(
                found.time_to_live_status,
                Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)
            );
            settings.later.time_to_live = found.attribute_name.filter(|_| is_on);
        }
        if let Some(found) =
            settings.noted("continuous backups", tried(|| database.describe_continuous_backups(name)))?
        {
            let found = found.continuous_backups_description.unwrap_or_default();
            let found = found.point_in_time_recovery_description.unwrap_or_default();
            let is_on = found.point_in_time_recovery_status == Some(PointInTimeRecoveryStatus::Enabled);
            settings.later.recovery = is_on.then_some(PointInTimeRecoverySpecification {
                point_in_time_recovery_enabled: true,
                recovery_period_in_days: found.recovery_period_in_days,
            });
        }
        let insights = DescribeContributorInsightsInput { table_name: name.to_owned(), index_name: None };
        if let Some(found) = settings.noted(
            "Contributor Insights",
            tried(|| database.describe_contributor_insights(insights.clone())),
        )? {
            let is_on = matches!(
                found.contributor_insights_status,
                Some(ContributorInsightsStatus::Enabled | ContributorInsightsStatus::Enabling)
            );
            settings.later.insights = is_on.then_some(found.contributor_insights_mode);
        }
        if let Some(found) = settings
            .noted("Kinesis destinations", tried(|| database.describe_kinesis_streaming_destination(name)))?
            && !found.kinesis_data_stream_destinations.is_empty()
        {
            settings.notes.push("its Kinesis destinations are not copied".to_owned());
        }
        let tags = tags(database, &described.table_arn);
        settings.later.tags = settings.noted("tags", tags)?.unwrap_or_default();
        let asked = GetResourcePolicyInput { resource_arn: described.table_arn.clone() };
        let policy = tried(|| database.get_resource_policy(asked.clone()));
        let policy = match policy {
            Err(Error::PolicyNotFound(_)) => Ok(None),
            found => found.map(|found| Some(found.policy)),
        };
        settings.later.policy = settings.noted("resource policy", policy)?.flatten();
        Ok(settings)
    }

    /// What was read; a refusal is noted.
    fn noted<T>(&mut self, what: &str, read: Result<T>) -> Result<Option<T>> {
        noted(&mut self.notes, &format!("its {what} cannot be read"), true, read)
    }

    /// The resource policy, without the ARN of the table, which differs where the table has another place or name.
    pub(super) fn policy(&self) -> Option<String> {
        self.later.policy.as_ref().map(|policy| policy.replace(&self.arn, "TABLE"))
    }

    /// The request that creates the table with this name.
    pub(super) fn request(&self, name: &str) -> CreateTableInput {
        CreateTableInput { table_name: name.to_owned(), ..self.create.clone() }
    }

    /// Creates the table with this name, and waits until it is ACTIVE.
    ///
    /// # Errors
    /// The target refuses it.
    pub(super) fn create(&self, target: &Database, name: &str) -> Result<TableDescription> {
        let create = self.request(name);
        let mut attempts = 0;
        let made = tried(|| {
            attempts += 1;
            target.create_table_from(create.clone())
        });
        match made {
            // The answer to an earlier attempt was lost.
            Err(error) if error.is_resource_in_use() && attempts > 1 => {}
            made => drop(made?),
        }
        wait_active(target, name)
    }

    /// Gives the target what it gets behind its items. Returns what it refused.
    ///
    /// # Errors
    /// No answer came.
    pub(super) fn finish(&self, target: &Database, name: &str) -> Result<Vec<String>> {
        let mut notes = self.notes.clone();
        let there = wait_active(target, name)?;
        let arn = there.table_arn.clone();
        let Later { stream, is_protected, time_to_live, recovery, insights, tags, policy } = &self.later;
        let update = UpdateTableInput { table_name: name.to_owned(), ..UpdateTableInput::default() };
        if there.stream_specification.as_ref().is_none_or(|there| !there.stream_enabled) && stream.is_some() {
            let update = UpdateTableInput { stream_specification: stream.clone(), ..update.clone() };
            given(&mut notes, "stream", tried(|| target.update_table(update.clone())))?;
            wait_active(target, name)?;
        }
        if *is_protected && !there.deletion_protection_enabled {
            let update = UpdateTableInput { deletion_protection_enabled: Some(true), ..update };
            given(&mut notes, "deletion protection", tried(|| target.update_table(update.clone())))?;
            wait_active(target, name)?;
        }
        let has = Self::of(target, &there)?.later;
        if let Some(attribute_name) = time_to_live.clone().filter(|_| has.time_to_live.is_none()) {
            let time_to_live_specification = TimeToLiveSpecification { enabled: true, attribute_name };
            let update = UpdateTimeToLiveInput { table_name: name.to_owned(), time_to_live_specification };
            given(&mut notes, "time to live", tried(|| target.update_time_to_live(update.clone())))?;
        }
        if let Some(recovery) = recovery.clone().filter(|_| has.recovery.is_none()) {
            let point_in_time_recovery_specification = recovery;
            let update = UpdateContinuousBackupsInput {
                table_name: name.to_owned(),
                point_in_time_recovery_specification,
            };
            given(
                &mut notes,
                "point-in-time recovery",
                tried(|| target.update_continuous_backups(update.clone())),
            )?;
        }
        if let Some(contributor_insights_mode) = insights.filter(|_| has.insights.is_none()) {
            let update = UpdateContributorInsightsInput {
                table_name: name.to_owned(),
                index_name: None,
                contributor_insights_action: Some(ContributorInsightsAction::Enable),
                contributor_insights_mode,
            };
            given(
                &mut notes,
                "Contributor Insights",
                tried(|| target.update_contributor_insights(update.clone())),
            )?;
        }
        if !tags.is_empty() && has.tags != *tags {
            let tag = TagResourceInput { resource_arn: arn.clone(), tags: tags.clone() };
            given(&mut notes, "tags", tried(|| target.tag_resource(tag.clone())))?;
        }
        if let Some(policy) = policy.as_ref().filter(|_| has.policy.is_none()) {
            let put = PutResourcePolicyInput {
                policy: policy.replace(&self.arn, &arn),
                resource_arn: arn,
                ..PutResourcePolicyInput::default()
            };
            given(&mut notes, "resource policy", tried(|| target.put_resource_policy(put.clone())))?;
        }
        Ok(notes)
    }
}

fn given<T>(notes: &mut Vec<String>, what: &str, answer: Result<T>) -> Result<()> {
    noted(notes, &format!("the target refused its {what}"), false, answer).map(drop)
}

/// An answer, or a note of a refusal.
///
/// # Errors
/// No answer came.
fn noted<T>(notes: &mut Vec<String>, what: &str, is_read: bool, answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        // A server that does not know the operation has no such setting.
        Err(Error::UnknownOperation) if is_read => Ok(None),
        Err(error) if error.is_no_answer() => Err(error),
        Err(error) => {
            notes.push(format!("{what}: {error}"));
            Ok(None)
        }
    }
}

fn tags(database: &Database, arn: &str) -> Result<Vec<Tag>> {
    let mut tags = Vec::new();
    let mut input = ListTagsOfResourceInput { resource_arn: arn.to_owned(), next_token: None };
    loop {
        let page = tried(|| database.list_tags_of_resource(input.clone()))?;
        tags.extend(page.tags);
        if page.next_token.is_none() {
            // Tags of the service's own are none that a table may be given.
            tags.retain(|tag: &Tag| !tag.key.starts_with("aws:"));
            tags.sort_by(|one, other| one.key.cmp(&other.key));
            return Ok(tags);
        }
        input.next_token = page.next_token;
    }
}
