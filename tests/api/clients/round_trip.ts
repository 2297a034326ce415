// A full round trip with the types that openapi-typescript made: page, 304, 412, 428, report a goal. argv: url, token.
import createClient from "openapi-fetch";
import type { paths } from "./schema";

declare const process: { argv: string[] };
const [, , baseUrl, token] = process.argv as [string, string, string, string];
const anybody = createClient<paths>({ baseUrl });
const agency = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const seen: number[] = [];
let cursor: string | null | undefined;
do {
  const page = await anybody.GET("/v1/plans/{plan}/commitments", {
    params: { path: { plan: "gt-2016-2018" }, query: { limit: 10, ...(cursor ? { cursor } : {}) } },
  });
  if (page.error !== undefined) throw new Error(page.error.detail);
  seen.push(...page.data.items.map((item) => item.number));
  cursor = page.data.next_cursor;
} while (cursor);
expect(seen.length === 22, `commitments: ${seen}`);

const path = { plan: "gt-2016-2018", commitment: 17, goal: 2 };
const address = "/v1/plans/{plan}/commitments/{commitment}/goals/{goal}" as const;
const goal = await anybody.GET(address, { params: { path } });
const etag = goal.response.headers.get("etag") ?? "";
const held = await anybody.GET(address, { params: { path }, headers: { "If-None-Match": etag } });
expect(held.response.status === 304, `304: ${held.response.status}`);

const reports = `${address}/reports` as const;
const body = { level: "complete" as const };
const stale = await agency.POST(reports, { params: { path, header: { "If-Match": '"0"' } }, body });
expect(stale.response.status === 412 && stale.error !== undefined && stale.error.status === 412, "412");
const blind = await agency.POST(reports, { params: { path }, body });
expect(blind.response.status === 428, `428: ${blind.response.status}`);
const made = await agency.POST(reports, { params: { path, header: { "If-Match": etag } }, body });
if (made.error !== undefined) throw new Error(made.error.detail);
expect(made.response.status === 201 && made.data.level === "complete", "201");
console.log("round trip done");
