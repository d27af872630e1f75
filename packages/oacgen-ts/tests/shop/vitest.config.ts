import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const client = process.env.OACGEN_CLIENT;
if (!client || !process.env.SHOP_URL)
  throw new Error(
    "Set OACGEN_CLIENT to the clients of the shop, SHOP_URL to a shop that runs",
  );

export default defineConfig({
  resolve: {
    alias: { client, here: fileURLToPath(new URL(".", import.meta.url)) },
    preserveSymlinks: true,
  },
  server: { fs: { strict: false } },
  test: { environment: "node", testTimeout: 20_000, include: ["*.test.ts"] },
});
