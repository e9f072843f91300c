import type { Step } from "../Steps.ts"
import { held } from "./Tables.ts"

export const sixteenth: Step = {
  id: 16,
  name: "finding what people sent back",
  statements: [
    `create table aftercare.inbox_person (
      tenant text collate "C" not null,
      person text collate "C" not null,
      inbox text collate "C" not null,
      primary key (tenant, person, inbox)
    )`,
    ...held("inbox_person", "select, insert"),
    // Whom a message is from is sealed: where an earlier version wrote it, an erasure opens it once, and links it.
    "alter table aftercare.inbox add column is_linked boolean not null default false",
    "create index inbox_unlinked on aftercare.inbox (tenant, id) where not is_linked",
  ],
}
