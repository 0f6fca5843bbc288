# Debian's Odoo package leaves out one non-free file of `mail`, and then every page logs an error that makes Odoo's
# browser tests fail. This addon only takes that file out of the bundle. Never install it in production.
{
    "name": "AI Agent: assets of the tests",
    "version": "19.0.1.0.0",
    "summary": "Lets browser tests pass on an Odoo that lacks a file of mail",
    "author": "AI Agent for Odoo contributors",
    "license": "LGPL-3",
    "category": "Hidden",
    "depends": ["mail"],
    "assets": {
        "web.assets_backend": [
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
}
