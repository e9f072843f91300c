import { Consent, Id, Word } from "@aftercare/core"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { hour } from "../calendar/support/WallClock.ts"

const start = Date.parse("2026-03-02T00:00:00Z")
const at = (n: number) => DateTime.makeUnsafe(start + n * hour)
const millis = DateTime.toEpochMillis

const person = fc.constantFrom("mother", "child").map((id) => Id.PersonId.make(id))
const channels = ["phone", "sms", "wechat"] as const
const purposes = ["followUp", "care"] as const

const nonEmpty = <A>(of: ReadonlyArray<A>) =>
  fc.subarray([...of], { minLength: 1 }).map(([first, ...rest]) => [first as A, ...rest] as const)

const grant: fc.Arbitrary<Consent.Consent> = fc
  .record({
    person,
    purposes: nonEmpty(purposes),
    channels: nonEmpty(channels),
    basis: fc.oneof(
      { weight: 4, arbitrary: fc.constant("consent" as const) },
      fc.constantFrom(...Consent.LegalBasis.literals),
    ),
    givenBy: fc.constantFrom("self" as const, "guardian" as const, "caregiver" as const),
    given: fc.nat(20),
    withdrawn: fc.option(fc.nat(10), { nil: undefined }),
  })
  .map(({ given, withdrawn, ...rest }) => ({
    ...rest,
    id: Id.ConsentId.make("consent-1"),
    proof: "form 17",
    givenAt: at(given),
    ...(withdrawn === undefined ? {} : { withdrawnAt: at(given + withdrawn) }),
  }))

const question: fc.Arbitrary<Consent.Question> = fc.record({
  person,
  channel: fc.constantFrom(...channels),
  purpose: fc.constantFrom(...purposes),
  at: fc.nat(32).map(at),
  needsGuardian: fc.boolean(),
})

const grants = fc
  .array(grant, { maxLength: 6 })
  .map((all) => all.map((consent, n) => ({ ...consent, id: Id.ConsentId.make(`consent-${n}`) })))

/** Follows each grant hour by hour from the beginning and sees what holds at the end. */
const timeline = (consents: ReadonlyArray<Consent.Consent>, asked: Consent.Question) => {
  const fitting = consents.filter(
    (c) =>
      c.person === asked.person &&
      c.channels.some((channel) => channel === asked.channel) &&
      c.purposes.some((purpose) => purpose === asked.purpose),
  )
  const seen = fitting.map((consent) => {
    let state: "not yet" | "in force" | "withdrawn" = "not yet"
    for (let t = start; t <= millis(asked.at); t += hour) {
      if (t === millis(consent.givenAt)) state = "in force"
      if (consent.withdrawnAt !== undefined && t === millis(consent.withdrawnAt)) state = "withdrawn"
    }
    const counts = !asked.needsGuardian || consent.basis !== "consent" || consent.givenBy === "guardian"
    return { consent, state, counts }
  })
  const allowing = seen.filter(({ counts, state }) => state === "in force" && counts)
  if (allowing.length > 0) return allowing.map(({ consent }) => consent.id)
  if (seen.some(({ state }) => state === "in force")) return "consent.guardian"
  return seen.some(({ state }) => state === "withdrawn") ? "consent.withdrawn" : "consent.none"
}

