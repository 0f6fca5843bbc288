//! What this process itself takes.

use nix::sys::resource::{Resource, UsageWho, getrlimit, getrusage, setrlimit};

/// CPU seconds of this process, user and system together.
pub fn cpu_seconds() -> f64 {
    let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return 0.0 };
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    seconds(usage.user_time()) + seconds(usage.system_time())
}

/// Lets this process have as many connections as it is allowed to: the usual limit is 1024.
pub fn raise_file_limit() {
    if let Ok((_, most)) = getrlimit(Resource::RLIMIT_NOFILE) {
        // Not granted: the first connections beyond the limit are refused and counted.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, most, most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_takes_cpu() {
        let before = cpu_seconds();
        let mut number = 1u64;
        while cpu_seconds() < before + 0.01 {
            number = std::hint::black_box(number.wrapping_mul(6_364_136_223_846_793_005));
        }
    }
}
