"""The shop's settings, but its client goes to the folder that SHOP_CLIENTS names."""

from __future__ import annotations

import os

from shop import settings

globals().update({name: value for name, value in vars(settings).items() if name.isupper()})

OACGEN = vars(settings)["OACGEN"].model_copy(update={"output_dir": os.environ["SHOP_CLIENTS"]})
