"use strict";

(() => {
  const page = JSON.parse(document.getElementById("page-data").textContent);
  Redoc.init(page.url, page.settings || {}, document.getElementById("page"));
})();
