import type { Step } from "../Steps.ts"
import { held } from "./Tables.ts"

export const seventeenth: Step = {
  id: 17,
  name: "finding the calls of a ticket",
  statements: [
    // The tickets, and items of theirs, that calls are linked to. Patients have a table of their own.
    `create table aftercare.call_link (
      tenant text collate "C" not null,
      kind text not null,
      record text collate "C" not null,
      call text collate "C" not null,
      primary key (tenant, record, kind, call)
    )`,
    "create index call_link_call on aftercare.call_link (tenant, call)",
    ...held("call_link", "select, insert, delete"),
    // The version whose links are written. Links are sealed: where an earlier version of the package wrote the call last,
    // whoever asks for the calls of a ticket opens it once, and links it. An index that named the versions themselves would
    // be written with every change of a call.
    `alter table aftercare.call add column linked integer,
      add column is_linked boolean not null generated always as (linked is not distinct from version) stored`,
    "create index call_unlinked on aftercare.call (tenant, id) where not is_linked",
  ],
}
