"""All that a generated resource is made of."""

from __future__ import annotations

from .call import Call as Call
from .encoding import csv as csv
from .encoding import segment as segment
from .files import File as File
from .operations import C_co as C_co
from .operations import Resource as Resource
from .operations import operation as operation
from .paging import pages as pages
from .streams import download as download
from .streams import stream as stream
