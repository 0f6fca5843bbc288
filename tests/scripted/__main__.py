"""`python -m scripted PORT SCRIPTS.json`."""

from .service import main

main()
