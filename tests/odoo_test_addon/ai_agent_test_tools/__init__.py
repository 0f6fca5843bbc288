from . import agent_tools, models
