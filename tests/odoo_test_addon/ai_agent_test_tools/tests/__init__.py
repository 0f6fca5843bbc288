from . import test_loan_proposals, test_loans
