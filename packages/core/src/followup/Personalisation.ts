/**
 * Rules that fit a protocol to one patient, each leaving a trace: add a stage, tighten it, repeat it, deepen its
 * contents, leave it out, change who is responsible or which channel comes first.
 *
 * **Details**
 *
 * Rules apply in their order. A stage that several rules add has what each of them asks for: the earliest bounds, all
 * contents and channels. Where two rules disagree, more care holds over leaving a stage out, a later rule's role and
 * channels over an earlier one's; what was set aside is told. Published rules keep a law that `check` proves: the patient
 * with the chronic or high-risk flag, or in a higher tier, has every stage the patient without it has, none of them later.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CalendarNotCovered } from "../calendar/WorkCalendar.ts"
import type { Span } from "../contact/ContactWindow.ts"
import { StageId } from "../foundation/Id.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Channel, Language, Role } from "../foundation/Word.ts"
import * as Destination from "./Destination.ts"
import * as Discharge from "./Discharge.ts"
import {
  type Anchor,
  ContentModule,
  type FollowUpProtocol,
  type ImpossibleWindow,
  later,
  laterWindow,
  Offset,
  occurrences,
  Repeat,
  Stage,
  type StageWindow,
  spanOf as spanOfStage,
  structureFault,
} from "./FollowUpProtocol.ts"
import * as RiskTable from "./RiskTable.ts"

/** A part of the risk scale, or that the risk isn't known. */
export const KnownTier = Schema.Literals([...RiskTable.Tier.literals, "unknown"])
export type KnownTier = typeof KnownTier.Type

const some = Schema.NonEmptyArray
const years = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 150 }))

/** What a rule looks at. All parts given must hold; of a list, any. */
export const Condition = closed(
  Schema.Struct({
    chronic: Schema.optionalKey(Schema.Literal(true)),
    highRisk: Schema.optionalKey(Schema.Literal(true)),
    tiers: Schema.optionalKey(some(KnownTier)),
    /** Completed years, inclusive. */
    ageFrom: Schema.optionalKey(years),
    /** Completed years, exclusive. */
    ageBelow: Schema.optionalKey(years),
    /** Beginnings of ICD-10 codes, of any diagnosis: `I50` holds for I50.9, `C` for every malignant tumour. */
    diagnoses: Schema.optionalKey(
      some(Schema.String.check(Schema.isPattern(/^[A-Z](\d{1,2}(\.[0-9A-Za-z]{0,4})?)?$/))),
    ),
    /** Beginnings of procedure codes, of any procedure. */
    procedures: Schema.optionalKey(some(Text)),
    departments: Schema.optionalKey(some(Text)),
    livesAlone: Schema.optionalKey(Schema.Literal(true)),
    againstAdvice: Schema.optionalKey(Schema.Literal(true)),
    /** Languages of the first person named. */
    languages: Schema.optionalKey(some(Language)),
  }),
).check(
  Schema.makeFilter(
    ({ ageBelow = Infinity, ageFrom = 0 }) =>
      ageFrom < ageBelow || {
        path: ["ageBelow"],
        issue: "nobody is of an age from ageFrom and below ageBelow",
      },
  ),
)
export interface Condition extends Schema.Schema.Type<typeof Condition> {}

/** What a rule does. */
export const Effect = closed(
  Schema.TaggedUnion({
    /** Moves bounds of a stage earlier. A bound that would move later is left as it is. */
    Tighten: { stage: StageId, due: Offset, latest: Offset },
    /** Adds a stage, placed after those of the protocol. */
    AddStage: { stage: Stage },
    /** Has a stage come again, beyond its own time: the first of the series one step after it. */
    Repeat: { stage: StageId, recurrence: Repeat },
    /** Adds contents to a stage, or to every stage. */
    Deepen: { stage: Schema.optionalKey(StageId), modules: some(ContentModule) },
    /** Leaves a stage of the protocol out, unless another rule asks for more of it. */
    Drop: { stage: StageId },
    /** Makes another role responsible, for a stage or for every stage. The last rule that says so holds. */
    ChangeRole: { stage: Schema.optionalKey(StageId), role: Role },
    /** Tries these channels first. The stage's own come after, so that nobody is out of reach. */
    PreferChannels: { stage: Schema.optionalKey(StageId), channels: some(Channel) },
  }),
)
export type Effect = typeof Effect.Type

