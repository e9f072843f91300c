import {
  Agenda,
  ChinaCalendar,
  ChinaContact,
  ClaimCode,
  type ContactAttempt,
  ContactablePerson,
  Escalation,
  type Feedback,
  GeneralFeedback,
  Hours,
  Id,
  MessageLog,
  Notification,
  Outreach,
  Rule,
  SlaPolicy,
  Ticket,
  TicketPractice,
  TicketStore,
  Tickets,
  TimeZone,
  type WorkCalendar,
} from "@aftercare/core"
import { FeedbackArbitraries } from "@aftercare/core/testing"
import { Clock, DateTime, Effect, Equal, Fiber, Option, Result, Schema } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { assessed } from "../feedback/support/items.ts"
import { accepted, inHouse, options, passUntil, rejected, saying, tenant } from "./house.ts"

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** Whatever can be done with feedback. What the numbers mean is up to each: which, by whom, of what. */
const acts = [
  ...["Register", "Register", "Next", "Next", "Next", "Next", "Respond", "Write", "Write", "Hold", "Hold"],
  ...["Resume", "Offer", "Offer", "Accept", "Refuse", "Retract", "Take", "Deputy", "Deputy", "Promise"],
  ...["Keep", "Reassess", "Reassess", "Measure", "Change", "Result", "Answer", "Check", "Withdraw"],
  ...["Reopen", "Merge", "Merge", "Merge", "Claim", "Claim", "Receipt"],
  ...["Notice", "Policy", "Leave", "Return", "Crash", "Crash", "Race", "Race"],
  ...["Pass", "Pass", "Pass", "Pass", "Pass", "Pass", "Pass", "Pass", "Pass", "Pass"],
] as const

/** What isn't left off in the middle: who changes the practice sees to it that it is known. */
const surely: ReadonlyArray<string> = ["Notice", "Policy", "Leave", "Return", "Crash", "Race", "Pass"]

const talk: ReadonlyArray<string> = ["Responded", "SenderWrote", "Promised", "PromiseKept"]

interface Act {
  readonly act: (typeof acts)[number]
  readonly n: number
  readonly m: number
  /** Whoever acts is gone after so many steps. */
  readonly crash: number | undefined
}

const act: fc.Arbitrary<Act> = fc.record({
  act: fc.constantFrom(...acts),
  n: fc.nat(999),
  m: fc.nat(999),
  crash: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(30) }),
})

const pick = <const A>(all: ReadonlyArray<A>, n: number): A => all[n % all.length] as A

const deliveries = ["accepted", "accepted", "rejected", "unknown", "deferred"]

// Shanghai has had one offset since 1991, so its wall clock is a sum.
const zone = TimeZone.make("Asia/Shanghai")
const wall = (at: number) => new Date(at + 8 * hour)
const dateOf = (at: number) => wall(at).toISOString().slice(0, 10)
const minuteOf = (at: number) => wall(at).getUTCHours() * 60 + wall(at).getUTCMinutes()
const midnightOf = (at: number) => Math.floor((at + 8 * hour) / day) * day - 8 * hour

// --- who is there

const place = { surgery: Id.DepartmentId.make("surgery"), complaints: Id.DepartmentId.make("complaints") }

interface Worker {
  readonly department: Id.DepartmentId
  readonly role: Escalation.Duty["role"]
  /** On which days of the week, from and until which hour. */
  readonly days: ReadonlyArray<number>
  readonly from: number
  readonly until: number
}

const everyDay = [0, 1, 2, 3, 4, 5, 6]
const workers: Readonly<Record<string, Worker>> = {
  nurse: { department: place.surgery, role: "owner", days: everyDay, from: 0, until: 24 },
  doctor: { department: place.surgery, role: "owner", days: [1, 2, 3, 4, 5], from: 8, until: 18 },
  officer: { department: place.complaints, role: "owner", days: [0, 2, 4], from: 20, until: 24 },
  head: { department: place.surgery, role: "headOfDepartment", days: [1, 3, 5], from: 9, until: 17 },
  director: { department: place.complaints, role: "management", days: everyDay, from: 0, until: 24 },
}
const names = Object.keys(workers)

const isOnDuty = ({ days, from, until }: Worker, at: number) =>
  days.includes(wall(at).getUTCDay()) && minuteOf(at) >= from * 60 && minuteOf(at) < until * 60

/** Nobody is told anything at noon or at night. */
const isAwake = (worker: Worker, at: number) =>
  isOnDuty(worker, at) &&
  minuteOf(at) >= 7 * 60 &&
  minuteOf(at) < 22 * 60 &&
  !(minuteOf(at) >= 12 * 60 && minuteOf(at) < 14 * 60)

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const
const two = (n: number) => String(n).padStart(2, "0")
const dutyOf = (name: string): Escalation.Duty => {
  const { days, from, role, until } = workers[name] as Worker
  const of = (n: number) => (days.includes(n) ? [`${two(from)}:00-${two(until)}:00`] : [])
  return {
    staff: Id.StaffId.make(name),
    role,
    zone,
    onDuty: Hours.weekly(Object.fromEntries(weekdays.map((name, n) => [name, of(n)])) as never),
    rest: Hours.union(Hours.daily("12:00", "14:00"), Hours.daily("22:00", "07:00")),
  }
}

const watches = new Map(names.map((name) => [name, Escalation.roster([dutyOf(name)]).watches]))

