from . import ai_agent_erasure
