"""Settings of the shop, with its clients in a folder of their own and a front end to trust."""

from __future__ import annotations

import os

from shop.settings import *  # noqa: F403
from shop.settings import OACGEN as _OACGEN

OACGEN = _OACGEN.model_copy(update={"output_dir": os.environ["SHOP_CLIENTS"]})
CSRF_TRUSTED_ORIGINS = [os.environ["SHOP_FRONT_END"]]
