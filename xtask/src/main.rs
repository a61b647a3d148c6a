//! The command line of azrest: takes arguments, runs the generator over folders, prints what it found.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr)] // a command line prints

mod corpus;
mod diff;
#[cfg(test)]
mod documents;
mod explain;
mod generate;
mod git;
mod import;
mod lint;
mod model;
mod output;
mod project;
mod report;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use report::Format;

/// How a command ended; the exit status says it.
enum Outcome {
    /// Done, warnings included: 0.
    Done,
    /// Findings, as stale files: 1.
    Findings,
    /// Input that cannot be used: 2.
    Unusable,
}

/// Typed Rust clients for the Azure REST APIs: import specs, generate clients, look at both.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, subcommand_required = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Generate(generate::Arguments),
    Import(import::Arguments),
    Diff(diff::Arguments),
    Model(model::Arguments),
    Lint(lint::Arguments),
    Explain(explain::Arguments),
    Corpus(corpus::Arguments),
    /// What `corpus` runs for each provider, in a process of its own.
    #[command(hide = true)]
    CorpusWorker,
}

/// The stack of the threads that work: specs nest, and what walks them calls itself.
const STACK: usize = 512 << 20;

/// A document is read into many small pieces on a thread of its own, which is what the allocator of some systems is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || run(arguments));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        Err(error) => {
            eprintln!("error: no thread can be started: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> ExitCode {
    let (result, format) = match arguments.command {
        Command::Generate(it) => (generate::run(&it), it.format),
        Command::Import(it) => (import::run(&it), Format::Text),
        Command::Diff(it) => (diff::run(&it), Format::Text),
        Command::Model(it) => (model::run(&it), Format::Text),
        Command::Lint(it) => (lint::run(&it), it.format),
        Command::Explain(it) => (explain::run(&it), Format::Text),
        Command::Corpus(it) => (corpus::run(&it), Format::Text),
        Command::CorpusWorker => (corpus::worker::run(), Format::Text),
    };
    match report::outcome(result, format) {
        Outcome::Done => ExitCode::SUCCESS,
        Outcome::Findings => ExitCode::from(1),
        Outcome::Unusable => ExitCode::from(2),
    }
}