const reachOf = (name: string, channel: "app" | "letter"): TicketPractice.StaffReach => ({
  channel,
  person: Schema.decodeUnknownSync(ContactablePerson.ContactablePerson)({
    ...{ id: name, relation: "self", name: "某", addresses: { app: `app-${name}` } },
    profile: {
      ...{ zone: "Asia/Shanghai", language: "zh", work: { _tag: "None" }, preferred: [], channels: ["app"] },
      ...{ rest: ChinaContact.restIn("mainland"), doNotDisturbOn: [] },
    },
  }),
})

// --- what is asked for

const waits = Rule.RuleId.make("hold.awaitingSender")
const holds = [waits, Rule.RuleId.make("hold.appraisal")]

type Told = readonly [id: string, to: Escalation.Duty["role"], before: number | undefined]

/** A limit as the law counts it: so much time, of the office's or of all, stopped by which holds. */
interface Limit {
  readonly office: boolean
  readonly millis: number
  readonly start: "receipt" | "registration"
  readonly stops: ReadonlyArray<string>
  readonly steps: ReadonlyArray<Told>
}

const limit = (office: boolean, millis: number, over: Partial<Limit> = {}): Limit => ({
  ...{ office, millis, start: "receipt", stops: holds },
  steps: [
    ["nearly", "owner", hour],
    ["late", "headOfDepartment", -1],
    ["longLate", "management", -4 * hour],
  ],
  ...over,
})

const targets = ["FirstResponse", "Answer", "NextResponse", "HandoverAcceptance"] as const
type Target = (typeof targets)[number]

const common: Readonly<Record<Target, Limit>> = {
  FirstResponse: limit(true, 4 * hour, { stops: [waits] }),
  Answer: limit(false, 48 * hour, { start: "registration" }),
  NextResponse: limit(false, 24 * hour, { stops: [] }),
  HandoverAcceptance: limit(true, 2 * hour),
}
const asked = {
  one: {
    common,
    danger: { ...common, Answer: limit(false, 4 * hour, { steps: [["urgent", "management", undefined]] }) },
  },
  two: {
    common: { ...common, FirstResponse: limit(false, 24 * hour), Answer: limit(true, 20 * hour) },
    danger: { ...common, Answer: limit(true, 2 * hour) },
  },
}
const promised: ReadonlyArray<Told> = [
  ["nearly", "owner", hour],
  ["late", "headOfDepartment", -1],
]

const stepOf = ([id, to, before]: Told, office: boolean) => ({
  id: Rule.RuleId.make(`step.${id}`),
  to,
  when:
    before === undefined
      ? ({ _tag: "AtStart" } as const)
      : before > 0
        ? ({ _tag: "BeforeDue", millis: before, clock: "target" } as const)
        : ({
            _tag: "AfterDue",
            millis: -before,
            clock: before === -1 || !office ? "wall" : "target",
          } as const),
})

const starts = { NextResponse: "senderWrote", HandoverAcceptance: "offer" } as const

const policyOf = (version: keyof typeof asked): SlaPolicy.SlaPolicy => {
  const rule = (of: "common" | "danger"): SlaPolicy.SlaRule => {
    const [first, ...rest] = targets.map((target): SlaPolicy.TargetLimit => {
      const { millis, office, start, steps, stops } = asked[version][of][target]
      return {
        target,
        limit: office
          ? { _tag: "WorkingTime", millis, clock: "office", boundary: "endOfInterval" }
          : { _tag: "Elapsed", millis },
        start: target === "NextResponse" || target === "HandoverAcceptance" ? starts[target] : start,
        pausedBy: stops.length === 0 ? "noHold" : stops === holds ? "everyHold" : { reasons: [waits] },
        reopening: "startsAgain",
        steps: steps.map((step) => stepOf(step, office)),
      }
    })
    return {
      id: Rule.RuleId.make(`sla.${of}`),
      when: of === "danger" ? { danger: true } : {},
      targets: [first as SlaPolicy.TargetLimit, ...rest],
      source: { title: "the hospital's own", status: "hospitalPolicy", verified: "own" },
    }
  }
  return {
    ...{ id: "house", version, title: { zh: "本院", en: "house" }, changedLimits: "fromStart" },
    clocks: [
      {
        ...{ name: "office", zone, calendar: "china.publicHolidays" },
        hours: Hours.onWorkingDays("08:00-12:00", "14:00-17:30"),
      },
    ],
    rules: [rule("danger"), rule("common")],
    promiseSteps: promised.map((step) => stepOf(step, false)),
  }
}

const calendarWith = (closed: ReadonlyArray<string>): WorkCalendar.WorkCalendar => ({
  ...ChinaCalendar.publicHolidays,
  version: `2026 and ${closed.length}`,
  holidays: [
    ...ChinaCalendar.publicHolidays.holidays,
    ...closed.map((on) => ({ on: on as never, name: "临时" })),
  ].sort((a, b) => (a.on < b.on ? -1 : 1)),
})

/** Working days that notices make days off, one after the other, and the policies after so many of these. */
const daysOff = ["2026-03-05", "2026-03-11", "2026-03-16"]
const published = [0, 1, 2, 3].map((count) =>
  (["one", "two"] as const).map((version) =>
    Result.getOrThrow(SlaPolicy.publish(policyOf(version), [calendarWith(daysOff.slice(0, count))])),
  ),
)

// --- what it comes to, counted by hand

interface Line {
  readonly id: string
  readonly at: number
  readonly word: string
  /** Why it is held, which policy, whether in danger, which promise. */
  readonly what: string
  readonly by: number
}

interface Round {
  readonly key: string
  readonly state: string
  readonly dueAt: number | undefined
  readonly endedAt: number | undefined
  readonly steps: ReadonlyArray<readonly [id: string, at: number, to: Escalation.Duty["role"]]>
}

