//! The form of what a command draws.

use clap::Args;

use super::drawing::Drawing;

/// The options that say how to draw.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Form {
    /// Draw with ASCII alone, as where the locale has nothing else
    #[arg(long)]
    ascii: bool,
    /// Print JSON objects instead, one per line
    #[arg(long, conflicts_with = "ascii")]
    pub(super) json: bool,
}

impl Form {
    /// How to draw on the standard output.
    pub(super) fn drawing(self) -> Drawing {
        Drawing::of_output(self.ascii)
    }
}
