from . import test_loans