/** A clock of the office with these days off, day by day from the opening to the noon rest, and from there to the evening. */
const clockOf = (closed: ReadonlySet<string>) => {
  const worked = new Set(ChinaCalendar.publicHolidays.adjustedWorkdays.map(({ on }) => on as string))
  const spansOn = (midnight: number): ReadonlyArray<readonly [number, number]> => {
    const date = dateOf(midnight)
    const weekend = [0, 6].includes(wall(midnight).getUTCDay())
    if (closed.has(date) || (weekend && !worked.has(date))) return []
    return [
      [midnight + 8 * hour, midnight + 12 * hour],
      [midnight + 14 * hour, midnight + 17.5 * hour],
    ]
  }
  const add = (from: number, millis: number): number => {
    let left = millis
    for (let midnight = midnightOf(from); ; midnight += day)
      for (const [opens, closes] of spansOn(midnight)) {
        const begins = Math.max(opens, from)
        if (closes <= begins) continue
        if (left <= closes - begins) return begins + left
        left -= closes - begins
      }
  }
  const back = (from: number, millis: number): number => {
    let left = millis
    for (let midnight = midnightOf(from); ; midnight -= day)
      for (const [opens, closes] of [...spansOn(midnight)].reverse()) {
        const ends = Math.min(closes, from)
        if (ends <= opens) continue
        if (left <= ends - opens) return ends - left
        left -= ends - opens
      }
  }
  const between = (from: number, until: number): number => {
    let open = 0
    for (let midnight = midnightOf(from); midnight < until; midnight += day)
      for (const [opens, closes] of spansOn(midnight))
        open += Math.max(0, Math.min(closes, until) - Math.max(opens, from))
    return open
  }
  return { add, back, between }
}

type Office = ReturnType<typeof clockOf>

interface Item {
  readonly id: string
  answered: boolean
  withdrawn: boolean
}

type Histories = ReadonlyMap<string, ReadonlyArray<Ticket.TicketEvent>>

/** What a clock reads: what happened to some items, alone until they became part of a ticket and with it from then on. */
interface Thread {
  readonly lines: Array<Line>
  readonly items: ReadonlyArray<string>
  readonly joinedAt: number
}

/** A ticket's history in the words that start, stop and end clocks: its own thread, and one for each that became part of it. */
const threadsOf = (
  histories: Histories,
  id: string,
): {
  readonly threads: ReadonlyArray<Thread>
  readonly items: ReadonlyArray<Item>
  readonly about: ReadonlyMap<string, string>
} => {
  const threads: Array<Thread> = []
  const items: Array<Item> = []
  const about = new Map<string, string>()
  let offered = false
  const standing = () => items.filter(({ withdrawn }) => !withdrawn)
  const allAnswered = () => standing().length > 0 && standing().every(({ answered }) => answered)
  for (const event of histories.get(id) ?? []) {
    const at = event.at.epochMilliseconds
    // What was said of an item before it became part of the ticket is that item's alone, whenever it becomes known.
    const subject =
      "item" in event
        ? event.item
        : event._tag === "Promised"
          ? event.promise.item
          : event._tag === "PromiseKept"
            ? (about.get(event.promise) ?? "")
            : ""
    const alone = threads.filter((thread) => thread.items.includes(subject) && at < thread.joinedAt)
    const hearing = alone.length > 0 ? alone : threads.filter(({ joinedAt }) => at >= joinedAt)
    const say = (word: string, what = "", by = 0) => {
      for (const { lines } of hearing) lines.push({ id: event.id, at, word, what, by })
    }
    const item = "item" in event ? items.find((one) => one.id === event.item) : undefined
    const wasAnswered = allAnswered()
    switch (event._tag) {
      case "Registered": {
        const { feedback, policy, recordedAt } = event
        items.push({ id: feedback.id, answered: false, withdrawn: false })
        const line = { id: event.id, at: recordedAt.epochMilliseconds, what: "", by: at }
        const lines = [
          { ...line, word: "policy", what: policy.version },
          { ...line, word: "danger", what: String(feedback.assessment.danger) },
          { ...line, word: "registered" },
        ]
        threads.push({ lines, items: [feedback.id], joinedAt: Number.NEGATIVE_INFINITY })
        break
      }
      case "Merged": {
        const other = threadsOf(histories, event.other.id)
        const joined = other.items.map(({ id }) => id)
        for (const { lines } of other.threads) threads.push({ lines, items: joined, joinedAt: at })
        items.push(...other.items)
        for (const [promise, of] of other.about) about.set(promise, of)
        break
      }
      case "MergedInto":
        if (offered) say("offerOver")
        break
      case "Responded":
      case "AnswerPosted":
        say("responded")
        break
      case "AnswerReached":
      case "AnswerCollected":
      case "AnswerGivenUp":
        if (item !== undefined) item.answered = true
        if (!wasAnswered && allAnswered()) say("answered")
        else if (event._tag === "AnswerReached") say("responded")
        break
      case "Withdrawn":
        if (item !== undefined) item.withdrawn = true
        if (standing().length === 0) say("withdrawn")
        else if (!wasAnswered && allAnswered()) say("answered")
        break
      case "Reopened": {
        const all = standing().length === 0
        for (const one of items) {
          one.answered = one.answered && one.withdrawn && !all
          one.withdrawn = one.withdrawn && !all
        }
        say("reopened")
        break
      }
      case "Held":
        say("held", event.reason)
        break
      case "Resumed":
        say("resumed")
        break
      case "ResultRecorded":
        say("resolved")
        break
      case "Closed":
        say("closed")
        break
      case "PolicyChanged":
        say("policy", event.policy.version)
        break
      case "Reassessed":
        say("danger", String(event.assessment.danger))
        break
      case "SenderWrote":
        say("wrote")
        break
      case "HandoverOffered":
        offered = true
        say("offered")
        break
      case "HandoverAccepted":
      case "HandoverRefused":
      case "HandoverRetracted":
      case "Taken":
        if (offered) say("offerOver")
        offered = false
        break
      case "Promised":
        about.set(event.promise.id, event.promise.item)
        say("promised", event.promise.id, event.promise.by.epochMilliseconds)
        break
      case "PromiseKept":
        say("kept", event.promise)
        break
      default:
    }
  }
  return { threads, items, about }
}