describe("the consent in force", () => {
  test("is one that a walk along the time line finds given and not withdrawn; else what is missing is named", () => {
    fc.assert(
      fc.property(grants, question, (consents, asked) => {
        const found = Consent.inForce(consents, asked)
        const expected = timeline(consents, asked)
        if (Result.isSuccess(found)) expect(expected).toContain(found.success.id)
        else
          expect(found.failure).toMatchObject({
            rule: expected,
            channel: asked.channel,
            purpose: asked.purpose,
          })
      }),
      runs(500),
    )
  })

  test("never depends on consents of others, for other purposes or by other channels", () => {
    fc.assert(
      fc.property(grants, question, (consents, asked) => {
        const own = consents.filter(
          (c) =>
            c.person === asked.person &&
            c.channels.includes(asked.channel) &&
            c.purposes.includes(asked.purpose),
        )
        expect(Consent.inForce(consents, asked)).toEqual(Consent.inForce(own, asked))
      }),
      runs(150),
    )
  })

  test("is wholly taken back where every channel once allowed is withdrawn", () => {
    fc.assert(
      fc.property(grants, question, (consents, asked) => {
        const rules = Word.Channel.literals.map((channel) => {
          const found = Consent.inForce(consents, { ...asked, channel, needsGuardian: false })
          return Result.isSuccess(found) ? "standing" : found.failure.rule
        })
        expect(Consent.isTakenBack(consents, asked)).toBe(
          rules.includes("consent.withdrawn") && !rules.includes("standing"),
        )
      }),
      runs(300),
    )
  })

  test("is lost by no further grant, and won by no withdrawal", () => {
    fc.assert(
      fc.property(grants, grant, question, (consents, further, asked) => {
        const before = Result.isSuccess(Consent.inForce(consents, asked))
        if (before) expect(Result.isSuccess(Consent.inForce([...consents, further], asked))).toBe(true)
        const withdrawn = consents.map((consent) =>
          Result.getOrElse(Consent.withdraw(consent, asked.at), () => consent),
        )
        const after = Consent.inForce(withdrawn, asked)
        if (!before) expect(Result.isSuccess(after)).toBe(false)
        // What rests on something else than consent isn't the person's to withdraw.
        if (Result.isSuccess(after)) expect(after.success.basis).not.toBe("consent")
      }),
      runs(200),
    )
  })

  const plain: Consent.Consent = {
    id: Id.ConsentId.make("consent-1"),
    person: Id.PersonId.make("mother"),
    purposes: ["followUp"],
    channels: ["phone"],
    basis: "consent",
    givenBy: "self",
    proof: "form 17",
    givenAt: at(10),
  }
  const asked: Consent.Question = {
    person: plain.person,
    channel: "phone",
    purpose: "followUp",
    at: at(20),
    needsGuardian: false,
  }
  const answer = (consents: ReadonlyArray<Consent.Consent>, over: Partial<Consent.Question> = {}) => {
    const found = Consent.inForce(consents, { ...asked, ...over })
    return Result.isSuccess(found) ? found.success.id : found.failure.rule
  }

  test.each([
    ["none was given", [], {}, "consent.none"],
    ["it is given later", [plain], { at: at(9) }, "consent.none"],
    ["it is given at that moment", [plain], { at: at(10) }, "consent-1"],
    ["it is for another purpose", [plain], { purpose: "care" }, "consent.none"],
    ["it is for another channel", [plain], { channel: "sms" }, "consent.none"],
    ["it is withdrawn later", [{ ...plain, withdrawnAt: at(21) }], {}, "consent-1"],
    ["it is withdrawn at that moment", [{ ...plain, withdrawnAt: at(20) }], {}, "consent.withdrawn"],
    [
      "it is given again after a withdrawal",
      [
        { ...plain, withdrawnAt: at(12) },
        { ...plain, id: "consent-2", givenAt: at(13) },
      ],
      {},
      "consent-2",
    ],
    ["a child gave it", [plain], { needsGuardian: true }, "consent.guardian"],
    [
      "a caregiver gave it for a child",
      [{ ...plain, givenBy: "caregiver" }],
      { needsGuardian: true },
      "consent.guardian",
    ],
    [
      "a guardian gave it for a child",
      [{ ...plain, givenBy: "guardian" }],
      { needsGuardian: true },
      "consent-1",
    ],
    [
      "a child's care rests on a legal duty",
      [{ ...plain, basis: "legalDuty" }],
      { needsGuardian: true },
      "consent-1",
    ],
  ] as ReadonlyArray<readonly [string, ReadonlyArray<Consent.Consent>, Partial<Consent.Question>, string]>)(
    "where %s",
    (_, consents, over, expected) => {
      expect(answer(consents, over)).toBe(expected)
    },
  )
})

