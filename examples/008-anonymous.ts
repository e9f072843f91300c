/** An item without a name: its sender reads the answer and adds to it with number and code, on the memory adapter. */
import { Memory } from "@aftercare/adapter-memory"
import {
  ChinaPermission,
  ClaimCode,
  Escalation,
  type Feedback,
  GeneralFeedback,
  GeneralSla,
  Id,
  MessageChannel,
  PermissionPractice,
  SlaPolicy,
  Ticket,
  TicketPractice,
  Tickets,
  TicketText,
} from "@aftercare/core"
import { DateTime, Effect, Layer, Redacted, Result } from "effect"
import { TestClock } from "effect/testing"

const tenant = Id.TenantId.make("hospital")
const officer = Id.StaffId.make("officer-1")
const office = Id.DepartmentId.make("complaints")
const policy = Result.getOrThrow(SlaPolicy.publish(GeneralSla.hospital, []))

// A real code comes from crypto.getRandomValues; this one is the same each time the example runs.
const code = Result.getOrThrow(ClaimCode.make(Uint8Array.from({ length: 16 }, (_, i) => (i * 73 + 11) % 256)))
const salt = new TextEncoder().encode("the hospital's own salt")
const claim = Result.getOrThrow(ClaimCode.hash(code, salt))

const item = Id.FeedbackId.make("f-1")
const ticket = Id.TicketId.make("t-1")
const received = DateTime.makeUnsafe("2026-03-02T09:00:00+08:00")
const feedback: Feedback.Feedback = {
  id: item,
  channel: "suggestionBox",
  receivedAt: received,
  registeredAt: received,
  sender: { _tag: "Anonymous", claim },
  subject: "夜间走廊灯光太亮",
  people: [],
  account: "",
  evidence: [],
  assessment: {
    kind: "suggestion",
    category: Id.CategoryId.make("environment"),
    severity: "low",
    danger: false,
    departments: [office],
    handling: "investigation",
    onSite: false,
    patientGroups: [],
    repeats: 0,
  },
}

const house = Layer.mergeAll(
  Memory.layer,
  Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([])),
  Layer.succeed(PermissionPractice.PermissionPractice, { of: () => ChinaPermission.grants }),
  Layer.succeed(TicketPractice.TicketPractice, {
    of: () => ({
      ground: {
        staff: new Map([[officer, [office]]]),
        departments: new Set([office]),
        categories: GeneralFeedback.categories,
        policy: GeneralFeedback.ticketPolicy,
      },
      policies: [policy],
      policy: policy.version,
      roster: Escalation.roster([]),
      dangerAuthor: officer,
      reach: () => undefined,
      compose: (notice) => ({ text: notice.step }),
    }),
  }),
)

let events = 0
const stamp = Effect.map(DateTime.now, (at) => ({ id: Id.EventId.make(`e-${++events}`), at, recordedAt: at }))
const byOfficer = { _tag: "Staff", staff: officer } as const
const record = (act: Exclude<Ticket.Act, { readonly _tag: "Closed" }>) =>
  Effect.flatMap(stamp, (s) => Tickets.record(tenant, ticket, act, { ...s, by: byOfficer }))
const say = (who: string, what: string) => Effect.sync(() => console.log(`${who.padEnd(8)} ${what}`))

const story = Effect.gen(function* () {
  yield* TestClock.setTime(received.epochMilliseconds)
  const owner = { staff: officer, department: office }
  yield* Tickets.register(tenant, { ticket, feedback, owner }, { ...(yield* stamp), by: byOfficer })
  yield* say("hospital", `registered ${ticket}; the sender keeps the code ${Redacted.value(code)}`)

  const typed = Result.getOrThrow(ClaimCode.parse(Redacted.value(code).toLowerCase().replaceAll("-", " ")))
  const reading = Effect.flatMap(stamp, (s) => Tickets.readByClaim(tenant, ticket, typed, s))
  yield* TestClock.adjust("5 hours")
  yield* say("sender", `reads: ${TicketText.stage((yield* reading).stage, "en")}`)
  yield* Tickets.writeByClaim(tenant, ticket, typed, "三楼东侧最亮", yield* stamp)
  yield* say("sender", "adds where it is brightest")

  yield* TestClock.adjust("20 hours")
  yield* record({ _tag: "Responded", item, channel: "app" })
  yield* record({
    _tag: "ResultRecorded",
    result: { _tag: "Handled", finding: "founded", summary: "夜间改用地灯", measures: ["22:00 后关闭顶灯"] },
  })
  yield* record({ _tag: "AnswerPosted", item })
  yield* say("hospital", "lays the answer ready for whoever has the code")

  const wrong = Result.getOrThrow(ClaimCode.make(new Uint8Array(16)))
  const refused = yield* Effect.result(Tickets.readByClaim(tenant, ticket, wrong, yield* stamp))
  yield* say(
    "somebody",
    `with another code: ${Result.isFailure(refused) ? refused.failure.message : "is let in"}`,
  )

  const seen = yield* reading
  const { result } = seen
  yield* say("sender", `reads: ${result?._tag === "Handled" ? result.summary : "nothing"}`)
  yield* record({ _tag: "Checked", item, check: { _tag: "NotKnown", reason: "declined" } })
  const acting = { by: { ...byOfficer, role: "careCentreStaff" }, purpose: "feedback" } as const
  const closed = yield* Tickets.close(tenant, ticket, acting, yield* stamp)
  yield* say("hospital", TicketText.stage(Ticket.stageOf(closed), "en"))
})

await Effect.runPromise(Effect.provide(story, Layer.provideMerge(house, TestClock.layer())))
