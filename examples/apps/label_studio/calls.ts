// Calls Label Studio through its TypeScript client: `calls.ts URL TOKEN`.
import { createProject, getProject, getProjects } from "./openapi/clients/typescript/_utils/fetchers/projects.ts";
import { apiKey } from "./openapi/clients/typescript/_utils/runtime/auth.ts";
import { configure } from "./openapi/clients/typescript/_utils/runtime/config.ts";

declare const process: { argv: [string, string, string, string] };
declare const console: { log(text: string): void };

const [, , baseUrl, token] = process.argv;
configure({ baseUrl, auth: apiKey("header", "Authorization", `Token ${token}`) });
const made = await createProject({ title: "From TypeScript" });
const found = await getProject(made.id);
const all = await getProjects();
if (found.title !== "From TypeScript" || all.count !== 1) throw new Error(JSON.stringify(found));
console.log(`TypeScript: project ${found.id}, "${found.title}", one of ${all.count}`);
