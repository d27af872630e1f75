"use strict";

(() => {
  const page = JSON.parse(document.getElementById("page-data").textContent);

  const cookie = (name) =>
    document.cookie
      .split("; ")
      .filter((pair) => pair.startsWith(`${name}=`))
      .map((pair) => decodeURIComponent(pair.slice(name.length + 1)))[0];

  const here = (url) => new URL(url, window.location.href).origin === window.location.origin;

  const ui = SwaggerUIBundle({
    url: page.url,
    dom_id: "#page",
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis],
    oauth2RedirectUrl: new URL(page.oauth2Redirect, window.location.href).href,
    requestInterceptor: (request) => {
      const token = cookie(page.csrfCookie);
      if (token && here(request.url)) request.headers[page.csrfHeader] = token;
      return request;
    },
    ...page.settings,
  });

  if (page.oauth2 && Object.keys(page.oauth2).length > 0) ui.initOAuth(page.oauth2);
})();
