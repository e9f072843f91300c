/**
 * Records without what tells of a person, opened, erased and sealed again in their rows.
 */
import { CareEnrolment, CareMessage, Regimen } from "@aftercare/core/care"
import { Ticket as Tickets } from "@aftercare/core/feedback"
import { Discharge as Discharges, FollowUpTask, FollowUpPlan as Plans } from "@aftercare/core/followup"
import { type Id, Personal } from "@aftercare/core/foundation"
import { CallRecord as Calls } from "@aftercare/core/hotline"
import {
  CareStore,
  Eraser,
  Inbox,
  MessageLog,
  type StoreError,
  SurveyStore,
  TicketStore,
} from "@aftercare/core/ports"
import type { Retention } from "@aftercare/core/privacy"
import { SurveyInvitation as Surveys } from "@aftercare/core/survey"
import type { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import type * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import type { Fragment } from "effect/sql/Statement"
import * as CallRows from "./Calls.ts"
import * as CareRows from "./Care.ts"
import * as InboxRows from "./InboxRows.ts"
import * as Rows from "./Rows.ts"
import * as SealedTable from "./SealedTable.ts"
import * as SurveyRows from "./Surveys.ts"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"
import * as Versioned from "./Versioned.ts"

type Row = Readonly<Record<string, string>> & { readonly sealed: Uint8Array }

interface Found<A> {
  readonly key: ReadonlyArray<string>
  readonly value: A
  readonly isErased: boolean
}

export const make = (sql: PgClient.PgClient, units: Units.Units, vault: Vault): Eraser.Eraser["Service"] => {
  const { change } = units
  const columnsOf = ({ key }: SealedColumn) => Object.keys(key).map((name) => sql`${sql(name)}`)

  /** The rows of a table that fulfil a condition, opened, and those for which `isMeant` holds erased. */
  const rewrite = <A, I>(column: SealedColumn, schema: Schema.Codec<A, I>) => {
    const [values, erase] = [vault.sealed(schema), Personal.eraser(schema)]
    const table = sql(`aftercare.${column.table}`)
    return Effect.fnUntraced(function* (
      tenant: Id.TenantId,
      condition: Fragment,
      isMeant: (value: A) => boolean = () => true,
    ) {
      const keys = columnsOf(column)
      const rows =
        yield* sql<Row>`select ${sql.csv(keys.map((key) => sql`${key}::text`))}, sealed from ${table}
        where tenant = ${tenant} and ${condition} order by ${sql.csv(keys)} for update`
      const found: Array<Found<A>> = []
      for (const row of rows) {
        const key = Object.keys(column.key).map((name) => row[name] ?? "")
        const place = { tenant, column, row: key }
        const before = yield* values.open(place, row.sealed)
        if (!isMeant(before)) continue
        const value = erase(before)
        const isErased = !Equal.equals(value, before)
        found.push({ key, value, isErased })
        if (!isErased) continue
        const own = Object.values(column.key).map(
          (type, n) => sql`${keys[n] ?? sql``} = ${key[n]}::text::${sql.literal(type)}`,
        )
        yield* sql`update ${table} set sealed = ${yield* values.seal(place, value)}
          where tenant = ${tenant} and ${sql.and(own)}`
      }
      return found
    })
  }

  const howMany = <E, R>(work: Effect.Effect<ReadonlyArray<string>, E, R>) =>
    Effect.map(work, ({ length }) => length)

  const count = (found: ReadonlyArray<Found<unknown>>) => found.filter(({ isErased }) => isErased).length

  /** The same of records with their events; one that changes gets a new version. Answers with the ids of those. */
  const rewriteVersioned = <A, I, E, J>(
    table: string,
    schemas: { readonly record: Schema.Codec<A, I>; readonly event: Schema.Codec<E, J> },
  ) => {
    const [column, eventColumn] = Versioned.columns(table)
    const records = rewrite(column, schemas.record)
    const events = rewrite(eventColumn, schemas.event)
    return Effect.fnUntraced(function* (
      tenant: Id.TenantId,
      condition: Fragment,
      isMeant?: (value: A) => boolean,
    ) {
      const found = yield* records(tenant, condition, isMeant)
      const changed: Array<string> = []
      for (const { isErased, key } of found) {
        const [id = ""] = key
        const history = yield* events(tenant, sql`${sql(table)} = ${id}`)
        if (!isErased && count(history) === 0) continue
        changed.push(id)
        yield* sql`update ${sql(`aftercare.${table}`)} set version = version + 1
          where tenant = ${tenant} and id = ${id}`
      }
      return changed
    })
  }

  const read = <A, I>(column: SealedColumn, schema: Schema.Codec<A, I>) => {
    const values = vault.sealed(schema)
    return (tenant: Id.TenantId, condition: Fragment) =>
      Effect.flatMap(
        sql<SealedTable.Row>`
          select id, sealed from ${sql(`aftercare.${column.table}`)} where tenant = ${tenant} and ${condition}`,
        (rows) =>
          Effect.forEach(rows, ({ id, sealed }) => values.open({ tenant, column, row: [id] }, sealed)),
      )
  }

  const [discharge, message] = [SealedTable.columnOf("discharge"), SealedTable.columnOf("message")]
  const [inbox, response] = [SealedTable.columnOf("inbox"), SealedTable.columnOf("response")]
  const among = (name: string, texts: Iterable<string>) => sql`${sql(name)} = any(${Rows.texts([...texts])})`
  const readDischarges = read(discharge, Discharges.Discharge)
  const readPlans = read(SealedTable.columnOf("plan"), Plans.FollowUpPlan)
  const readCalls = read(SealedTable.columnOf("call"), Calls.CallRecord)
  const readInvitations = read(SealedTable.columnOf("invitation"), SurveyStore.KeptInvitation)
  const eraseDischarges = rewrite(discharge, Discharges.Discharge)
  const erasePlans = rewriteVersioned("plan", { record: Plans.FollowUpPlan, event: Plans.FollowUpEvent })
  const eraseMessages = rewrite(message, MessageLog.Message)
  const eraseReceived = rewrite(inbox, Inbox.Received)
  const inboxLinking = InboxRows.linking(sql, units, vault)
  const invitationLinking = SurveyRows.invitationLinking(sql, units, vault)
  const responseLinking = SurveyRows.responseLinking(sql, units, vault)
  const linkings = [inboxLinking, CallRows.linking(sql, units, vault), invitationLinking, responseLinking]
  const eraseInvitations = rewriteVersioned("invitation", {
    record: SurveyStore.KeptInvitation,
    event: Surveys.InvitationEvent,
  })
  const eraseResponses = rewrite(response, SurveyStore.KeptResponse)
  const eraseTickets = rewriteVersioned("ticket", {
    record: TicketStore.KeptTicket,
    event: Tickets.TicketEvent,
  })

  const readMessages = read(SealedTable.columnOf(CareRows.careMessage), CareStore.KeptCareMessage)
  const eraseEnrolments = rewriteVersioned(CareRows.enrolment, {
    record: CareStore.KeptEnrolment,
    event: CareEnrolment.EnrolmentEvent,
  })
  const eraseRegimens = rewriteVersioned(CareRows.regimen, {
    record: Regimen.Regimen,
    event: Regimen.RegimenEvent,
  })
  const eraseCareMessages = rewriteVersioned(CareRows.careMessage, {
    record: CareStore.KeptCareMessage,
    event: CareMessage.CareMessageEvent,
  })

  const rewriteCalls = rewriteVersioned("call", { record: Calls.CallRecord, event: Calls.CallEvent })
  const eraseCalls = Effect.fnUntraced(function* (
    tenant: Id.TenantId,
    condition: Fragment,
    isMeant: (call: Calls.CallRecord) => boolean,
  ) {
    const ids = (yield* readCalls(tenant, condition)).filter(isMeant).map(({ id }) => id)
    yield* sql`update aftercare.call set caller = null
      where tenant = ${tenant} and ${among("id", ids)} and caller is not null`
    const changed = yield* rewriteCalls(tenant, among("id", ids))
    // What they are linked to is what it was.
    yield* sql`update aftercare.call set linked = version
      where tenant = ${tenant} and ${among("id", changed)} and linked = version - 1`
    return changed
  })

  /** The patient's plans, invitations and care messages, and whom anything may have been sent to. */
  const dealings = Effect.fnUntraced(function* (tenant: Id.TenantId, whose: Eraser.Whose) {
    const { patient, persons } = whose
    const ofPatient = sql`patient = ${patient}`
    const discharges = yield* readDischarges(tenant, ofPatient)
    const plans = yield* readPlans(tenant, ofPatient)
    const addressed = plans.flatMap(({ tasks }) =>
      tasks.flatMap((task) => [
        task.addressee,
        ...(task.turnedFrom ?? []),
        ...FollowUpTask.allAttempts(task).map(({ addressee }) => addressee),
      ]),
    )
    const old = (yield* invitationLinking.unlinked(tenant)).map(({ invitation }) => invitation.id)
    const invitations = (yield* readInvitations(
      tenant,
      sql`(${among("id", old)} or ${ofPatient} or ${among("person", persons)})`,
    ))
      .filter(Eraser.isInvitationOf(whose))
      .map(({ invitation }) => invitation)
    const care = (yield* readMessages(tenant, careFor(whose)))
      .map(({ message }) => message)
      .filter(Eraser.isCareOf(whose))
    const asked = new Set([...persons, ...invitations.map(({ addressee }) => addressee)])
    const theirs = {
      plans: new Set(plans.map(({ id }) => id)),
      invitations: new Set(invitations.map(({ id }) => id)),
      care: new Set(care.map(({ id }) => id)),
    }
    const people = new Set([
      ...asked,
      ...addressed,
      ...care.map(({ addressee }) => addressee),
      ...discharges.flatMap((one) => one.persons.map(({ id }) => id)),
    ])
    return { asked, people, theirs }
  })

  /** The rows of care in which something of the patient's may stand. */
  const careFor = ({ patient, persons }: Eraser.Whose) =>
    sql`(patient = ${patient} or ${among("person", persons)})`

  const byKind = Effect.fnUntraced(function* (tenant: Id.TenantId, whose: Eraser.Whose) {
    const ofPatient = sql`patient = ${whose.patient}`
    // Many kinds don't ask for it, and what it reads can't be read where one record is damaged.
    const known = yield* Effect.cached(dealings(tenant, whose))
    const erasers: {
      readonly [K in Retention.RecordKind]: Effect.Effect<number, StoreError.StoreError | SqlError>
    } = {
      discharge: Effect.gen(function* () {
        const found = yield* eraseDischarges(tenant, ofPatient)
        const ids = found.map(({ key: [id = ""] }) => id)
        yield* sql`delete from aftercare.discharge_phone where tenant = ${tenant} and ${among("discharge", ids)}`
        yield* sql`update aftercare.discharge set record = null
          where tenant = ${tenant} and ${among("id", ids)} and record is not null`
        return count(found)
      }),
      plan: howMany(erasePlans(tenant, ofPatient)),
      message: Effect.gen(function* () {
        const { people, theirs } = yield* known
        const found = yield* eraseMessages(tenant, among("person", people), Eraser.isMessageOf(whose, theirs))
        const ids = found.map(({ key: [id = ""] }) => id)
        yield* sql`update aftercare.message set address = null
          where tenant = ${tenant} and ${among("id", ids)} and address is not null`
        return count(found)
      }),
      inbox: Effect.gen(function* () {
        const { asked, theirs } = yield* known
        const isReceived = Eraser.isReceivedFrom(whose, theirs)
        const rest = (yield* inboxLinking.unlinked(tenant)).filter(isReceived)
        const found = yield* eraseReceived(
          tenant,
          sql`id = any(array(select inbox from aftercare.inbox_person
            where tenant = ${tenant} and ${among("person", asked)}) || ${Rows.texts(rest.map(({ id }) => id))})`,
          isReceived,
        )
        return count(found)
      }),
      survey: Effect.gen(function* () {
        const { theirs } = yield* known
        const isResponse = Eraser.isResponseOf(whose, theirs)
        const rest = (yield* responseLinking.unlinked(tenant))
          .filter(isResponse)
          .map(({ response }) => response.id)
        const answers = yield* eraseResponses(
          tenant,
          sql`(${among("id", rest)} or ${ofPatient} or ${among("invitation", theirs.invitations)})`,
          isResponse,
        )
        return count(answers) + (yield* eraseInvitations(tenant, among("id", theirs.invitations))).length
      }),
      ticket: howMany(
        eraseTickets(
          tenant,
          sql`id in (select ticket from aftercare.ticket_patient where tenant = ${tenant} and ${ofPatient})`,
          Eraser.isTicketOf(whose),
        ),
      ),
      call: howMany(
        eraseCalls(
          tenant,
          sql`id in (select call from aftercare.call_patient where tenant = ${tenant} and ${ofPatient})`,
          Eraser.isCallOf(whose),
        ),
      ),
      care: Effect.gen(function* () {
        const isTheirs = Eraser.isCareOf(whose)
        const sent = yield* eraseCareMessages(tenant, careFor(whose), ({ message }) => isTheirs(message))
        const enrolled = yield* eraseEnrolments(tenant, ofPatient)
        return sent.length + enrolled.length + (yield* eraseRegimens(tenant, ofPatient)).length
      }),
    }
    return erasers
  })

  return Eraser.Eraser.of({
    prepare: (tenant) => Effect.forEach(linkings, ({ linkAll }) => linkAll(tenant), { discard: true }),
    erase: (tenant, whose, kinds) =>
      change(
        tenant,
        Effect.gen(function* () {
          const erasers = yield* byKind(tenant, whose)
          const counts = {
            discharge: 0,
            plan: 0,
            message: 0,
            inbox: 0,
            survey: 0,
            ticket: 0,
            call: 0,
            care: 0,
          }
          for (const kind of new Set(kinds)) counts[kind] = yield* erasers[kind]
          return counts
        }),
      ),
    eraseCalls: (tenant, calls) =>
      change(
        tenant,
        Effect.map(eraseCalls(tenant, among("id", calls), Eraser.isCallOfNobody), (ids) => {
          const erased = new Set(ids)
          return [...new Set(calls)].filter((id) => erased.has(id))
        }),
      ),
  })
}