describe("withdrawing", () => {
  test("takes effect at once, twice is as good as once, and what was lawful before stays so", () => {
    fc.assert(
      fc.property(grant, fc.nat(32), fc.nat(32), (consent, n, m) => {
        const once = Consent.withdraw(consent, at(n))
        expect(Result.isSuccess(once)).toBe(consent.basis === "consent")
        if (Result.isFailure(once)) {
          expect(once.failure).toMatchObject({
            _tag: "CannotWithdraw",
            consent: consent.id,
            basis: consent.basis,
          })
          return
        }
        const withdrawn = once.success
        expect(Schema.is(Consent.Consent)(withdrawn)).toBe(true)
        expect(Consent.withdraw(withdrawn, at(n + m))).toEqual(Result.succeed(withdrawn))
        const [channel] = consent.channels
        const [purpose] = consent.purposes
        const question = { person: consent.person, channel, purpose, needsGuardian: false }
        const inForce = (of: Consent.Consent, t: number) =>
          Result.isSuccess(Consent.inForce([of], { ...question, at: at(t) }))
        for (let t = 0; t <= 40; t++) expect(inForce(withdrawn, t)).toBe(inForce(consent, t) && t < n)
      }),
      runs(200),
    )
  })
})

describe("withdrawing some channels for some purposes", () => {
  const wanted = fc.record({
    person,
    channels: fc.subarray([...channels]),
    purposes: fc.subarray([...purposes]),
    at: fc.nat(25).map(at),
  })

  test("ends at once what is named, and leaves everything else, the past included, as it was", () => {
    fc.assert(
      fc.property(grants, wanted, question, (consents, withdrawal, asked) => {
        const changed = Consent.withdrawFrom(consents, withdrawal)
        for (const consent of changed) expect(Schema.is(Consent.Consent)(consent)).toBe(true)
        const kept = [...new Map([...consents, ...changed].map((consent) => [consent.id, consent])).values()]
        const names =
          withdrawal.person === asked.person &&
          withdrawal.channels.includes(asked.channel as "phone") &&
          withdrawal.purposes.includes(asked.purpose as "care")
        const isPast = millis(asked.at) < millis(withdrawal.at)
        // What was given on consent by then is gone, what was given later or rests on something else stays.
        const left = consents.filter(
          (c) => !names || isPast || c.basis !== "consent" || millis(c.givenAt) > millis(withdrawal.at),
        )
        expect(Result.isSuccess(Consent.inForce(kept, asked))).toBe(
          Result.isSuccess(Consent.inForce(left, asked)),
        )
        // Nothing is left to withdraw.
        expect(Consent.withdrawFrom(kept, withdrawal)).toEqual([])
      }),
      runs(500),
    )
  })
})

test("a form that comes back withdrawn is withdrawn wherever it is kept, as far as it reaches, and no other form is", () => {
  const form: Consent.Consent = {
    id: Id.ConsentId.make("d2/consent-1"),
    person: Id.PersonId.make("mother"),
    purposes: ["followUp"],
    channels: ["phone", "sms"],
    basis: "consent",
    givenBy: "self",
    proof: "form 17",
    givenAt: at(1),
    withdrawnAt: at(9),
  }
  const { withdrawnAt: _, ...given } = form
  const named = (id: string, more: Partial<Consent.Consent> = {}): Consent.Consent => ({
    ...given,
    id: Id.ConsentId.make(id),
    ...more,
  })
  const known = [
    named("d1/consent-1"),
    named("d1/wechat", { channels: ["wechat"] }),
    named("wider", { channels: ["sms", "wechat"] }),
    named("earlier", { withdrawnAt: at(4) }),
    named("another-proof", { proof: "form 18" }),
    named("another-moment", { givenAt: at(2) }),
    named("another-basis", { basis: "contract" }),
    named("another-person", { person: Id.PersonId.make("child") }),
    named(form.id, { proof: "form 17, copied", withdrawnAt: at(12) }),
  ]
  expect(
    Consent.withdrawForm(form, known).map(({ channels, id, withdrawnAt }) => [id, channels, withdrawnAt]),
  ).toEqual([
    ["d1/consent-1", ["phone", "sms"], at(9)],
    ["wider", ["sms", "wechat"], at(9)],
    ["wider/channels", ["wechat"], undefined],
    [form.id, ["phone", "sms"], at(9)],
  ])
  expect(Consent.withdrawForm(given, known)).toEqual([])
})

