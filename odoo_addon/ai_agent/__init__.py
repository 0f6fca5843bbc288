from . import context, controllers, models, tools, wizards
