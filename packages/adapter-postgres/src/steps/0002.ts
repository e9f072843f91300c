import type { Step } from "../Steps.ts"
import { held, incompressible } from "./Tables.ts"

export const second: Step = {
  id: 2,
  name: "messages",
  statements: [
    // Where a message went is found by its keyed hash.
    `create table aftercare.message (
      tenant text collate "C" not null,
      id text collate "C" not null,
      channel text not null,
      address bytea,
      person text collate "C" not null,
      purpose text not null,
      sent_at timestamptz not null,
      sealed bytea not null,
      primary key (tenant, id)
    )`,
    "create index message_address on aftercare.message (tenant, channel, address, sent_at desc, id)",
    incompressible("message"),
    ...held("message", "select, insert, update, delete"),
    `create view aftercare_report.message as
      select tenant, id, channel, person, purpose, sent_at
      from aftercare.message where tenant = current_setting('app.tenant', true)`,
    "grant select on aftercare_report.message to aftercare_report, aftercare_app",
  ],
}