describe("a consent that is heard of after a withdrawal", () => {
  const everything = fc.record({
    person,
    channels: fc.subarray([...channels]),
    purposes: fc.subarray([...purposes]),
    at: fc.nat(25).map(at),
  })
  const put = (kept: ReadonlyArray<Consent.Consent>, changed: ReadonlyArray<Consent.Consent>) => [
    ...new Map([...kept, ...changed].map((one) => [one.id, one])).values(),
  ]

  test("is as withdrawn as if it had been known before, wherever anything of it was; else it stands as it is", () => {
    const seen = { withdrawn: 0, standing: 0 }
    fc.assert(
      fc.property(grants, grant, everything, question, (given, drawn, withdrawal, asked) => {
        const known = given.map(({ withdrawnAt: _, ...consent }) => consent)
        const late = { ...drawn, id: Id.ConsentId.make("another-form"), person: withdrawal.person }
        const refused = put(known, Consent.withdrawFrom(known, withdrawal))
        const kept = Consent.besideKnown(late, refused)
        for (const consent of kept) expect(Schema.is(Schema.toType(Consent.Consent))(consent)).toBe(true)
        expect(kept[0]?.id).toBe(late.id)
        expect(kept.some(({ id }) => known.some((one) => one.id === id))).toBe(false)

        const own = known.filter(
          (c) =>
            c.basis === "consent" &&
            c.person === late.person &&
            c.channels.includes(asked.channel) &&
            c.purposes.includes(asked.purpose),
        )
        const isWithdrawn =
          withdrawal.channels.includes(asked.channel as "phone") &&
          withdrawal.purposes.includes(asked.purpose as "care") &&
          own.length > 0 &&
          own.every((c) => millis(c.givenAt) <= millis(withdrawal.at))
        seen[isWithdrawn ? "withdrawn" : "standing"]++
        const before = [...known, late]
        const expected = isWithdrawn
          ? put(before, Consent.withdrawFrom(before, withdrawal))
          : [...refused, late]
        const question = { ...asked, person: late.person }
        expect(Result.isSuccess(Consent.inForce([...refused, ...kept], question))).toBe(
          Result.isSuccess(Consent.inForce(expected, question)),
        )
        // Handed over once more it is what it was.
        expect(Consent.besideKnown(late, refused)).toEqual(kept)
      }),
      runs(1000),
    )
    expect(seen.withdrawn).toBeGreaterThan(5)
    expect(seen.standing).toBeGreaterThan(5)
  })

  test("is withdrawn channel by channel, each when it was, and what was lawful before stays so", () => {
    const form: Consent.Consent = {
      id: Id.ConsentId.make("another-form"),
      person: Id.PersonId.make("mother"),
      purposes: ["followUp", "care"],
      channels,
      basis: "consent",
      givenBy: "self",
      proof: "form 17",
      givenAt: at(0),
    }
    const known = (["phone", "sms"] as const).map((channel, n): Consent.Consent => {
      const id = Id.ConsentId.make(`consent-${n}`)
      return { ...form, id, channels: [channel], withdrawnAt: at(channel === "phone" ? 5 : 3) }
    })
    const kept = Consent.besideKnown(form, known)
    const allowed = (n: number) =>
      channels.filter((channel) => {
        const asked = { person: form.person, channel, purpose: "care", needsGuardian: false } as const
        return Result.isSuccess(Consent.inForce(kept, { ...asked, at: at(n) }))
      })
    expect([2, 4, 6].map(allowed)).toEqual([["phone", "sms", "wechat"], ["phone", "wechat"], ["wechat"]])
    expect(Consent.besideKnown({ ...form, givenAt: at(6) }, known)).toEqual([{ ...form, givenAt: at(6) }])
    expect(Consent.besideKnown({ ...form, basis: "contract" }, known)).toEqual([
      { ...form, basis: "contract" },
    ])
  })
})

