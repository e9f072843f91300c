import { Agenda } from "@aftercare/core"
import { Context, DateTime, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { drain, evening, inHouse, type Provider, passUntil, tenant } from "./house.ts"

/** A house with an agenda that isn't as good as the memory adapter's. */
const withAgenda = (broken: Partial<Agenda.Agenda["Service"]>): Provider => ({
  stores: (sound) => Context.add(sound, Agenda.Agenda, { ...Context.get(sound, Agenda.Agenda), ...broken }),
})

const entry: Agenda.Entry = {
  ...{ tenant, kind: "followUp", id: "k-1", subject: "p-1" },
  dueAt: DateTime.makeUnsafe(evening),
}

describe("a test whose workers never end", () => {
  it("says so where an entry is claimed again and again", async () => {
    const claim = () => Effect.succeed([{ entry, token: 1, tries: 1, failures: 0 }])
    await expect(inHouse(withAgenda({ claim }), () => drain)).rejects.toThrow("claim and claim")
  })

  it("says so where something falls due again and again", async () => {
    const nextDueAt = Effect.succeed(entry.dueAt)
    const year = inHouse(withAgenda({ nextDueAt }), () => passUntil(evening + 365 * 86_400_000))
    await expect(year).rejects.toThrow("falls due again and again")
  })
})
