from . import ai_agent_test_loan