test("what a withdrawal leaves has an id of its own, however long the consent's is and however often it is narrowed", () => {
  const [sms, phone, wechat] = channels
  for (const length of [1, 190, 191, 192, 200]) {
    const whole: Consent.Consent = {
      id: Id.ConsentId.make("c".repeat(length)),
      person: Id.PersonId.make("mother"),
      purposes: [...purposes],
      channels: [sms, phone, wechat],
      basis: "consent",
      givenBy: "self",
      proof: "form 17",
      givenAt: at(0),
    }
    let kept: ReadonlyArray<Consent.Consent> = [whole]
    for (const [n, channel] of [phone, wechat].entries())
      for (const [m, purpose] of purposes.entries()) {
        const withdrawal = { channels: [channel], purposes: [purpose], at: at(2 * n + m + 1) }
        const changed = Consent.withdrawFrom(kept, { ...withdrawal, person: whole.person })
        kept = [...new Map([...kept, ...changed].map((consent) => [consent.id, consent])).values()]
      }
    const standing = kept.filter(({ withdrawnAt }) => withdrawnAt === undefined)
    expect(standing.flatMap((one) => one.channels.map((by) => [by, one.purposes])).sort()).toEqual([
      [sms, ["care"]],
      [sms, ["followUp"]],
    ])
  }
})

describe("a consent is read", () => {
  const read = Schema.decodeUnknownResult(Consent.Consent)
  const written = {
    id: "consent-1",
    person: "mother",
    purposes: ["followUp"],
    channels: ["phone"],
    basis: "consent",
    givenBy: "self",
    proof: "form 17",
    givenAt: "2026-03-02T10:00:00+08:00",
  }

  test("as it was written, whatever it says", () => {
    const write = Schema.encodeSync(Consent.Consent)
    fc.assert(
      fc.property(FollowUpArbitraries.consent(), (drawn) => {
        expect(Result.getOrThrow(read(JSON.parse(JSON.stringify(write(drawn)))))).toEqual(drawn)
      }),
      runs(40),
    )
  })

  test.each([
    ["no proof", { ...written, proof: "" }, '["proof"]'],
    ["no purpose", { ...written, purposes: [] }, '["purposes"]'],
    ["a basis of its own", { ...written, basis: "legitimateInterest" }, '["basis"]'],
    [
      "a withdrawal before the grant",
      { ...written, withdrawnAt: "2026-03-02T09:59:59+08:00" },
      "can't precede the grant",
    ],
    [
      "a message that withdrew what stands",
      { ...written, withdrawnBy: "m-1" },
      "no message that withdrew it",
    ],
    ["a time on nobody's clock", { ...written, givenAt: "2026-03-02T10:00:00" }, '["givenAt"]'],
    ["a day that doesn't exist", { ...written, givenAt: "2026-02-30T10:00:00+08:00" }, '["givenAt"]'],
  ])("not with %s", (_, broken, named) => {
    const refused = read(broken)
    expect(Result.isFailure(refused)).toBe(true)
    expect(String(Result.isFailure(refused) && refused.failure)).toContain(named)
  })

  test("withdrawn at the moment it was given", () => {
    expect(Result.isSuccess(read({ ...written, withdrawnAt: written.givenAt }))).toBe(true)
  })
})

const put = (kept: ReadonlyArray<Consent.Consent>, changed: ReadonlyArray<Consent.Consent>) => [
  ...kept.map((one) => changed.find(({ id }) => id === one.id) ?? one),
  ...changed.filter(({ id }) => kept.every((one) => one.id !== id)),
]

/** Grants of which some were withdrawn by one of three messages, the later ones of higher numbers, and some refused since. */
const refusals = fc
  .tuple(
    grants,
    fc.array(fc.tuple(fc.nat(3), fc.option(fc.nat(20), { nil: undefined })), { minLength: 6, maxLength: 6 }),
  )
  .map(([all, drawn]) =>
    all.map(({ withdrawnAt, ...consent }, n): Consent.Consent => {
      const [message = 0, refused] = drawn[n] ?? []
      if (message === 0) return { ...consent, ...(withdrawnAt === undefined ? {} : { withdrawnAt }) }
      const withdrawn = {
        ...consent,
        withdrawnAt: at(20 + message),
        withdrawnBy: Id.MessageId.make(`stop-${message}`),
      }
      return refused === undefined ? withdrawn : { ...withdrawn, refusedAt: at(20 + refused) }
    }),
  )

