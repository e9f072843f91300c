import type { Step } from "../Steps.ts"
import { held, incompressible } from "./Tables.ts"

export const fourth: Step = {
  id: 4,
  name: "what people send back",
  statements: [
    `create table aftercare.inbox (
      tenant text collate "C" not null,
      id text collate "C" not null,
      channel text not null,
      received_at timestamptz not null,
      did text,
      waits text,
      handled_at timestamptz,
      sealed bytea not null,
      primary key (tenant, id)
    )`,
    `create index inbox_waiting on aftercare.inbox (tenant, received_at, id)
      where waits is not null and handled_at is null`,
    incompressible("inbox"),
    ...held("inbox", "select, insert, update, delete"),
    `create view aftercare_report.inbox as
      select tenant, id, channel, received_at, did, waits, handled_at
      from aftercare.inbox where tenant = current_setting('app.tenant', true)`,
    "grant select on aftercare_report.inbox to aftercare_report, aftercare_app",
  ],
}