export const PersonalisationRule = closed(
  Schema.Struct({
    id: RuleId,
    when: Condition,
    effects: some(Effect),
    source: Source,
  }),
)
export interface PersonalisationRule extends Schema.Schema.Type<typeof PersonalisationRule> {}

/** A stage for one patient, and the rules that made it so. */
export interface PersonalStage {
  readonly stage: Stage
  /** Windows by further rules that add the same stage; the earliest bounds of all hold. */
  readonly windows: ReadonlyArray<StageWindow>
  /** Bounds that rules asked for beside the stage's own; the earliest of each holds. */
  readonly tightened: ReadonlyArray<{ readonly rule: RuleId; readonly due: Offset; readonly latest: Offset }>
  /** Added by a rule, not by the protocol: dropped, and reported, where it doesn't fit. */
  readonly extra: boolean
  readonly rules: ReadonlyArray<RuleId>
}

/** Two rules that want different things of one stage: which held. */
export const Conflict = Schema.Struct({ stage: StageId, held: RuleId, setAside: RuleId })
export interface Conflict extends Schema.Schema.Type<typeof Conflict> {}

/** A stage that isn't for this patient, and the rules that leave it out: the hospital's own, or where the patient went. */
export const LeftOut = Schema.Struct({ stage: StageId, rules: some(RuleId) })
export interface LeftOut extends Schema.Schema.Type<typeof LeftOut> {}

/** What rules look at in a patient. */
export interface Facts {
  readonly discharge: Discharge.Discharge
  /** Completed years. */
  readonly age: number
  readonly tier: KnownTier
}

/** The facts of a discharge, with the risk as far as it is known. */
export const factsOf = (discharge: Discharge.Discharge, tier: KnownTier = "unknown"): Facts => ({
  discharge,
  age: Discharge.ageAt(discharge, DateTime.toEpochMillis(discharge.dischargedAt)),
  tier,
})

const holds = (when: Condition, { age, discharge, tier }: Facts): boolean => {
  const codes = (prefixes: ReadonlyArray<string>, of: ReadonlyArray<{ readonly code: string }>) =>
    of.some(({ code }) => prefixes.some((prefix) => code.startsWith(prefix)))
  const language = discharge.persons[0].profile.language
  return (
    (when.chronic === undefined || discharge.chronic) &&
    (when.highRisk === undefined || discharge.highRisk) &&
    (when.tiers === undefined || when.tiers.includes(tier)) &&
    (when.ageFrom === undefined || age >= when.ageFrom) &&
    (when.ageBelow === undefined || age < when.ageBelow) &&
    (when.diagnoses === undefined || codes(when.diagnoses, discharge.diagnoses)) &&
    (when.procedures === undefined || codes(when.procedures, discharge.procedures ?? [])) &&
    (when.departments === undefined || when.departments.includes(discharge.department)) &&
    (when.livesAlone === undefined || discharge.livesAlone === true) &&
    (when.againstAdvice === undefined || discharge.againstAdvice === true) &&
    (when.languages === undefined || when.languages.includes(language))
  )
}

/** A protocol as rules fit it to one patient. */
export interface Personalised {
  /** The protocol's stages in order, then those that rules add, in the rules' order; each contact by itself. */
  readonly stages: ReadonlyArray<PersonalStage>
  readonly conflicts: ReadonlyArray<Conflict>
  readonly leftOut: ReadonlyArray<LeftOut>
}

type Stages = Map<StageId, PersonalStage>

/** Fits a protocol to a patient. What is switched off isn't done, and what isn't asked where the patient went is left out. */
export const apply = (
  protocol: FollowUpProtocol,
  rules: ReadonlyArray<PersonalisationRule>,
  facts: Facts,
): Personalised => {
  const applying = rules.filter((rule) => holds(rule.when, facts))
  const stages: Stages = new Map()
  for (const stage of protocol.stages)
    if (stage.switchedOff === undefined)
      stages.set(stage.id, { stage, windows: [], tightened: [], extra: false, rules: [] })
  const conflicts: Array<Conflict> = []
  const effects = applying.flatMap(({ effects, id }) => effects.map((effect) => ({ effect, rule: id })))
  for (const { effect, rule } of effects) if (effect._tag === "AddStage") add(stages, rule, effect.stage)
  const elsewhere = leave(stages, facts.discharge.destination)
  const leftOut = [...elsewhere, ...drop(stages, effects, conflicts)]
  for (const { effect, rule } of effects) if (effect._tag === "Repeat") repeat(stages, rule, effect)
  for (const [id, personal] of stages) stages.set(id, changed(personal, effects, conflicts))
  return { stages: single([...stages.values()]), conflicts, leftOut }
}

