//! What `copy` and `compare` take alike.

use clap::{Args, builder::RangedU64ValueParser};

use super::{
    not_done::NotDone,
    output::{counted, print},
    remote::{Options, told_with},
    side::Side,
    target::{Access, Connection},
};
use crate::copy::{Comparison, CopyError, MOST_SEGMENTS};

const OF_SOURCE: Options =
    Options { region: "--source-region", profile: "--source-profile", other_places: "" };
const OF_TARGET: Options =
    Options { region: "--target-region", profile: "--target-profile", other_places: "" };

/// The two places, and which tables.
#[derive(Debug, Clone, Args)]
pub(super) struct Sides {
    /// Where the tables are: aws, a URL, a snapshot or a directory
    #[arg(value_parser = Side::parse)]
    pub(super) source: Side,
    /// The other place
    #[arg(value_parser = Side::parse)]
    pub(super) target: Side,
    /// Only this table, with another name at the target if one is given; can be repeated [default: all of the source]
    #[arg(long = "table", value_name = "NAME[=NEW]", value_parser = pair)]
    tables: Vec<(String, String)>,
    /// How many parts of a table are read at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = segments())]
    pub(super) segments: usize,
    /// The most read units a second of each side [default: no limit]
    #[arg(long, value_name = "UNITS", value_parser = units)]
    pub(super) read_units: Option<f64>,
    /// The source's region [default: AWS_REGION, or the profile's]
    #[arg(long, value_name = "REGION", help_heading = "Where")]
    source_region: Option<String>,
    /// The profile with the credentials for the source [default: AWS_PROFILE]
    #[arg(long, value_name = "NAME", help_heading = "Where")]
    source_profile: Option<String>,
    /// The target's region [default: AWS_REGION, or the profile's]
    #[arg(long, value_name = "REGION", help_heading = "Where")]
    target_region: Option<String>,
    /// The profile with the credentials for the target [default: AWS_PROFILE]
    #[arg(long, value_name = "NAME", help_heading = "Where")]
    target_profile: Option<String>,
}

impl Sides {
    /// Opens both places: the source to be read, the target as the command uses it.
    pub(super) fn open(&self, access: Access) -> Result<(Connection, Connection), NotDone> {
        self.source.checked()?;
        self.target.checked()?;
        let is_same_place = self.source.is_same_place(&self.target);
        if matches!(&self.source, Side::Snapshot(_) | Side::Directory(_)) && is_same_place {
            let (source, target) = (self.source.to_string(), self.target.to_string());
            return Err(NotDone::Failed(match source == target {
                true => format!("{source} is source and target in one"),
                false => format!("{source} and {target} are one place: it is source and target in one"),
            }));
        }
        let is_same = is_same_place
            && self.source_region == self.target_region
            && self.source_profile == self.target_profile;
        let mut pairs = self.pairs().peekable();
        if is_same && (pairs.peek().is_none() || pairs.any(|(source, target)| source == target)) {
            return Err(format!("a table of {} is source and target in one", self.source).into());
        }
        let of_source = (self.source_region.as_deref(), self.source_profile.as_deref());
        let of_target = (self.target_region.as_deref(), self.target_profile.as_deref());
        let source = self.source.open(of_source.0, of_source.1, &OF_SOURCE, Access::Read)?;
        Ok((source, self.target.open(of_target.0, of_target.1, &OF_TARGET, access)?))
    }

    /// The names of the tables at source and target; none if it is all.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.tables.iter().map(|(source, target)| (source.as_str(), target.as_str()))
    }
}

/// The name of a table, and what it is called at the target.
fn pair(text: &str) -> Result<(String, String), String> {
    let (source, target) = text.split_once('=').unwrap_or((text, text));
    match source.is_empty() || target.is_empty() {
        true => Err("write the table's name, or NAME=NEW".to_owned()),
        false => Ok((source.to_owned(), target.to_owned())),
    }
}

fn segments() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=MOST_SEGMENTS as u64)
}

/// A limit of units a second.
pub(super) fn units(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|units: &f64| units.is_finite() && *units > 0.0)
        .ok_or_else(|| "it is a number above 0".to_owned())
}

/// What failed, and what helps.
pub(super) fn message(error: &CopyError, has_state: bool) -> String {
    match error {
        CopyError::Source { table, error } => {
            format!("the source's table {table}: {}", told_with(error, &OF_SOURCE))
        }
        CopyError::Target { table, error } => {
            format!("the target's table {table}: {}", told_with(error, &OF_TARGET))
        }
        CopyError::Names(error) => format!("the source's tables: {}", told_with(error, &OF_SOURCE)),
        CopyError::NotEmpty { .. } => {
            let goes_on = match has_state {
                true => " An earlier copy goes on with the same command in the same directory.",
                false => "",
            };
            format!("{error}\nWith --overwrite, items with the same key are replaced.{goes_on}")
        }
        CopyError::State { .. } => format!("{error}\nName another file with --state."),
        CopyError::NoState { .. } => format!("{error}, and stays as it is\nName another file with --state."),
        CopyError::InUse { .. } => {
            format!("{error}\nWait until that copy is done, or stop it: the same command goes on from there.")
        }
        CopyError::NoStream { table } => {
            format!("{error}\nSwitch one on with `hashrange update {table} --stream new-image`.")
        }
        CopyError::OtherCopy { .. } | CopyError::DamagedState { .. } => {
            format!("{error}\nDelete that file to begin anew, or name another one with --state.")
        }
        error => error.to_string(),
    }
}

/// Tells what a comparison found.
///
/// # Errors
/// Items differ.
pub(super) fn tell_comparison(comparison: &Comparison) -> Result<(), String> {
    let Comparison { diff, items, differing, .. } = comparison;
    if !diff.is_empty() {
        print(format!("the target against the source:\n{diff:#}\n").as_bytes())?;
    }
    let compared = format!("compared {}", counted(*items));
    let Comparison { source_read_units, target_read_units, .. } = comparison;
    let units = format!(
        "the comparison: {source_read_units} read units at the source, {target_read_units} at the target\n"
    );
    print(units.as_bytes())?;
    comparison.notes.iter().try_for_each(|note| print(format!("{note}\n").as_bytes()))?;
    let unlike = diff.tables().iter().filter(|table| !Comparison::has_items_of(table)).count();
    match (comparison.is_same(), unlike, differing) {
        (true, ..) => print(format!("{compared}: none differs\n").as_bytes()),
        (false, 0, 1) => Err(format!("{compared}: 1 differs at source or target")),
        (false, 0, differing) => Err(format!("{compared}: {differing} differ at source or target")),
        (false, unlike, _) => Err(format!(
            "{compared}; of {unlike} of the tables none: missing at the target, or there with another key"
        )),
    }
}
