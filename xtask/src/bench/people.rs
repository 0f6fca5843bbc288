//! The users who ask, with their sessions: a file that the load tools read.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;

use serde_json::{Value, json};

use crate::bench::odoo::Session;
use crate::bench::sql::Sql;
use crate::demo::running::LOGIN;
use crate::error::{Error, IoContext, Result};
use crate::interrupt;
use crate::ui::Step;

/// As many as a middle-sized company has at their desks.
pub const COMPANY: usize = 100;
/// Checking a password takes a core for a third of a second.
const AT_ONCE: usize = 4;

/// What every user is allowed, so that the machine is measured and not the limits.
const LIMITS: [(&str, u32); 6] = [
    ("user_running", 1000),
    ("user_per_minute", 100_000),
    ("user_per_day", 1_000_000),
    ("all_running", 5000),
    ("all_per_minute", 1_000_000),
    ("all_per_day", 10_000_000),
];

/// Lifts the limits, makes so many users, logs each of them in, and writes their sessions down.
pub fn make(url: &str, sql: &Sql, count: usize, file: &Path) -> Result<()> {
    let step = Step::start(format!("logging {count} users in"));
    let (login, password) = LOGIN;
    let administrator = Session::start(url, login, password)?;
    for (name, value) in LIMITS {
        let parameter = json!([format!("ai_agent.limit.{name}"), value.to_string()]);
        administrator.call("ir.config_parameter", "set_param", &parameter, &json!({}))?;
    }
    let users: Vec<Value> = logins(count).map(|login| json!({"name": login, "login": login})).collect();
    // No invitations by mail.
    administrator.call("res.users", "create", &json!([users]), &json!({"no_reset_password": true}))?;
    // The administrator's hash for everybody: making one takes a core for a third of a second.
    sql.run(&format!(
        "UPDATE res_users SET password = (SELECT password FROM res_users WHERE login = '{login}') WHERE login LIKE '{PREFIX}%'"
    ))?;
    let sessions = log_in_all(url, count, password)?;
    let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file).at(file)?;
    out.write_all(sessions.join("\n").as_bytes()).at(file)?;
    step.done();
    Ok(())
}

const PREFIX: &str = "bench-";

fn logins(count: usize) -> impl Iterator<Item = String> {
    (1..=count).map(|number| format!("{PREFIX}{number}"))
}

fn log_in_all(url: &str, count: usize, password: &str) -> Result<Vec<String>> {
    let logins: Vec<String> = logins(count).collect();
    thread::scope(|scope| {
        let lanes: Vec<_> = logins
            .chunks(count.div_ceil(AT_ONCE))
            .map(|lane| scope.spawn(move || lane.iter().map(|login| log_in(url, login, password)).collect()))
            .collect();
        let mut sessions = Vec::new();
        for lane in lanes {
            let lane: Result<Vec<String>> =
                lane.join().unwrap_or_else(|_| Err(Error::Failed("a thread that logs users in panicked".into())));
            sessions.extend(lane?);
        }
        Ok(sessions)
    })
}

/// One user as the load tools know them.
fn log_in(url: &str, login: &str, password: &str) -> Result<String> {
    interrupt::check()?;
    let mut session = Session::start(url, login, password)?;
    // Odoo then notes the device in the session, which would else be written when the first question comes.
    session.page("/odoo")?;
    let bootstrap = session.page("/ai_agent/bootstrap")?.json("bootstrap")?;
    let token = bootstrap["csrfToken"].as_str();
    let token = token.ok_or_else(|| Error::Failed(format!("no CSRF token for {login}")))?;
    Ok(json!({"cookie": session.cookie(), "csrf": token}).to_string())
}