interface Applied {
  readonly effect: Effect
  readonly rule: RuleId
}

const add = (stages: Stages, rule: RuleId, stage: Stage): void => {
  const known = stages.get(stage.id)
  if (stage.switchedOff !== undefined) return
  if (known === undefined)
    stages.set(stage.id, { stage, windows: [], tightened: [], extra: true, rules: [rule] })
  // The protocol's own stage is only ever tightened or deepened.
  else if (known.extra) stages.set(stage.id, addedAgain(known, rule, stage))
}

/** Leaves out what isn't asked where the patient went. */
const leave = (stages: Stages, destination: Destination.Destination | undefined): ReadonlyArray<LeftOut> =>
  [...stages].flatMap(([id, { stage }]): ReadonlyArray<LeftOut> => {
    if (Destination.isAsked(stage, destination)) return []
    stages.delete(id)
    return [{ stage: id, rules: [Destination.elsewhere] }]
  })

/** Leaves stages out. Where another rule asks for more of one, more care holds, and the conflict is told. */
const drop = (
  stages: Stages,
  effects: ReadonlyArray<Applied>,
  conflicts: Array<Conflict>,
): ReadonlyArray<LeftOut> => {
  const leftOut = new Map<StageId, LeftOut>()
  for (const { effect, rule } of effects) {
    if (effect._tag !== "Drop") continue
    const { stage } = effect
    const known = leftOut.get(stage)
    const asking = effects.find((other) => asksFor(other.effect) === stage)
    if (known !== undefined) leftOut.set(stage, { stage, rules: [...known.rules, rule] })
    else if (stages.has(stage) && asking === undefined) {
      stages.delete(stage)
      leftOut.set(stage, { stage, rules: [rule] })
    } else if (stages.has(stage) && asking !== undefined)
      conflicts.push({ stage, held: asking.rule, setAside: rule })
  }
  return [...leftOut.values()]
}

/** The stage that an effect asks more of, by name. */
const asksFor = (effect: Effect): StageId | undefined =>
  effect._tag === "AddStage"
    ? effect.stage.id
    : effect._tag === "Tighten" || effect._tag === "Deepen" || effect._tag === "Repeat"
      ? effect.stage
      : undefined

const repeat = (
  stages: Stages,
  rule: RuleId,
  { recurrence, stage: of }: Extract<Effect, { readonly _tag: "Repeat" }>,
): void => {
  const known = stages.get(of)
  if (known === undefined || !isRepeatable(known.stage)) return
  const stage = { ...known.stage, id: repeatedId(of, rule), recurrence }
  const next = (window: StageWindow) => laterWindow(stage, window, 1)
  stages.set(stage.id, {
    stage: { ...stage, window: next(stage.window) },
    windows: known.windows.filter(isInDates).map(next),
    tightened: [],
    extra: true,
    rules: [rule],
  })
}

const repeatedId = (stage: StageId, rule: RuleId) => `${stage}@${rule}` as StageId

/** Whether a stage can come again: it comes once, and is counted in dates from an event that comes once. */
const isRepeatable = ({ anchor, recurrence, window }: Stage): boolean =>
  recurrence === undefined && (anchor === undefined || !("stage" in anchor)) && isInDates(window)

const isInDates = ({ due, earliest, ideal, latest }: StageWindow): boolean =>
  [earliest, ideal, due, latest].every((offset) => !("hours" in offset || "workingDays" in offset))

const addedAgain = (personal: PersonalStage, rule: RuleId, again: Stage): PersonalStage => {
  const { channels, destinations = Destination.usual, modules } = personal.stage
  const stage = {
    ...personal.stage,
    destinations: joined(destinations, again.destinations ?? Destination.usual),
    channels: joined(channels, again.channels),
    modules: joined(modules, again.modules),
  }
  return {
    ...personal,
    stage,
    windows: [...personal.windows, again.window],
    rules: withRule(personal.rules, rule),
  }
}

