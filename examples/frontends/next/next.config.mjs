const shop = process.env.API_URL ?? "http://127.0.0.1:8000";

/** The browser speaks to the shop through this site: one origin, so cookies and CSRF just work. */
export default {
  skipTrailingSlashRedirect: true, // Django's paths end with one
  async rewrites() {
    return [
      ...["api", "session"].map((part) => ({
        source: `/${part}/:path*/`,
        destination: `${shop}/${part}/:path*/`,
      })),
      { source: "/uploads/:path*", destination: `${shop}/uploads/:path*` },
    ];
  },
};
