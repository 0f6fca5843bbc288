//! Ctrl-C and SIGTERM, as a flag that every wait looks at: whoever waits returns [`Error::Interrupted`],
//! and on the way out everything that was started is stopped.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::error::{Error, IoContext, Result};

static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Starts to take notice.
pub fn listen() -> Result<()> {
    let flag = FLAG.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(flag)).doing("listening for Ctrl-C")?;
    }
    Ok(())
}

/// An error once the person wants to stop.
pub fn check() -> Result<()> {
    if FLAG.get().is_some_and(|flag| flag.load(Ordering::Relaxed)) { Err(Error::Interrupted) } else { Ok(()) }
}

/// Sleeps, unless the person wants to stop.
pub fn sleep(duration: Duration) -> Result<()> {
    check()?;
    thread::sleep(duration);
    check()
}
