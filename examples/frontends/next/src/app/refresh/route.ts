import { revalidateTag } from "next/cache";

export function POST() {
  revalidateTag("users", { expire: 0 });
  return new Response(null, { status: 204 });
}
