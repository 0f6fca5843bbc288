//! `bench service | load | ttft | pages`: see `bench help`.

use std::process::ExitCode;

use bench::cli::{self, Command};
use bench::http::Target;
use bench::{IoContext as _, Result, load, pages, service, ttft, users};
use tokio::runtime::{Builder, Runtime};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    match cli::parse(std::env::args_os())? {
        Command::Help => println!("{}", cli::HELP),
        Command::Service { port, key } => {
            let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().doing("the runtime")?;
            // On the worker: a task of the main thread would wake it for every connection.
            runtime.block_on(async { tokio::spawn(service::run(port, key)).await })??;
        }
        Command::Load(options) => client()?.block_on(async {
            let target = Target::resolve(&options.url, options.insecure).await?;
            let plan = load::Plan {
                runs: options.runs,
                over: options.over,
                script: options.script,
                users: users::read(&options.users)?,
                prefix: target.path(&options.prefix),
                timeout: options.timeout,
            };
            print(&load::run(target, plan).await?)
        })?,
        Command::Ttft(options) => client()?.block_on(async {
            let odoo = Target::resolve(&options.odoo, options.insecure).await?;
            let service = Target::resolve(&options.service, options.insecure).await?;
            let plan = ttft::Plan {
                pairs: options.pairs,
                script: options.script,
                users: users::read(&options.users)?,
                prefix: odoo.path(&options.prefix),
                key: options.key,
            };
            print(&ttft::run(odoo, service, plan).await?)
        })?,
        Command::Pages(options) => client()?.block_on(async {
            let target = Target::resolve(&options.url, options.insecure).await?;
            let plan =
                pages::Plan { path: options.path, every: options.every, span: options.span, timeout: options.timeout };
            print(&pages::run(target, plan).await?)
        })?,
    }
    Ok(())
}

fn client() -> Result<Runtime> {
    Builder::new_current_thread().enable_all().build().doing("the runtime")
}

fn print(report: &impl serde::Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(report)?);
    Ok(())
}
