from . import (
    test_branches,
    test_faults,
    test_limits,
    test_purge,
    test_rights,
    test_runs,
    test_search,
    test_settings,
    test_shim,
    test_threads,
    test_trash,
)
