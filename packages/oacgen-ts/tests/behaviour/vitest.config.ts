import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const { OACGEN_CLIENT: client, OACGEN_EDGES: edges } = process.env;
if (!client || !edges)
  throw new Error(
    "Set OACGEN_CLIENT and OACGEN_EDGES to the clients of studio.yaml and edges.yaml",
  );

export default defineConfig({
  resolve: {
    alias: {
      client,
      edges,
      tools: fileURLToPath(new URL(".", import.meta.url)),
    },
    preserveSymlinks: true,
  },
  server: { fs: { strict: false } },
  test: {
    environment: "node",
    testTimeout: 5000,
    include: ["*.test.{ts,tsx}"],
  },
});
