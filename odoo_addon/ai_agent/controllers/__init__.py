from . import bootstrap
from . import dist
from . import runs
from . import threads
