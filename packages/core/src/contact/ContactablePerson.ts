/**
 * Somebody who may be contacted for a patient: the patient, a guardian, a caregiver, the preferred one first.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { PersonId } from "../foundation/Id.ts"
import { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { closed } from "../foundation/Strict.ts"
import { Address, EmailAddress, PersonalText } from "../foundation/Text.ts"
import { Channel, Relation } from "../foundation/Word.ts"
import { ContactProfile } from "./ContactProfile.ts"

const Addresses = closed(
  Schema.Struct({
    email: Schema.optionalKey(EmailAddress),
    wechat: Schema.optionalKey(Address),
    app: Schema.optionalKey(Address),
  }),
)

export const ContactablePerson = Schema.Struct({
  id: PersonId,
  relation: Relation,
  name: PersonalText,
  phone: Schema.optionalKey(PhoneNumber),
  /** Where other channels reach the person: a mailbox, the id that WeChat or the app knows them by. */
  addresses: Schema.optionalKey(Addresses),
  profile: ContactProfile,
})
export interface ContactablePerson extends Schema.Schema.Type<typeof ContactablePerson> {}

/**
 * An address as it is sent to and compared, however somebody wrote it: the domain of a mailbox is the same in any case, what
 * stands before it isn't (RFC 5321, section 2.4).
 */
export const addressOf = (channel: Channel, written: string): string =>
  channel === "email" ? written.replace(/@[^@]*$/, asciiLower) : written

const asciiLower = (domain: string): string => domain.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** Where a channel reaches the person; undefined where it isn't known, or where a person goes themselves. */
export const addressOn = ({ addresses, phone }: ContactablePerson, channel: Channel): string | undefined => {
  switch (channel) {
    case "phone":
    case "sms":
      return phone
    case "email":
    case "wechat":
    case "app": {
      const written = addresses?.[channel]
      return written === undefined ? undefined : addressOf(channel, written)
    }
    default:
      return undefined
  }
}

/** The channels on which the person can be reached elsewhere than as they were known before. */
export const movedOn = (was: ContactablePerson, is: ContactablePerson): ReadonlyArray<Channel> =>
  Channel.literals.filter((channel) => {
    const address = addressOn(is, channel)
    return address !== undefined && address !== addressOn(was, channel)
  })

/** Nobody may be addressed: a minor without a guardian, or an empty list. */
export class NoAddressee extends Schema.TaggedError<NoAddressee>("@aftercare/core/NoAddressee")(
  "NoAddressee",
  {
    rule: Schema.Literals(["addressee.guardianOfMinor", "addressee.anyone"]),
  },
) {
  override get message() {
    return this.rule === "addressee.guardianOfMinor"
      ? "a minor is addressed through a guardian, and none is named"
      : "no contactable person is named"
  }
}

/**
 * Whom a contact addresses: a minor's first guardian, else the first person in the list.
 *
 * @param age completed years
 * @param adultFrom the age from which a patient is addressed in person
 */
export const addressee = (
  persons: ReadonlyArray<ContactablePerson>,
  age: number,
  adultFrom: number,
): Result.Result<ContactablePerson, NoAddressee> => {
  const minor = age < adultFrom
  const found = minor ? persons.find((person) => person.relation === "guardian") : persons[0]
  return found === undefined
    ? Result.fail(new NoAddressee({ rule: minor ? "addressee.guardianOfMinor" : "addressee.anyone" }))
    : Result.succeed(found)
}