const endings: Readonly<Record<string, ReadonlyArray<string>>> = {
  FirstResponse: ["responded", "answered"],
  Answer: ["answered"],
  NextResponse: ["responded", "answered"],
  HandoverAcceptance: ["offerOver"],
  Promise: ["kept"],
}

/** What begins a hold, and what ends one. */
const holding = ["held", "resumed", "resolved", "closed", "withdrawn"]

/** The rounds of one thread as they stand now. */
const roundsOf = ({ lines }: Thread, office: Office, now: number): ReadonlyArray<Round> => {
  const thread = [...lines].sort((a, b) => a.at - b.at)
  const rounds: Array<Round> = []
  const settingAt = (index: number) => {
    const last = (word: string) =>
      thread.slice(0, index + 1).findLast((line) => line.word === word)?.what ?? ""
    return asked[last("policy") === "one" ? "one" : "two"][last("danger") === "true" ? "danger" : "common"]
  }
  const nextRound = (index: number) => {
    const found = thread.findIndex(({ word }, i) => i > index && word === "reopened")
    return found < 0 ? thread.length : found
  }
  const pauses = (stops: ReadonlyArray<string>, from: number, until: number) => {
    const found: Array<readonly [number, number]> = []
    for (const [i, { at, what, word }] of thread.entries()) {
      if (word !== "held" || !stops.includes(what)) continue
      const over = thread.slice(i + 1).find(({ word }) => holding.includes(word))
      const [begins, ends] = [Math.max(at, from), Math.min(over?.at ?? until, until)]
      const last = found.at(-1)
      if (begins > ends || (begins === ends && over !== undefined)) continue
      if (last?.[1] === begins) found[found.length - 1] = [last[0], ends]
      else found.push([begins, ends])
    }
    return found
  }
  const dueAfter = (
    { millis, office: isOffice }: Limit,
    from: number,
    taking: ReadonlyArray<readonly [number, number]>,
  ) => {
    let taken = 0
    const due = () => (isOffice ? office.add(from, millis + taken) : from + millis + taken)
    for (const [begins, ends] of taking) {
      if (begins >= due()) break
      taken += isOffice ? office.between(begins, ends) : ends - begins
    }
    return due()
  }
  const open = (target: Target | "Promise", index: number, until: number) => {
    const { at: openedAt, by, id, what, word } = thread[index] as Line
    const end = thread.findIndex(
      ({ what: of, word }, i) =>
        i > index &&
        i < until &&
        ((endings[target]?.includes(word) && (target !== "Promise" || of === what)) ||
          word === "withdrawn" ||
          (word === "closed" && target !== "Promise")),
    )
    const over = end < 0 ? thread[until] : thread[end]
    const isMet = end >= 0 && (endings[target] as ReadonlyArray<string>).includes(thread[end]?.word ?? "")
    const endsAt = over?.at ?? now
    const judged = (due: number) =>
      endsAt > due ? "breached" : over === undefined ? "running" : isMet ? "met" : "dropped"
    const head = { key: `${target}/${id}`, endedAt: over?.at }
    if (target === "Promise") {
      const steps = promised.map(
        ([step, to, before = 0]) => [step, Math.max(openedAt, by - before), to] as const,
      )
      rounds.push({ ...head, state: judged(by), dueAt: by, steps })
      return end
    }
    const startOf = ({ start }: Limit) => (word === "registered" && start === "receipt" ? by : openedAt)
    let chosen = settingAt(index)[target]
    for (const [i, { at, word }] of thread.entries()) {
      if (i <= index || i >= (end < 0 ? until : end)) continue
      if (word !== "policy" && word !== "danger") continue
      const next = settingAt(i)[target]
      if (next === chosen) continue
      const from = startOf(chosen)
      if (at > dueAfter(chosen, from, pauses(chosen.stops, from, at))) break
      chosen = next
    }
    const from = startOf(chosen)
    const taking = pauses(chosen.stops, from, endsAt)
    const since = taking.at(-1)?.[0] ?? now
    const isHeld =
      over === undefined && thread.findLast(({ word }) => holding.includes(word))?.word === "held"
    if (isHeld && taking.at(-1)?.[1] === now && since < dueAfter(chosen, from, taking.slice(0, -1))) {
      const steps = chosen.steps.flatMap(([step, to, before]) =>
        before === undefined ? [[step, from, to] as const] : [],
      )
      rounds.push({ ...head, state: "paused", dueAt: undefined, steps })
      return end
    }
    const due = dueAfter(chosen, from, taking)
    const at = (before: number) => {
      if (before === -1) return due + 1
      if (!chosen.office) return due - before
      return before > 0 ? office.back(due, before) : office.add(due, -before)
    }
    const steps = chosen.steps.map(
      ([step, to, before]) => [step, Math.max(from, before === undefined ? from : at(before)), to] as const,
    )
    rounds.push({ ...head, state: judged(due), dueAt: due, steps })
    return end
  }
  let heard = -1
  for (const [index, { word }] of thread.entries()) {
    if (word === "registered" || word === "reopened")
      for (const target of ["FirstResponse", "Answer"] as const) open(target, index, nextRound(index))
    if (word === "offered") open("HandoverAcceptance", index, thread.length)
    if (word === "promised") open("Promise", index, thread.length)
    if (word !== "wrote" || index <= heard) continue
    const end = open("NextResponse", index, thread.length)
    heard = end < 0 ? thread.length : end
  }
  return rounds
}

