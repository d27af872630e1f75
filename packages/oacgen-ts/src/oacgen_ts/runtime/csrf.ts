/**
 * Django's CSRF token where there is a page: from its cookie, `name` as in
 * CSRF_COOKIE_NAME, else from `{% csrf_token %}` or `<meta name="csrf-token">`.
 */
export function csrfToken(name = "csrftoken"): string | undefined {
  const page = globalThis.document as Document | undefined;
  const found = page?.querySelector<HTMLInputElement & HTMLMetaElement>(
    "[name^=csrf][name$=token]",
  ) as { content?: string; value?: string } | null | undefined;
  const cookie = page?.cookie.match(`(^|; )${name}=([^;]*)`)?.[2];
  return cookie ?? found?.content ?? found?.value;
}
