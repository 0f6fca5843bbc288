# ruff: noqa: I001  the order matters: `owned` is inherited from, and `ai_agent_begin` extends the run
from . import owned
from . import ai_agent_process
from . import ai_agent_thread
from . import ai_agent_message
from . import ai_agent_search_entry
from . import ai_agent_run
from . import ai_agent_run_event
from . import ai_agent_run_sent
from . import ai_agent_run_stop
from . import ai_agent_run_report
from . import ai_agent_service
from . import ai_agent_begin
from . import ir_http
from . import res_config_settings
