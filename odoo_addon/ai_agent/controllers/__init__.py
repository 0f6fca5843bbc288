from . import bootstrap, dist, export, feedback, runs, threads
