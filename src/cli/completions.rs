//! `hashrange completions` and `hashrange man`: what a shell and a manual need to know of the commands.

use std::{
    io,
    path::{Path, PathBuf},
};

use clap::{Args, Command};
use clap_complete::Shell;

use super::output::print;

/// Print a script that completes commands and options, for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange completions bash > ~/.local/share/bash-completion/completions/hashrange
  hashrange completions zsh > ~/.zfunc/_hashrange
  hashrange completions fish > ~/.config/fish/completions/hashrange.fish")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Prints the script for the program's commands.
    pub(super) fn run(&self, mut program: Command) -> Result<(), String> {
        let name = program.get_name().to_owned();
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut program, name, &mut script);
        print(&script)
    }
}

/// Print the manual page, or write the pages of all commands
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange man | man -l -
  hashrange man --directory ~/.local/share/man/man1")]
pub(super) struct Man {
    /// Write the pages of all commands into this directory, which is made if it is missing
    #[arg(long, value_name = "DIR")]
    directory: Option<PathBuf>,
}

impl Man {
    /// Prints or writes the pages of the program.
    pub(super) fn run(&self, program: Command) -> Result<(), String> {
        let Some(directory) = &self.directory else {
            let mut page = Vec::new();
            clap_mangen::Man::new(program).render(&mut page).map_err(|error| error.to_string())?;
            return print(&page);
        };
        let all = || -> io::Result<()> {
            std::fs::create_dir_all(directory)?;
            let source = format!("{} {}", program.get_name(), program.get_version().unwrap_or_default());
            let mut program = program.disable_help_subcommand(true);
            program.build();
            pages(&program, &source, directory)
        };
        all().map_err(|error| format!("{}: {error}", directory.display()))
    }
}

/// Writes the pages of a command and those below it. Each says of which release it is.
fn pages(command: &Command, source: &str, directory: &Path) -> io::Result<()> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        pages(below, source, directory)?;
    }
    clap_mangen::Man::new(command.clone()).source(source).generate_to(directory).map(drop)
}
