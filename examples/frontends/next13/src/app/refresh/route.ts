import { revalidateTag } from "next/cache";

export function POST() {
  revalidateTag("users");
  return new Response(null, { status: 204 });
}
