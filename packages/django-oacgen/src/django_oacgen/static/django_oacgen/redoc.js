"use strict";

(() => {
  const page = JSON.parse(document.getElementById("page-data").textContent);
  const { nonce } = document.currentScript;
  const strict = {
    nonce, // on the styles that Redoc makes while it runs
    nativeScrollbars: true, // the others bring styles that cannot have it
  };
  Redoc.init(
    page.url,
    { ...(nonce ? strict : {}), ...page.settings },
    document.getElementById("page"),
  );
})();
