import type { Step } from "../Steps.ts"
import { churned, held } from "./Tables.ts"

export const ninth: Step = {
  id: 9,
  name: "what is taken of each limit",
  statements: [
    // A count's name may hold a phone number: the key is its keyed hash.
    `create table aftercare.quota (
      tenant text collate "C" not null,
      key bytea not null,
      taken jsonb not null default '[]',
      primary key (tenant, key)
    ) ${churned}`,
    ...held("quota", "select, insert, update, delete"),
  ],
}
