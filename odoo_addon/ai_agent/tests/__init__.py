from . import test_faults
from . import test_rights
from . import test_runs
from . import test_settings
from . import test_shim
from . import test_threads
