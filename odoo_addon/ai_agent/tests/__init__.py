from . import (
    test_faults,
    test_limits,
    test_purge,
    test_rights,
    test_runs,
    test_settings,
    test_shim,
    test_threads,
)
