from __future__ import annotations

from django.contrib import admin

from cart.models import Cart, Voucher

admin.site.register(Cart)
admin.site.register(Voucher)