describe("a refusal that is written again", () => {
  test("is noted where a message withdrew by its channel, the latest one, and in nothing else", () => {
    fc.assert(
      fc.property(refusals, person, fc.constantFrom(...channels), fc.nat(40), (all, person, channel, n) => {
        const again = { person, channel, at: at(n) }
        const kept = put(all, Consent.refuseAgain(all, again))
        expect(Consent.refuseAgain(kept, again)).toEqual([])
        expect(kept.length).toBe(all.length)
        for (const [i, before] of all.entries()) {
          const isMeant =
            before.person === person &&
            before.channels.includes(channel) &&
            before.withdrawnBy?.startsWith("stop") === true
          const known = before.refusedAt === undefined ? -1 : millis(before.refusedAt)
          const refusedAt = DateTime.makeUnsafe(Math.max(known, millis(again.at)))
          expect(kept[i]).toEqual(isMeant ? { ...before, refusedAt } : before)
        }
      }),
      runs(300),
    )
  })
})

describe("a renewal", () => {
  test("is of the last message alone, by one channel, for what each had and by whom, and none where a refusal came since", () => {
    fc.assert(
      fc.property(refusals, person, fc.constantFrom(...channels), fc.nat(45), (all, person, channel, n) => {
        const by = Id.MessageId.make("start")
        const renewed = Consent.renewFrom(all, { person, channel, at: at(60), writtenAt: at(n), by })
        const own = all.filter((one) => one.person === person && one.channels.includes(channel))
        const refused = own.filter(({ withdrawnBy }) => withdrawnBy !== undefined)
        const since = refused.flatMap(({ refusedAt }) => (refusedAt === undefined ? [] : [millis(refusedAt)]))
        const last = ["stop-3", "stop-2", "stop-1"].find((message) =>
          refused.some(({ withdrawnBy }) => withdrawnBy === message),
        )
        const expected =
          Math.max(...since) > millis(at(n)) ? [] : refused.filter((one) => one.withdrawnBy === last)
        expect(renewed).toEqual(
          expected.map(({ givenBy, purposes }, i) => ({
            id: `start/${i + 1}`,
            person,
            purposes,
            channels: [channel],
            basis: "consent",
            givenBy,
            proof: "start",
            givenAt: at(60),
          })),
        )
      }),
      runs(300),
    )
  })

  const every = { purposes: Word.Purpose.literals, channels: Word.Channel.literals }

  test("gives back what the last message took by its channel, to the same, and nothing besides", () => {
    fc.assert(
      fc.property(
        grants,
        question,
        fc.boolean(),
        (given, { at: then, channel, needsGuardian, person }, twice) => {
          const minutes = (n: number) => DateTime.add(then, { minutes: n })
          const allowed = (kept: ReadonlyArray<Consent.Consent>, at: DateTime.Utc) =>
            every.channels.flatMap((channel) =>
              every.purposes.map((purpose) =>
                Result.isSuccess(Consent.inForce(kept, { person, channel, purpose, at, needsGuardian })),
              ),
            )
          const stop = (kept: ReadonlyArray<Consent.Consent>, n: number) =>
            put(
              kept,
              Consent.withdrawFrom(kept, {
                person,
                channels: [channel],
                purposes: every.purposes,
                at: minutes(n),
                by: Id.MessageId.make(`stop-${n}`),
              }),
            )
          const start = (kept: ReadonlyArray<Consent.Consent>, n: number) =>
            put(
              kept,
              Consent.renewFrom(kept, {
                person,
                channel,
                at: minutes(n),
                writtenAt: minutes(n),
                by: Id.MessageId.make(`start-${n}`),
              }),
            )
          const before = allowed(given, then)
          let kept = start(stop(given, 1), 2)
          if (twice) kept = start(stop(kept, 3), 4)
          expect(allowed(kept, minutes(5))).toEqual(before)
          const read = Schema.decodeUnknownResult(Schema.toType(Schema.Array(Consent.Consent)))
          expect(Result.isSuccess(read(kept))).toBe(true)
          expect(new Set(kept.map(({ id }) => id)).size).toBe(kept.length)
        },
      ),
      runs(300),
    )
  })

  test("is none where nothing was refused by a message", () => {
    fc.assert(
      fc.property(grants, question, (given, { at, channel, person }) => {
        expect(
          Consent.renewFrom(given, { person, channel, at, writtenAt: at, by: Id.MessageId.make("start") }),
        ).toEqual([])
      }),
      runs(40),
    )
  })
})
