/** Django's CSRF token where there is a page: from its cookie, else from the page itself. */
export function csrfToken(): string | undefined {
  if (typeof document === "undefined") return undefined;
  return csrfCookie() ?? csrfMeta();
}

/** The token in a cookie of the page; `name` as in CSRF_COOKIE_NAME. */
export function csrfCookie(name = "csrftoken"): string | undefined {
  const pairs = document.cookie.split("; ");
  const found = pairs.find((pair) => pair.startsWith(name + "="));
  return found?.slice(name.length + 1);
}

/** The token in `<meta name="...">`, or in the hidden field of `{% csrf_token %}`. */
export function csrfMeta(name = "csrf-token"): string | undefined {
  const found = document.querySelector(
    `[name="${name}"],[name="csrfmiddlewaretoken"]`,
  );
  return (
    found?.getAttribute(found.localName === "meta" ? "content" : "value") ??
    undefined
  );
}
