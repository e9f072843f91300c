import { FollowUpProtocol, GeneralProtocols, Id, ProtocolRevision } from "@aftercare/core"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { onDays, plainStage } from "./support/grounds.ts"

type Protocol = FollowUpProtocol.FollowUpProtocol
type Stage = FollowUpProtocol.Stage

const anyProtocol = FollowUpArbitraries.protocol()
const withStages = (protocol: Protocol, stages: ReadonlyArray<Stage>): Protocol => {
  const [first, ...rest] = stages
  return first === undefined ? protocol : { ...protocol, stages: [first, ...rest] }
}
const onFirst = (protocol: Protocol, change: Partial<Stage>): Protocol => {
  const [first, ...rest] = protocol.stages
  return { ...protocol, stages: [{ ...first, ...change }, ...rest] }
}

/** What changes neither timing nor content, and what does. */
const quiet: ReadonlyArray<(protocol: Protocol) => Protocol> = [
  (p) => p,
  (p) => ({ ...p, version: `${p.version}!` }),
  (p) => ({ ...p, title: { zh: "别名", en: "another name" } }),
  (p) => onFirst(p, { title: { zh: "别名", en: "another name" } }),
  (p) => onFirst(p, { source: { title: "another", status: "practice", verified: "own" } }),
  (p) => onFirst(p, { anchor: p.stages[0].anchor ?? { _tag: "Discharge" } }),
  (p) => {
    const write = (o: FollowUpProtocol.Offset) =>
      "hours" in o || "workingDays" in o
        ? o
        : { days: (o.weeks ?? 0) * 7 + (o.days ?? 0), months: o.months ?? 0 }
    const { due, earliest, ideal, latest } = p.stages[0].window
    const window = { latest: write(latest), due: write(due), ideal: write(ideal), earliest: write(earliest) }
    return onFirst(p, { window })
  },
  (p) =>
    Schema.decodeUnknownSync(FollowUpProtocol.FollowUpProtocol)(
      JSON.parse(JSON.stringify(Schema.encodeSync(FollowUpProtocol.FollowUpProtocol)(p))),
    ),
]
const loud: ReadonlyArray<(protocol: Protocol) => Protocol> = [
  (p) => withStages(p, [...p.stages, plainStage("added", onDays(3))]),
  (p) => withStages(p, [plainStage("added", onDays(3)), ...p.stages]),
  (p) => onFirst(p, { window: onDays(3650) }),
  (p) => onFirst(p, { anchor: { _tag: "Examination" } }),
  (p) => onFirst(p, { recurrence: { every: { days: 3659 }, times: 119 } }),
  (p) => onFirst(p, { standard: { zh: "新标准", en: "a new standard" } }),
  (p) => onFirst(p, { role: p.stages[0].role === "nurse" ? "doctor" : "nurse" }),
  (p) => ({ ...p, attempts: { ...p.attempts, perChannel: p.attempts.perChannel + 1 } }),
]

test("the hash is another exactly where timing or content is, and so is the difference", () => {
  fc.assert(
    fc.property(
      anyProtocol,
      fc.constantFrom(...quiet),
      fc.constantFrom(...loud),
      (protocol, hush, change) => {
        const same = hush(protocol)
        expect(ProtocolRevision.hash(same)).toBe(ProtocolRevision.hash(protocol))
        expect(ProtocolRevision.diff(protocol, same)).toEqual([])
        const other = change(protocol)
        expect(ProtocolRevision.hash(other)).not.toBe(ProtocolRevision.hash(protocol))
        expect(ProtocolRevision.diff(protocol, other)).not.toEqual([])
        expect(ProtocolRevision.diff(other, protocol)).not.toEqual([])
      },
    ),
    runs(300),
  )
})

test("two protocols have one hash exactly where nothing differs", () => {
  fc.assert(
    fc.property(anyProtocol, anyProtocol, (a, b) => {
      expect(ProtocolRevision.hash(a) === ProtocolRevision.hash(b)).toBe(
        ProtocolRevision.diff(a, b).length === 0,
      )
    }),
    runs(200),
  )
})

test("the difference names each stage and what of it is another", () => {
  const before = GeneralProtocols.generalDischarge
  const [first, second, third, last] = before.stages as ReadonlyArray<Stage> as [Stage, Stage, Stage, Stage]
  const after = withStages(before, [
    second,
    { ...first, role: "doctor", channels: ["sms"] },
    { ...third, destinations: ["home", "hospice"] },
    plainStage("half-year", onDays(180)),
  ])
  expect(ProtocolRevision.diff(before, after)).toEqual([
    { _tag: "Changed", stage: first.id, parts: ["channels", "role"] },
    { _tag: "Changed", stage: third.id, parts: ["destinations"] },
    { _tag: "Added", stage: Id.StageId.make("half-year") },
    { _tag: "Removed", stage: last.id },
    { _tag: "Reordered" },
  ])
})
