// A database that can't be used says what to look at, and nothing of its address.
import { inspect } from "node:util"
import { Migrations, Postgres } from "@aftercare/adapter-postgres"
import { Cause, Effect, Exit, Layer, Redacted, type Scope } from "effect"
import { describe, expect, test } from "vitest"
import { database, embedded, keyRing } from "./support/servers.ts"

const parts = { role: "roleOfHospital", password: "s3cretOfHospital", name: "nameOfHospital" }
const at = (place: string, { name, password, role } = parts) =>
  Redacted.make(`postgres://${role}:${password}@${place}/${name}`)

/** What opening and migrating say of an address, without what it is made of. */
const said = async (url: Redacted.Redacted, hidden: ReadonlyArray<string>) => {
  const opened = Layer.build(Layer.provide(Postgres.layer({ url }), keyRing))
  const routed = Layer.build(
    Layer.provide(Postgres.routed({ clusters: { north: { url } }, clusterOf: () => "north" }), keyRing),
  )
  const all = [opened, routed, Migrations.migrate({ url })] as ReadonlyArray<
    Effect.Effect<unknown, Effect.Error<typeof opened> | Migrations.MigrationError, Scope.Scope>
  >
  const exits = await Promise.all(all.map((one) => Effect.runPromiseExit(Effect.scoped(one))))
  return exits.map((exit) => {
    if (Exit.isSuccess(exit)) return "no failure"
    const words = inspect(exit.cause, { depth: 12 }) + Cause.pretty(exit.cause)
    for (const part of hidden) expect(words).not.toContain(part)
    const [reason] = exit.cause.reasons
    return reason !== undefined && Cause.isFailReason(reason) && reason.error._tag === "NotReady"
      ? reason.error.detail
      : "another failure"
  })
}

describe("a database that can't be used", () => {
  test.each([
    ["where nobody listens", at("127.0.0.1:1"), "can't be reached: check the address"],
    ["on a host that isn't known", at("hostOfHospital.invalid:5432"), "can't be reached: check the address"],
    [
      "by an address with an unwritten sign in its password",
      at("127.0.0.1:1", { ...parts, password: "s3cret/OfHospital" }),
      "has no address that can be read",
    ],
    ["by an address that is none", Redacted.make("s3cretOfHospital"), "has no address that can be read"],
  ])("%s is refused with what to look at", async (_, url, why) => {
    const hidden = ["OfHospital", "127.0.0.1"]
    const [opened, routed, migrated] = await said(url, hidden)
    expect([opened, migrated]).toEqual(Array.from({ length: 2 }, () => expect.stringContaining(why)))
    expect(routed).toBe(`cluster north: ${opened}`)
  })

  test("for want of the right password, or of itself, is refused so", async () => {
    const { owner } = await database(embedded)
    const { host, username } = new URL(Redacted.value(owner))
    const wrong = { ...parts, role: username }
    const [shut] = await said(at(host, wrong), [wrong.password, host])
    expect(shut).toBe(
      "the database doesn't let the role in: check its name and its password (AuthenticationError 28P01)",
    )
    const [missing] = await said(Redacted.make(Redacted.value(owner).replace(/[^/]*$/, parts.name)), [
      "OfHospital",
      host,
    ])
    expect(missing).toContain("isn't there: create it")
  })
})
