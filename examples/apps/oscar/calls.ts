// Calls the shop through its TypeScript client: `calls.ts URL TOKEN`.
import { getAuthUsersMe } from "./openapi/clients/typescript/accounts/_utils/fetchers/auth.ts";
import {
  getProduct,
  getProductPrice,
  getProducts,
} from "./openapi/clients/typescript/shop/_utils/fetchers/products.ts";
import { apiKey } from "./openapi/clients/typescript/_utils/runtime/auth.ts";
import { configure } from "./openapi/clients/typescript/_utils/runtime/config.ts";

declare const process: { argv: [string, string, string, string] };
declare const console: { log(text: string): void };

const [, , baseUrl, token] = process.argv;
configure({ baseUrl, auth: apiKey("header", "Authorization", `Token ${token}`) });
const me = await getAuthUsersMe();
const [first] = await getProducts();
if (!first) throw new Error("there is no product");
const book = await getProduct(first.id);
const price = await getProductPrice(book.id);
if (price.excl_tax !== "9.90") throw new Error(JSON.stringify(price));
console.log(`TypeScript: ${me.email} found ${book.title} at ${price.excl_tax} ${price.currency}`);
