import type { Step } from "../Steps.ts"

export const nineteenth: Step = {
  id: 19,
  name: "reports on tickets and limits",
  statements: [
    `create view aftercare_report.ticket as
      select tenant, id, version, stage, is_open, kind, category, severity, danger, owner, department, received_at
      from aftercare.ticket where tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.ticket_event as
      select tenant, ticket, version, position, kind, written_at
      from aftercare.ticket_event where tenant = current_setting('app.tenant', true)`,
    // What a limit is of may be a phone number: its hash stays where it is.
    `create view aftercare_report.quota as
      select tenant, taken from aftercare.quota where tenant = current_setting('app.tenant', true)`,
    `grant select on aftercare_report.ticket, aftercare_report.ticket_event, aftercare_report.quota
      to aftercare_report, aftercare_app`,
  ],
}
