import { ContactablePerson, type Word } from "@aftercare/core"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { plainPerson } from "../followup/support/grounds.ts"

const relations = fc.array(fc.constantFrom("self", "guardian", "caregiver"), { maxLength: 4 })
const age = fc.integer({ min: 0, max: 40 })

const asked = (named: ReadonlyArray<ContactablePerson.ContactablePerson["relation"]>, age: number) => {
  const persons = named.map((relation, n) => ({ ...plainPerson, relation, name: `${n}` }))
  return Result.map(ContactablePerson.addressee(persons, age, 18), ({ name }) => Number(name))
}

test("an adult is addressed through the first person, a minor through the first guardian", () => {
  fc.assert(
    fc.property(relations, age, (named, age) => {
      const first = age >= 18 ? (named.length > 0 ? 0 : -1) : named.indexOf("guardian")
      expect(Result.getOrElse(asked(named, age), () => -1)).toBe(first)
    }),
    runs(200),
  )
})

test.each([
  ["a minor without a guardian", 17, "addressee.guardianOfMinor", /through a guardian, and none is named/],
  ["an adult", 18, "addressee.anyone", /no contactable person is named/],
] as const)("for %s it is said what is missing", (_, age, rule, message) => {
  const refused = asked([], age)
  if (Result.isSuccess(refused)) throw new Error("addressed")
  expect(refused.failure.rule).toBe(rule)
  expect(refused.failure.message).toMatch(message)
})

test("a phone and its messages share a number, other channels have addresses of their own, and visits need none", () => {
  const { phone } = plainPerson
  const addresses = { email: "a@b.example", wechat: "w", app: "p" }
  const on = (
    channel: Word.Channel,
    person: ContactablePerson.ContactablePerson = { ...plainPerson, addresses },
  ) => ContactablePerson.addressOn(person, channel)
  expect([on("phone"), on("sms")]).toEqual([phone, phone])
  expect([on("email"), on("wechat"), on("app")]).toEqual(["a@b.example", "w", "p"])
  const { addresses: _, ...bare } = { ...plainPerson, addresses }
  expect([on("email", bare), on("sms", bare)]).toEqual([undefined, phone])
  expect([on("letter"), on("faceToFace")]).toEqual([undefined, undefined])
})

test("a mailbox is the same however its domain is written, and another where the name before it differs in case", () => {
  const at = (email: string) => ContactablePerson.addressOn({ ...plainPerson, addresses: { email } }, "email")
  expect(at("Li.Ming@Example.ORG")).toBe("Li.Ming@example.org")
  expect(at('"A@B"@MAIL.example')).toBe('"A@B"@mail.example')
  expect(at("li.ming@example.org")).not.toBe(at("Li.Ming@example.org"))
  expect(ContactablePerson.addressOf("wechat", "oA@B")).toBe("oA@B")
  fc.assert(
    fc.property(fc.string(), fc.domain(), (name, domain) => {
      const read = (written: string) => ContactablePerson.addressOf("email", `${name}@${written}`)
      expect(read(domain.toUpperCase())).toBe(`${name}@${domain.toLowerCase()}`)
      expect(read(read(domain).slice(name.length + 1))).toBe(read(domain))
    }),
    runs(100),
  )
})