/** All rounds of a ticket; of one that several threads tell of the strictest. */
const standingOf = (histories: Histories, id: string, closed: ReadonlySet<string>, now: number) => {
  const office = clockOf(closed)
  const found = new Map<string, Round>()
  for (const thread of threadsOf(histories, id).threads)
    for (const round of roundsOf(thread, office, now)) {
      const before = found.get(round.key)
      const due = ({ dueAt = Number.POSITIVE_INFINITY }: Round) => dueAt
      if (before === undefined || due(round) < due(before)) found.set(round.key, round)
    }
  return found
}

// --- what is done

interface Sent {
  readonly id: Id.MessageId
  readonly notice: string
  readonly staff: string
  readonly at: number
  readonly said: string
}

const result = { _tag: "Handled", finding: "founded", summary: "一", measures: [] } as const
const salt = new TextEncoder().encode("a salt of this hospital")
const codeOf = (n: number) => Result.getOrThrow(ClaimCode.make(new Uint8Array(16).fill(n % 256)))

const assessment = (n: number): Feedback.Assessment =>
  assessed({
    kind: pick(["complaint", "enquiry", "praise"] as const, n),
    danger: n % 4 === 0,
    departments: [place.surgery],
  })

const live = async (
  steps: ReadonlyArray<Act>,
  answers: ReadonlyArray<string>,
): Promise<ReadonlyArray<string>> => {
  const sent: Array<Sent> = []
  const wrong: Array<string> = []
  const shut: Array<string> = []
  const away = new Set<string>()
  /** Whom no channel of the house leads to. */
  const byLetter = new Set<string>()
  let version = "one"
  let isOver = false
  let isRacing = false
  /** Who sent each item, and what was met of which round. */
  const senders = new Map<string, Feedback.Sender>()
  const met = new Set<string>()
  /** When something was last done. */
  let doneAt = 0
  const made: Array<Id.TicketId> = []
  /** Anonymous items: under which number, and with which code they are read. */
  const claims: Array<{ readonly ticket: Id.TicketId; readonly item: Id.FeedbackId; readonly code: number }> =
    []
  let store: TicketStore.TicketStore["Service"] | undefined

  const closed = () =>
    new Set([...ChinaCalendar.publicHolidays.holidays.map(({ on }) => on as string), ...shut])
  const there = () => names.filter((name) => !away.has(name))
  const histories = Effect.gen(function* () {
    const found = new Map<string, ReadonlyArray<Ticket.TicketEvent>>()
    for (const id of made) found.set(id, yield* store?.events(tenant, id) ?? Effect.succeed([]))
    return found
  }).pipe(Effect.orDie)
  const kept = (id: Id.TicketId) =>
    Effect.map(
      store?.find(tenant, id) ?? Effect.succeedNone,
      (found) => Option.getOrThrow(found).record,
    ).pipe(Effect.orDie)
  const home = (id: Id.TicketId): Effect.Effect<TicketStore.KeptTicket> =>
    Effect.flatMap(kept(id), (found) =>
      found.ticket.state._tag === "Merged" ? home(found.ticket.state.into) : Effect.succeed(found),
    )
  const addressees = (to: string, ticket: Ticket.Ticket, at: number) =>
    there().filter((name) =>
      to === "owner" ? name === Ticket.actingAt(ticket, DateTime.makeUnsafe(at)) : workers[name]?.role === to,
    )
  const isUrgent = ({ duty }: Ticket.Ticket) => duty !== undefined && duty.measure === undefined

  const practice = (): TicketPractice.HospitalTicketPractice => {
    return {
      ground: {
        staff: new Map(
          there().map((name) => [Id.StaffId.make(name), [(workers[name] as Worker).department]]),
        ),
        departments: new Set(Object.values(place)),
        categories: GeneralFeedback.categories,
        policy: GeneralFeedback.ticketPolicy,
      },
      policies: published[shut.length] ?? [],
      policy: { id: "house", version },
      roster: { watches: there().flatMap((name) => watches.get(name) ?? []) },
      dangerAuthor: Id.StaffId.make("director"),
      reach: (staff) =>
        away.has(staff) ? undefined : reachOf(staff, byLetter.has(staff) ? "letter" : "app"),
      compose: ({ id }) => ({ text: id }),
    }
  }

  /** Whether somebody could have been told of a step a while ago, since it came and since anything was done. */
  const isLate = (to: string, at: number, ticket: Ticket.Ticket, now: number) => {
    for (let t = Math.max(at, doneAt) + slack; t + slack <= now; t += 5 * minute) {
      const asked = addressees(to, ticket, t)
      const isAwakeFor = (name: string) =>
        [0, slack].every((later) => isAwake(workers[name] as Worker, t + later))
      if (!isUrgent(ticket) && !asked.some(isAwakeFor)) continue
      if (asked.length > 0 && addressees(to, ticket, t + slack).join() === asked.join()) return true
    }
    return false
  }

  /** Somebody hears of a step. */
  const hear = Effect.fnUntraced(function* (one: Sent, ticket: Id.TicketId) {
    const complain = (why: string) => {
      wrong.push(`${new Date(one.at).toISOString()} ${one.notice} to ${one.staff}: ${why}`)
    }
    const before = sent.filter(({ notice }) => notice === one.notice)
    const last = before.at(-1)
    const { ticket: now, told } = yield* home(ticket)
    const written = told.find(({ id }) => id === one.notice)
    if (written?.override === undefined && !isAwake(workers[one.staff] as Worker, one.at)) complain("at rest")
    if (written?.override !== undefined && !isUrgent(now) && before.length === 0) complain("not urgent")
    if (last !== undefined) {
      if (last.id !== one.id) complain("another message of one step")
      if (last.said === "accepted" || last.said === "rejected") complain("a second time")
      if (one.at < last.at + (last.said === "deferred" ? hour : 5 * minute)) complain("too soon again")
      if (last.staff !== one.staff) complain("another addressee")
      if (before.filter(({ said }) => said !== "deferred").length >= 5) complain("too often")
      return
    }
    if (written === undefined) return complain("it wasn't written down")
    // A worker was lost that had written it down and sent nothing.
    if (written.tries > 1 || isRacing) return
    const rounds = standingOf(yield* histories, now.id, closed(), one.at)
    const round = [...rounds.values()].find(({ key }) => one.notice.startsWith(`${key}/`))
    const step = round?.steps.find(([id]) => one.notice === `${round.key}/step.${id}`)
    if (round === undefined || step === undefined) return complain("no such step")
    if (round.endedAt !== undefined) complain("its round is over")
    if (step[1] > one.at) complain(`before its time, ${new Date(step[1]).toISOString()}`)
    if (!addressees(step[2], now, one.at).includes(one.staff)) complain("not theirs")
    if (isLate(step[2], step[1], now, one.at)) complain("late")
  })

  /** What stands of all tickets, against what is counted by hand. */
  const look = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const all = yield* histories
    for (const id of made) {
      const { ticket, told } = yield* kept(id)
      expect(Option.getOrThrow(Ticket.fromHistory(all.get(id) ?? []))).toEqual(ticket)
      if (ticket.state._tag === "Merged") continue
      const rounds = standingOf(all, id, closed(), now)
      const standing = yield* Tickets.standing(tenant, id)
      const seen = standing.targets.map(({ dueAt, endedAt, key, state }) => ({ key, state, dueAt, endedAt }))
      const counted = [...rounds.values()].map(({ dueAt, endedAt, key, state }) => ({
        ...{ key, state, dueAt, endedAt },
      }))
      const byKey = (a: { readonly key: string }, b: { readonly key: string }) => (a.key < b.key ? -1 : 1)
      expect({ id, seen: seen.sort(byKey) }).toEqual({ id, seen: counted.sort(byKey) })
      for (const key of met)
        if (rounds.has(key) && rounds.get(key)?.state !== "met") wrong.push(`${key} was met before`)
      for (const { key, state } of rounds.values()) if (state === "met") met.add(key)
      for (const one of ticket.items) expect(one.sender).toEqual(senders.get(one.id))
      expect(new Set(told.map((one) => one.id)).size).toBe(told.length)
      for (const { endedAt, key, steps } of rounds.values())
        for (const [step, at, to] of endedAt === undefined ? steps : []) {
          const notice = `${key}/step.${step}`
          if (told.some((one) => one.id === notice)) continue
          if (isLate(to, at, ticket, now)) wrong.push(`${notice} of ${id}: nobody was told`)
        }
    }
  })

  await inHouse(
    {
      connected: ["app"],
      send: (message) =>
        Effect.gen(function* () {
          const at = yield* Clock.currentTimeMillis
          const { subject } = message
          if (subject._tag !== "Notice") throw new Error("only tickets are here")
          const said = isOver ? "accepted" : pick(answers, sent.length)
          const one: Sent = { id: message.id, notice: subject.notice, staff: message.to.id, at, said }
          yield* hear(one, subject.ticket)
          const index = sent.push({ ...one, said: "lost" }) - 1
          // A worker may be lost before anybody knows what the channel says.
          yield* Effect.yieldNow
          sent[index] = one
          return saying(said, at)
        }),
    },
    () =>
      Effect.gen(function* () {
        store = yield* TicketStore.TicketStore
        const take = Effect.fnUntraced(function* ({ act, m, n }: Omit<Act, "crash">, i: number) {
          const now = yield* DateTime.now
          const at = DateTime.toEpochMillis(now)
          const number = pick(made.length === 0 ? [Id.TicketId.make("none")] : made, n)
          const { ticket } = made.length === 0 ? { ticket: undefined } : yield* home(number)
          const person = Id.StaffId.make(pick(names, m))
          const stamp = (by: Ticket.Actor = { _tag: "Staff", staff: person }): Ticket.Stamp => ({
            ...{ id: Id.EventId.make(`e-${i}`), at: now, recordedAt: now, by },
          })
          // What is said is written down now, or a while later.
          const begun = Math.max(...(ticket?.items ?? []).map((one) => one.registeredAt.epochMilliseconds))
          const earlier = DateTime.makeUnsafe(Math.max(at - (n % 3) * (m % 4) * hour, begun))
          const record = (act: Exclude<Ticket.Act, { readonly _tag: "Closed" }>, by?: Ticket.Actor) =>
            Tickets.record(tenant, ticket?.id ?? number, act, {
              ...stamp(by),
              ...(talk.includes(act._tag) ? { at: earlier } : {}),
            })
          const system = { _tag: "System" } as const
          const item = ticket === undefined ? Id.FeedbackId.make("f") : pick(ticket.items, m).id
          const department = (workers[person] as Worker).department
          switch (act) {
            case "Register": {
              const id = Id.TicketId.make(`t-${i}`)
              const feedback: Feedback.Feedback = {
                id: Id.FeedbackId.make(`f-${i}`),
                channel: pick(["bedside", "hotline", "letter", "suggestionBox", "wechat"], m),
                receivedAt: DateTime.makeUnsafe(at - (m % 4) * 5 * hour),
                registeredAt: now,
                sender:
                  n % 3 === 0
                    ? { _tag: "Named", name: "王芳", replyTo: { channels: ["phone"] } }
                    : n % 3 === 1
                      ? { _tag: "Anonymous", claim: Result.getOrThrow(ClaimCode.hash(codeOf(i), salt)) }
                      : { _tag: "Anonymous" },
                ...(n % 2 === 0 ? { patient: { id: Id.PatientId.make("grown") } } : {}),
                ...{ subject: "等候", people: [], account: "", evidence: [] },
                assessment: assessment(m),
              }
              const owner = pick(there(), n)
              made.push(id)
              senders.set(feedback.id, feedback.sender)
              const own = { staff: Id.StaffId.make(owner), department: (workers[owner] as Worker).department }
              yield* Effect.ensuring(
                Tickets.register(tenant, { ticket: id, feedback, owner: own }, stamp(system)),
                Effect.gen(function* () {
                  const found = yield* store?.find(tenant, id).pipe(Effect.orDie) ?? Effect.succeedNone
                  if (Option.isNone(found)) made.pop()
                  else if (n % 3 === 1) claims.push({ ticket: id, item: feedback.id, code: i })
                }),
              )
              return
            }
            case "Next": {
              for (let k = 0; made.length > 0 && k <= m % 4; k++) {
                const { ticket } = yield* home(number)
                const [next, by] = FeedbackArbitraries.nextStep(ticket)
                const then = { ...stamp(by), id: Id.EventId.make(`e-${i}-${k}`) }
                if (next._tag !== "Closed") yield* Tickets.record(tenant, ticket.id, next, then)
                else {
                  const { staff } = ticket.owner
                  const acting = { by: { _tag: "Staff", staff, role: "nurse" }, purpose: "feedback" } as const
                  yield* Tickets.close(tenant, ticket.id, acting, then)
                }
              }
              return
            }
            case "Respond":
              return yield* record({ _tag: "Responded", item, channel: "phone" })
            case "Write":
              return yield* record({ _tag: "SenderWrote", item, text: "?" }, { _tag: "Sender" })
            case "Hold":
              return yield* record({ _tag: "Held", reason: pick(holds, m) }, system)
            case "Resume":
              return yield* record({ _tag: "Resumed" })
            case "Offer":
              return yield* record({
                _tag: "HandoverOffered",
                to: { department, ...(n % 2 === 0 ? { staff: person } : {}) },
                reason: "",
              })
            case "Accept":
              return yield* record({ _tag: "HandoverAccepted", owner: { staff: person, department } })
            case "Refuse":
              return yield* record({ _tag: "HandoverRefused", reason: "" })
            case "Retract":
              return yield* record({ _tag: "HandoverRetracted" }, system)
            case "Take":
              return yield* record({ _tag: "Taken", owner: { staff: person, department } })
            case "Deputy": {
              const from = DateTime.makeUnsafe(at + (n % 40) * hour)
              const deputy = { staff: person, from, until: DateTime.add(from, { hours: 1 + (n % 50) }) }
              return yield* record({ _tag: "DeputyNamed", deputy })
            }
            case "Promise": {
              const promise = { id: Id.PromiseId.make(`p-${i}`), item, what: "" }
              const by = DateTime.makeUnsafe(at + (1 + (n % 70)) * hour)
              return yield* record({ _tag: "Promised", promise: { ...promise, by } })
            }
            case "Keep": {
              const promise = ticket?.promises[n % Math.max(1, ticket.promises.length)]
              return promise && (yield* record({ _tag: "PromiseKept", promise: promise.id }))
            }
            case "Reassess":
              return yield* record({ _tag: "Reassessed", assessment: assessment(m) })
            case "Measure":
              return yield* record({ _tag: "MeasureTaken", taken: "" })
            case "Change":
              return yield* record({
                _tag: "PolicyChanged",
                policy: { id: "house", version: pick(["one", "two"], m) },
              })
            case "Result":
              return yield* record({ _tag: "ResultRecorded", result }, system)
            case "Answer":
              return yield* record(
                pick<Exclude<Ticket.Act, { readonly _tag: "Closed" }>>(
                  [
                    { _tag: "AnswerPosted", item },
                    { _tag: "AnswerReached", item, channel: "phone" },
                    { _tag: "AnswerGivenUp", item, reason: "refused" },
                  ],
                  n,
                ),
              )
            case "Check":
              return yield* record({
                _tag: "Checked",
                item,
                check: { _tag: pick(["Satisfied", "Dissatisfied"], n) },
              })
            case "Withdraw":
              return yield* record({ _tag: "Withdrawn", item, reason: "" }, { _tag: "Sender" })
            case "Reopen":
              return yield* record({ _tag: "Reopened", reason: "newFacts" })
            case "Merge": {
              const others = made.filter((one) => one !== ticket?.id)
              return yield* Tickets.merge(tenant, ticket?.id ?? number, pick(others, m), stamp(system))
            }
            case "Claim": {
              const claim = pick(claims, n)
              if (claim === undefined) return
              const other = yield* Effect.result(
                Tickets.readByClaim(tenant, claim.ticket, codeOf(claim.code + 1), stamp()),
              )
              expect(Result.isFailure(other) && other.failure._tag).toBe("ClaimRefused")
              const { ticket: answering } = yield* home(claim.ticket)
              const loop = answering.loops.find(({ item }) => item === claim.item)
              const code = codeOf(claim.code)
              const seen = yield* Effect.result(Tickets.readByClaim(tenant, claim.ticket, code, stamp()))
              const known = loop?.posted === undefined ? undefined : Ticket.resultOf(answering)
              if (Result.isFailure(seen) || !Equal.equals(seen.success.result, known))
                wrong.push(`the sender of ${claim.item} doesn't read what stands`)
              if (m % 2 === 0) return
              const text = { ...stamp(), id: Id.EventId.make(`w-${i}`) }
              const wrote = yield* Effect.result(Tickets.writeByClaim(tenant, claim.ticket, code, "?", text))
              if (Result.isFailure(wrote)) wrong.push(`the sender of ${claim.item} can't write`)
              return
            }
            case "Receipt": {
              const one = sent[n % Math.max(1, sent.length)]
              if (one === undefined || one.said === "deferred" || one.said === "lost") return
              const message = yield* (yield* MessageLog.MessageLog).find(tenant, one.id)
              const address = Option.getOrThrow(message).address ?? ""
              const delivery = pick<ContactAttempt.Delivery>([accepted, rejected, { _tag: "Unknown" }], m)
              yield* Outreach.recordReceipt({ tenant, message: one.id, address, delivery })
              if (delivery._tag !== "Unknown")
                for (const [k, other] of sent.entries())
                  if (other.id === one.id) sent[k] = { ...other, said: delivery._tag.toLowerCase() }
              return
            }
            case "Notice":
            case "Policy":
            case "Leave":
            case "Return":
              if (act === "Notice") shut.push(...daysOff.slice(shut.length, shut.length + 1))
              if (act === "Policy") version = pick(["one", "two"], m)
              if (act === "Leave" && away.size < 3) away.add(person)
              if (act === "Leave" && n % 2 === 0) byLetter.add(person)
              if (act === "Return") away.delete(person)
              return yield* Tickets.reschedule(tenant)
            case "Crash": {
              const due = yield* (yield* Agenda.Agenda).nextDueAt
              if (due !== undefined) yield* TestClock.setTime(Math.max(at, DateTime.toEpochMillis(due)))
              const working = yield* Effect.forkChild(Outreach.runDue(options))
              for (let turn = 0; turn < m % 8; turn++) yield* Effect.yieldNow
              return yield* Fiber.interrupt(working)
            }
            // Taken below.
            case "Race":
              return
            case "Pass":
              yield* passUntil(at + (1 + (m % 60)) * hour)
              return yield* look
          }
        })

        /** Something is done while a worker is at work: what that tells may be over, or another's, by then. */
        const race = Effect.fnUntraced(function* ({ m, n }: Act, i: number) {
          const now = yield* Clock.currentTimeMillis
          const due = yield* (yield* Agenda.Agenda).nextDueAt
          if (due !== undefined) yield* TestClock.setTime(Math.max(now, DateTime.toEpochMillis(due)))
          isRacing = true
          const working = yield* Effect.forkChild(Outreach.runDue(options))
          for (let turn = 0; turn < m % 8; turn++) yield* Effect.yieldNow
          const act = pick(["Merge", "Merge", "Next", "Take", "Withdraw"], n)
          yield* Effect.result(take({ act, n, m }, i))
          yield* Fiber.join(working)
          isRacing = false
        })

        yield* take({ act: "Register", n: 0, m: 1 }, 1000)
        yield* take({ act: "Register", n: 1, m: 1 }, 1001)
        doneAt = yield* Clock.currentTimeMillis
        for (const [i, step] of steps.entries()) {
          if (step.act === "Race") yield* race(step, i)
          else if (step.crash === undefined || surely.includes(step.act)) yield* Effect.result(take(step, i))
          else {
            const acting = yield* Effect.forkChild(Effect.result(take(step, i)))
            for (let turn = 0; turn < step.crash; turn++) yield* Effect.yieldNow
            yield* Fiber.interrupt(acting)
          }
          if (step.act !== "Pass") doneAt = yield* Clock.currentTimeMillis
          yield* TestClock.adjust("1 second")
        }
        isOver = true
        away.clear()
        byLetter.clear()
        yield* Tickets.reschedule(tenant)
        doneAt = yield* Clock.currentTimeMillis
        yield* passUntil(doneAt + 60 * day)
        yield* look
        for (const id of made)
          for (const one of (yield* kept(id)).told)
            if (Notification.nextTryAt(one) !== undefined) wrong.push(`${one.id} isn't told any more`)
        const agenda = yield* Agenda.Agenda
        expect(yield* agenda.nextDueAt).toBe(undefined)
        expect((yield* agenda.deadLetters(tenant, { limit: 9 })).records).toEqual([])
      }).pipe(Effect.provideService(TicketPractice.TicketPractice, { of: practice })),
  )
  return wrong
}

/** How much later than at its moment somebody may be told where a worker is lost. */
const slack = 10 * minute

describe("whatever becomes of feedback, and whoever crashes", () => {
  it(
    "every clock stands as it is counted by hand, each step is told once, in time, to whom it is for, and nothing is lost",
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.noBias(fc.array(act, { maxLength: 40, size: "max" })),
          fc.array(fc.constantFrom(...deliveries), { minLength: 1, maxLength: 6 }),
          async (steps, answers) => {
            expect(await live(steps, answers)).toEqual([])
          },
        ),
        runs(40),
      ),
    2 * patience.timeout,
  )
})
