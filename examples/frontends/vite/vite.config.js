import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The shop keeps the site's name and port, so that Django sees one origin: cookies and CSRF work.
const shop = {
  target: process.env.API_URL ?? "http://127.0.0.1:8000",
  changeOrigin: false,
};

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": shop, "/session": shop, "/uploads": shop } },
  build: { rollupOptions: { input: ["index.html", "tokens.html"] } },
});
