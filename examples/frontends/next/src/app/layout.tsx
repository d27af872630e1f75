import type { ReactNode } from "react";
import { Menu } from "@/components/Menu";

export const metadata = { title: "Shop" };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Menu />
        <main>{children}</main>
      </body>
    </html>
  );
}
