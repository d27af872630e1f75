"use client";

import { useState } from "react";
import { useUsers } from "@/api/generated/_utils/hooks/users";

/** Rendered in the browser, from calls of its own. */
export function Directory() {
  const [search, setSearch] = useState("");
  const { data, error } = useUsers({ page: 1, search });
  return (
    <section>
      <h2>Directory</h2>
      <input
        aria-label="Search"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {error && <p role="alert">{error.message}</p>}
      <ul id="client">
        {data?.results.map((user) => (
          <li key={user.id}>{user.username}</li>
        ))}
      </ul>
    </section>
  );
}
