from . import bootstrap, dist, runs, threads
