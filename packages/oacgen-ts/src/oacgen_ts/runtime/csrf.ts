/** Django's CSRF token where there is a page: from its cookie, else from the page. */
export function csrfToken(): string | undefined {
  return csrfCookie() ?? csrfMeta();
}

/** The token in a cookie; `name` as in CSRF_COOKIE_NAME. */
export function csrfCookie(name = "csrftoken"): string | undefined {
  if (typeof document === "undefined") return undefined;
  for (const pair of document.cookie.split("; "))
    if (pair.startsWith(`${name}=`))
      return decodeURIComponent(pair.slice(name.length + 1));
  return undefined;
}

/** The token in `<meta name="...">`, or in the hidden field of `{% csrf_token %}`. */
export function csrfMeta(name = "csrf-token"): string | undefined {
  if (typeof document === "undefined") return undefined;
  const meta = document.querySelector(`meta[name="${name}"]`);
  const field = document.querySelector('[name="csrfmiddlewaretoken"]');
  return (
    meta?.getAttribute("content") ??
    field?.getAttribute("value") ??
    field?.getAttribute("content") ??
    undefined
  );
}