/** The words of both lists, each once. */
const joined = <A>([first, ...rest]: readonly [A, ...ReadonlyArray<A>], more: ReadonlyArray<A>) => {
  const [, ...others] = new Set([first, ...rest, ...more])
  return [first, ...others] as const
}

/** A stage with all that rules change in it, in their order: of two roles the later rule's holds, and the conflict is told. */
const changed = (
  personal: PersonalStage,
  effects: ReadonlyArray<Applied>,
  conflicts: Array<Conflict>,
): PersonalStage => {
  const { id } = personal.stage
  let current = personal
  let role: { readonly by: RuleId; readonly is: Role } | undefined
  for (const { effect, rule } of effects) {
    if (effect._tag === "AddStage" || (effect.stage !== undefined && effect.stage !== id)) continue
    if (effect._tag === "ChangeRole") {
      if (role !== undefined && role.is !== effect.role)
        conflicts.push({ stage: id, held: rule, setAside: role.by })
      role = { by: rule, is: effect.role }
    }
    const next = change(current, rule, effect)
    if (next !== current) current = { ...next, rules: withRule(next.rules, rule) }
  }
  return current
}

const change = (
  personal: PersonalStage,
  rule: RuleId,
  effect: Exclude<Effect, { readonly _tag: "AddStage" }>,
): PersonalStage => {
  const { stage } = personal
  const differing = (next: Stage) => (Equal.equals(next, stage) ? personal : { ...personal, stage: next })
  switch (effect._tag) {
    case "Tighten": {
      const { due, latest } = effect
      return { ...personal, tightened: [...personal.tightened, { rule, due, latest }] }
    }
    case "Deepen":
      return differing({ ...stage, modules: joined(stage.modules, effect.modules) })
    case "ChangeRole":
      return differing({ ...stage, role: effect.role })
    case "PreferChannels":
      return differing({ ...stage, channels: joined(effect.channels, stage.channels) })
    case "Drop":
    case "Repeat":
      return personal
  }
}

const withRule = (rules: ReadonlyArray<RuleId>, rule: RuleId): ReadonlyArray<RuleId> =>
  rules.includes(rule) ? rules : [...rules, rule]

/** Every contact by itself: of a stage that comes again, all that rules ask for moves along. */
const single = (stages: ReadonlyArray<PersonalStage>): ReadonlyArray<PersonalStage> => {
  const byId = new Map(stages.map((personal) => [personal.stage.id, personal]))
  return occurrences(stages.map(({ stage }) => stage)).flatMap(({ number = 1, of, stage }) => {
    const personal = byId.get(of)
    if (personal === undefined) return []
    const move = (offset: Offset) => later(stage, offset, number - 1)
    return {
      ...personal,
      stage,
      windows: personal.windows.map((window) => laterWindow(stage, window, number - 1)),
      tightened: personal.tightened.map((bound) => ({
        ...bound,
        due: move(bound.due),
        latest: move(bound.latest),
      })),
    }
  })
}

/** A rule that a hospital can't publish, and why. */
export class UnsoundRule extends Schema.TaggedError<UnsoundRule>("@aftercare/core/UnsoundRule")(
  "UnsoundRule",
  {
    rule: RuleId,
    effect: Schema.String,
    issue: Schema.Literals([
      "two rules have one id",
      "no such stage",
      "the stage can't come again",
      "the stages don't hang together",
      "more care must not be for lower risk alone",
      "less care must not be for higher risk",
    ]),
  },
) {
  override get message() {
    return `personalisation rule ${this.rule}, ${this.effect}: ${this.issue}`
  }
}

/**
 * Checks rules before a hospital publishes them, so that for every patient the personalisation law holds: with the
 * chronic or high-risk flag, or in a higher tier, nobody has fewer stages, or later ones.
 *
 * **Details**
 *
 * It is enough that what adds care never asks for a lower tier without the higher ones, that what leaves a stage out
 * never asks for a flag or a higher tier without the lower ones, and that more care wins where two rules disagree.
 */
