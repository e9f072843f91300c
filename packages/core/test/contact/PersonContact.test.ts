import { Id, PersonContact } from "@aftercare/core"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const [one, other] = [Id.PersonId.make("one"), Id.PersonId.make("other")]

test("the contacts with one person are those of that person, in their order, and all others are somebody else's", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 6 }), (mine) => {
      const contacts = mine.map((own, at) => ({
        at,
        channel: "phone" as const,
        purpose: "care" as const,
        person: own ? one : other,
        made: true,
      }))
      const at = (person: Id.PersonId) => PersonContact.withPerson(contacts, person).map((c) => c.at)
      expect(at(one)).toEqual(mine.flatMap((own, at) => (own ? [at] : [])))
      expect(at(other)).toEqual(mine.flatMap((own, at) => (own ? [] : [at])))
    }),
    runs(100),
  )
})
