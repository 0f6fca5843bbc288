from . import bootstrap, context, dist, export, feedback, internal, proposals, runs, tables, threads
