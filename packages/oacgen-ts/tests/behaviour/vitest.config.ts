import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const client = process.env.OACGEN_CLIENT;
if (!client)
  throw new Error("Set OACGEN_CLIENT to the client of documents/studio.yaml");

export default defineConfig({
  resolve: {
    alias: { client, tools: fileURLToPath(new URL(".", import.meta.url)) },
    preserveSymlinks: true,
  },
  server: { fs: { strict: false } },
  test: {
    environment: "node",
    testTimeout: 5000,
    include: ["*.test.{ts,tsx}"],
  },
});
