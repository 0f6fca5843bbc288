from . import bootstrap, dist, export, feedback, proposals, runs, threads
