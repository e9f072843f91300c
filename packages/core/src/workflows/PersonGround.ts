/**
 * What a message to a person rests on whom the hospital contacts about other things as well: their contacts, and whether the
 * patient lives.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { horizon } from "../calendar/TimeZone.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import { furthestReach } from "../contact/FrequencyCap.ts"
import * as VitalStatus from "../contact/VitalStatus.ts"
import type { PatientId, PersonId, TenantId } from "../foundation/Id.ts"
import { ContactStore, type Dealings } from "../ports/ContactStore.ts"
import { VitalStatusStore } from "../ports/VitalStatusStore.ts"

/**
 * The person's contacts but for those of one record, as far as caps can reach from now on, with their version as `seen`. Right
 * before it goes out a message is held against those `made` alone: what is planned beside it was planned with it there, and
 * a worker's few seconds take its moment from neither.
 */
export const read = Effect.fnUntraced(function* (
  tenant: TenantId,
  person: PersonId,
  patient: PatientId | undefined,
  { caps }: ContactPolicy,
  subject: string,
) {
  const from = DateTime.toEpochMillis(yield* DateTime.now) - furthestReach(caps)
  const { contacts, version } = yield* (yield* ContactStore).of(tenant, person, {
    from,
    until: horizon.until,
  })
  const told = patient === undefined ? [] : yield* (yield* VitalStatusStore).of(tenant, patient)
  const vitalStatus = VitalStatus.last(told)
  const others = contacts.filter((contact) => contact.subject !== subject)
  return {
    contacts: others,
    made: others.filter(({ made }) => made),
    seen: version,
    ...(vitalStatus && { vitalStatus }),
  }
})

/** Writes what a record has to do with a person, on what was seen of them: whoever decides later decides on it. */
export const put = Effect.fnUntraced(function* (
  tenant: TenantId,
  person: PersonId,
  seen: number,
  subject: string,
  dealings: Dealings,
) {
  const store = yield* ContactStore
  yield* store.hold(tenant, person, seen)
  yield* store.put(tenant, subject, dealings)
})
