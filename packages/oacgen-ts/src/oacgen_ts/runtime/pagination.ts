import { ApiError } from "./errors";

/** What DRF's page-number, limit/offset and cursor pagination have in common. */
export interface Page<T> {
  next?: string | null | undefined;
  results: T[];
}

/** How the pages of a list are walked. */
export interface Walk<P, T, At> {
  items(page: P): readonly T[];
  /** What to add to the call for the page after this one, the `read`th; undefined at the end. */
  after(page: P, read: number, first: P): At | undefined;
}

/** Each page has the URL of the next. */
export function linked<P, T>(
  items: (page: P) => readonly T[],
  next: (page: P) => string | null | undefined,
): Walk<P, T, { link: string }> {
  return {
    items,
    after(page) {
      const link = next(page);
      return link ? { link } : undefined;
    },
  };
}

/** Each page has the value that `parameter` has to have for the next. */
export function marked<P, T, V, K extends string>(
  parameter: K,
  items: (page: P) => readonly T[],
  next: (page: P) => V | null | undefined,
): Walk<P, T, { [parameter in K]: V }> {
  return {
    items,
    after(page) {
      const mark = next(page);
      return mark == null || mark === ""
        ? undefined
        : ({ [parameter]: mark } as { [parameter in K]: V });
    },
  };
}

/** `parameter` counts pages, or items, until a page is empty or shorter than the first. */
export function counted<P, T, K extends string>(
  parameter: K,
  by: "items" | "pages",
  items: (page: P) => readonly T[],
  start: number = by === "pages" ? 1 : 0,
): Walk<P, T, { [parameter in K]: number }> {
  return {
    items,
    after(page, read, first) {
      const length = items(first).length;
      if (!length || items(page).length < length) return undefined;
      const step = by === "pages" ? 1 : length;
      return { [parameter]: start + read * step } as {
        [parameter in K]: number;
      };
    },
  };
}

/** All items, page after page, asked for as they are consumed. */
export function iterate<T>(
  fetchPage: (at: { link?: string }) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  return iterateBy(
    {
      items: (page: Page<T>) => page.results,
      after: ({ next }) => (next ? { link: next } : undefined),
    },
    fetchPage,
  );
}

/** All items of a list that is walked in another way. */
export async function* iterateBy<P, T, At extends object>(
  walk: Walk<P, T, At>,
  fetchPage: (at: At | Record<never, never>) => Promise<P>,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<string>();
  let page = await fetchPage({});
  const first = page;
  for (let read = 1; ; read++) {
    yield* walk.items(page);
    const at = walk.after(page, read, first);
    const mark = JSON.stringify(at);
    if (!at || seen.has(mark)) return;
    seen.add(mark);
    try {
      page = await fetchPage(at);
    } catch (error) {
      // DRF answers 404 to the page after the last, where there is no `next`.
      const past = error instanceof ApiError && error.status === 404;
      if (past && !("link" in at)) return;
      throw error;
    }
  }
}

/** Items as they come; the request for more is made when they are asked for. */
export type Items<T> = AsyncGenerator<T, void, undefined>;
