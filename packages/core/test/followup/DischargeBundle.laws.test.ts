import { type Discharge, DischargeBundle } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { bundled, bundleOf, type Json, options, throws, wardOf } from "./support/BundleWriter.ts"

const byId = (discharges: ReadonlyArray<Discharge.Discharge>) =>
  Object.fromEntries(discharges.map((discharge) => [discharge.id, discharge]))

describe("discharges written as a FHIR bundle", patience, () => {
  test("are read back as they were, however entries are ordered and refer to one another", () => {
    fc.assert(
      fc.property(bundled, throws, (written, thrown) => {
        const bundle = bundleOf(written, thrown)
        const { accepted, refused } = DischargeBundle.read(bundle, { ...options, ward: wardOf(written) })
        expect(refused).toEqual([])
        const entries = bundle.entry.flatMap(({ resource }, at) =>
          resource["resourceType"] === "Encounter" ? [at] : [],
        )
        expect(accepted.map(({ entry }) => entry)).toEqual(entries)
        expect(byId(accepted.map(({ discharge }) => discharge))).toEqual(byId(written))
      }),
      runs(60),
    )
  })

  test("are read the same stay by stay, in other bundles, and told twice", () => {
    fc.assert(
      fc.property(bundled, throws, (written, thrown) => {
        const whole = bundleOf(written, thrown)
        const read = (entry: typeof whole.entry) =>
          DischargeBundle.read({ ...whole, entry }, { ...options, ward: wardOf(written) })
        const stayOf = ({ resource }: (typeof whole.entry)[number]) =>
          /^[a-z](\d+)/.exec(String(resource["id"]))?.[1]
        const parts = written.map((_, n) => whole.entry.filter((entry) => stayOf(entry) === String(n)))
        expect(parts.flat()).toHaveLength(whole.entry.length)
        const all = parts.flatMap((entry) => [read(entry), read(entry)].map(({ accepted }) => accepted))
        for (const accepted of all) expect(accepted).toHaveLength(1)
        expect(byId(all.flat().map(({ discharge }) => discharge))).toEqual(byId(written))
      }),
      runs(60),
    )
  })

  /** Every place in a value, as its container and key. */
  const places = (value: unknown): ReadonlyArray<readonly [container: Json, key: string]> =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [[value as Json, key] as const, ...places(inner)])
      : []

  const junk: fc.Arbitrary<unknown> = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      0,
      "",
      "x",
      [],
      {},
      true,
      [null],
      "1950-03",
      "2026-02-30",
      "Patient/nobody",
      "\uFFFD",
    ),
    fc.jsonValue({ maxDepth: 2 }),
  )

  test("are read or refused, each encounter once, the others as they were, whatever one entry holds", () => {
    fc.assert(
      fc.property(
        bundled,
        throws,
        fc.nat(),
        fc.nat(),
        fc.option(junk, { nil: undefined }),
        (written, thrown, which, where, value) => {
          const bundle = structuredClone(bundleOf(written, thrown))
          const at = which % bundle.entry.length
          const broken = bundle.entry[at]
          const all = places(broken)
          const [container, key] = all[where % all.length] ?? [{}, ""]
          // Which stay an entry belongs to is the number in its id.
          const own = /\/?[a-z](\d+)/.exec(String(broken?.resource["id"] ?? ""))?.[1]
          if (value === undefined) delete container[key]
          else container[key] = value
          const ward = wardOf(written)
          const { accepted, refused } = DischargeBundle.read(bundle, {
            ...options,
            ward: (stay) =>
              written.some(({ id }) => id === stay.id) ? ward(stay) : { chronic: false, highRisk: false },
          })
          const seen = [...accepted, ...refused].map(({ entry }) => entry)
          expect(new Set(seen).size).toBe(seen.length)
          bundle.entry.forEach((entry, at) => {
            if (entry?.resource?.["resourceType"] === "Encounter") expect(seen).toContain(at)
          })
          for (const { problems } of refused) {
            expect(problems.length).toBeGreaterThan(0)
            for (const { path } of problems) expect(path).toMatch(/^entry\[\d+\]/)
          }
          if (own === undefined) return
          const others = written.filter((_, n) => String(n) !== own)
          expect(byId(accepted.map(({ discharge }) => discharge))).toMatchObject(byId(others))
        },
      ),
      runs(60),
    )
  })

  test("aren't shown by a refusal", () => {
    fc.assert(
      fc.property(bundled, throws, fc.nat(), fc.nat(), junk, (written, thrown, which, where, value) => {
        const bundle = structuredClone(bundleOf(written, thrown))
        const all = places(bundle.entry[which % bundle.entry.length])
        const [container, key] = all[where % all.length] ?? [{}, ""]
        container[key] = value
        const { refused } = DischargeBundle.read(bundle, {
          ...options,
          ward: () => ({ chronic: false, highRisk: false }),
        })
        const shown = JSON.stringify(refused)
        for (const { doctor, name, persons } of written)
          for (const secret of [name, doctor, ...persons.map((person) => person.phone ?? "")])
            if (secret.length > 5) expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1))
      }),
      runs(50),
    )
  })

  test("aren't shown wherever they stand: by a refusal, nor by what isn't read", () => {
    const secret = (at: number) => `⟨secret ${at}⟩`
    const spots = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(bundled, throws, spots, (written, thrown, wrong) => {
        const bundle = structuredClone(bundleOf(written, thrown))
        for (const [n, [which, where, isKey]] of wrong.entries()) {
          const all = places(bundle.entry[which % bundle.entry.length])
          const [container, key] = all[where % all.length] ?? [{}, ""]
          if (isKey && !Array.isArray(container)) container[secret(n)] = container[key]
          container[key] = n % 3 === 0 ? { [secret(n)]: secret(n) } : n % 3 === 1 ? [secret(n)] : secret(n)
        }
        const { refused, unread } = DischargeBundle.read(bundle, {
          ...options,
          ward: () => ({ chronic: false, highRisk: false }),
        })
        expect(JSON.stringify([refused, unread])).not.toMatch(/secret|⟨|⟩/)
      }),
      runs(60),
    )
  })

  test("anything at all is read or refused", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (anything) => {
        for (const bundle of [
          anything,
          { resourceType: "Bundle", entry: anything },
          { resourceType: "Bundle", entry: [anything, { resource: anything }] },
        ]) {
          const { accepted } = DischargeBundle.read(bundle, {
            ...options,
            ward: () => ({ chronic: false, highRisk: false }),
          })
          expect(accepted).toEqual([])
        }
      }),
      runs(200),
    )
  })
})
