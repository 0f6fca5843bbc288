# An example for docs/tools.md: how an addon gives the assistant tools of its own. Never install it in production.
{
    "name": "AI Agent: tools of another addon",
    "version": "19.0.1.0.0",
    "summary": "Loans of equipment, and tools for them",
    "author": "AI Agent for Odoo contributors",
    "license": "LGPL-3",
    "category": "Hidden",
    "depends": ["ai_agent"],
    "data": ["security/security.xml", "security/ir.model.access.csv"],
}