export const check = (
  protocol: FollowUpProtocol,
  rules: ReadonlyArray<PersonalisationRule>,
): Result.Result<ReadonlyArray<PersonalisationRule>, UnsoundRule> => {
  // What is switched off isn't done, so a rule that adds it makes of it what it says.
  const own = new Set(
    protocol.stages.flatMap(({ id, switchedOff }) => (switchedOff === undefined ? [id] : [])),
  )
  const added = new Map<StageId, readonly [Stage, ...ReadonlyArray<Stage>]>()
  const seen = new Set<RuleId>()
  const effects = rules.flatMap((rule) => rule.effects.map((effect) => ({ effect, rule })))
  const refused = (rule: PersonalisationRule, effect: string, issue: UnsoundRule["issue"]) =>
    Result.fail(new UnsoundRule({ rule: rule.id, effect, issue }))
  for (const { effect, rule } of effects) {
    if (effect._tag !== "AddStage" || own.has(effect.stage.id)) continue
    const { stage } = effect
    const known = added.get(stage.id)
    if (
      known !== undefined &&
      !Equal.equals([known[0].anchor, known[0].recurrence], [stage.anchor, stage.recurrence])
    )
      return refused(rule, effect._tag, "the stages don't hang together")
    added.set(stage.id, known === undefined ? [stage] : [...known, stage])
  }
  const all = [
    ...protocol.stages.filter(({ id }) => !added.has(id)),
    ...[...added.values()].map(([first]) => first),
  ]
  for (const rule of rules) {
    if (seen.has(rule.id)) return refused(rule, "id", "two rules have one id")
    seen.add(rule.id)
  }
  for (const { effect, rule } of effects) {
    const refuse = (issue: UnsoundRule["issue"]) => refused(rule, effect._tag, issue)
    if (effect._tag === "AddStage") {
      if (structureFault(all) !== undefined) return refuse("the stages don't hang together")
    } else if (effect.stage !== undefined && !all.some(({ id }) => id === effect.stage))
      return refuse("no such stage")
    if (effect._tag === "Repeat") {
      const asked = added.get(effect.stage) ?? all.filter(({ id }) => id === effect.stage)
      const id = repeatedId(effect.stage, rule.id)
      if (!asked.every(isRepeatable) || `${id}/${effect.recurrence.times}`.length > 200)
        return refuse("the stage can't come again")
    }
    if (addsCare.has(effect._tag) && !isUpward(rule.when))
      return refuse("more care must not be for lower risk alone")
    if (effect._tag === "Drop" && !isDownward(rule.when))
      return refuse("less care must not be for higher risk")
  }
  return Result.succeed(rules)
}

const addsCare: ReadonlySet<Effect["_tag"]> = new Set(["AddStage", "Tighten", "Repeat", "Deepen"])

const tierOrder = RiskTable.Tier.literals

/** Whether whoever fits still fits in a higher tier. */
const isUpward = ({ tiers }: Condition): boolean =>
  tiers === undefined ||
  tierOrder.every((tier, i) => !tiers.includes(tier) || tierOrder.slice(i).every((t) => tiers.includes(t)))

/** Whether whoever fits fits without the flags and in a lower tier too. */
const isDownward = ({ chronic, highRisk, tiers }: Condition): boolean =>
  chronic === undefined &&
  highRisk === undefined &&
  (tiers === undefined ||
    tierOrder.every(
      (tier, i) => !tiers.includes(tier) || tierOrder.slice(0, i).every((t) => tiers.includes(t)),
    ))

/**
 * The stage's window for one discharge: the earliest `due` and `latest` that the protocol and the rules name.
 *
 * A bound that a rule would set before the stage can begin is left as it was, so no rule can make a stage impossible.
 */
export const spanOf = (
  personal: PersonalStage,
  anchor: Anchor,
): Result.Result<Span, ImpossibleWindow | CalendarNotCovered> => {
  const { stage, tightened, windows } = personal
  const spanIn = (window: StageWindow) => spanOfStage({ ...stage, window }, anchor)
  const all = [stage.window, ...windows]
  const [first, ...more] = all.map(spanIn).filter(Result.isSuccess)
  if (first === undefined) return spanIn(stage.window)
  const asked = tightened.flatMap(({ due, latest }) =>
    all.map(({ earliest }) => spanIn({ earliest, ideal: earliest, due, latest })).filter(Result.isSuccess),
  )
  return Result.succeed(
    [...more, ...asked].reduce((span, { success }) => earlier(span, success), first.success),
  )
}

const earlier = (span: Span, asked: Span): Span => {
  const due = Math.min(span.due, asked.due)
  return {
    earliest: Math.min(span.earliest, asked.earliest),
    ideal: span.ideal < due ? span.ideal : asked.ideal,
    due,
    latest: Math.max(due, Math.min(span.latest, asked.latest)),
  }
}
