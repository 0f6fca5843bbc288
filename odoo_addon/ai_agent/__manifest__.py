{
    "name": "AI Agent",
    "summary": "An AI assistant inside Odoo that talks to the AI service of your choice",
    "version": "19.0.1.2.0",
    "category": "Productivity",
    "author": "AI Agent for Odoo contributors",
    "license": "LGPL-3",
    "depends": ["base", "base_setup", "bus", "web"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/ir_cron.xml",
        "views/ai_agent_run_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["ai_agent/static/src/systray/**/*", "ai_agent/static/src/probe/widget.js"],
        "ai_agent.assets_panel": ["ai_agent/static/src/panel/**/*"],
        "ai_agent.assets_probe": ["ai_agent/static/src/probe/block/**/*"],
        "web.assets_unit_tests": [
            "ai_agent/static/src/panel/**/*",
            "ai_agent/static/src/probe/block/**/*",
            "ai_agent/static/tests/**/*",
        ],
    },
    "application": True,
}
