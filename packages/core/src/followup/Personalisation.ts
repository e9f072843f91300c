/**
 * Rules that fit a protocol to one patient, each leaving a trace: tighten a stage, add one, deepen its contents.
 *
 * **Details**
 *
 * Rules only ever add: they can't drop a stage or move `due` and `latest` later. So the patient with a chronic or
 * high-risk flag has every stage the patient without it has, none of them later. A stage that several rules add has what
 * each of them asks for: the earliest bounds, all contents and channels.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CalendarNotCovered } from "../calendar/WorkCalendar.ts"
import type { Span } from "../contact/ContactWindow.ts"
import { StageId } from "../foundation/Id.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import type * as Discharge from "./Discharge.ts"
import {
  type Anchor,
  ContentModule,
  type FollowUpProtocol,
  type ImpossibleWindow,
  Offset,
  Stage,
  type StageWindow,
  spanOf as spanOfStage,
} from "./FollowUpProtocol.ts"

/** What a rule looks at. All parts given must hold. */
export const Condition = Schema.Struct({
  chronic: Schema.optionalKey(Schema.Literal(true)),
  highRisk: Schema.optionalKey(Schema.Literal(true)),
  ageFrom: Schema.optionalKey(Schema.Int),
})
export interface Condition extends Schema.Schema.Type<typeof Condition> {}

/** What a rule does. */
export const Effect = Schema.TaggedUnion({
  /** Moves bounds of a stage earlier. A bound that would move later is left as it is. */
  Tighten: { stage: StageId, due: Offset, latest: Offset },
  /** Adds a stage, placed after those of the protocol. */
  AddStage: { stage: Stage },
  /** Adds contents to a stage, or to every stage. */
  Deepen: { stage: Schema.optionalKey(StageId), modules: Schema.NonEmptyArray(ContentModule) },
})
export type Effect = typeof Effect.Type

export const PersonalisationRule = Schema.Struct({
  id: RuleId,
  when: Condition,
  effects: Schema.NonEmptyArray(Effect),
  source: Source,
})
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

const holds = (
  { ageFrom, chronic, highRisk }: Condition,
  discharge: Discharge.Discharge,
  age: number,
): boolean =>
  (chronic === undefined || discharge.chronic) &&
  (highRisk === undefined || discharge.highRisk) &&
  (ageFrom === undefined || age >= ageFrom)

/** The protocol's stages for this patient, in order, then the stages that rules added, in the rules' order. */
export const apply = (
  protocol: FollowUpProtocol,
  rules: ReadonlyArray<PersonalisationRule>,
  discharge: Discharge.Discharge,
  age: number,
): ReadonlyArray<PersonalStage> => {
  const applying = rules.filter((rule) => holds(rule.when, discharge, age))
  const added = applying.flatMap((rule) =>
    rule.effects.flatMap((effect) =>
      effect._tag === "AddStage" ? [{ stage: effect.stage, rule: rule.id }] : [],
    ),
  )
  const stages = new Map<StageId, PersonalStage>()
  for (const stage of protocol.stages)
    stages.set(stage.id, { stage, windows: [], tightened: [], extra: false, rules: [] })
  for (const { rule, stage } of added) {
    const known = stages.get(stage.id)
    if (known === undefined)
      stages.set(stage.id, { stage, windows: [], tightened: [], extra: true, rules: [rule] })
    // The protocol's own stage is only ever tightened or deepened.
    else if (known.extra) stages.set(stage.id, addedAgain(known, rule, stage))
  }
  return [...stages.values()].map((personal) =>
    applying.reduce(
      (current, rule) => rule.effects.reduce((s, effect) => change(s, rule.id, effect), current),
      personal,
    ),
  )
}

const addedAgain = (personal: PersonalStage, rule: RuleId, again: Stage): PersonalStage => {
  const { channels, modules } = personal.stage
  const stage = {
    ...personal.stage,
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

const change = (personal: PersonalStage, rule: RuleId, effect: Effect): PersonalStage =>
  Effect.match(effect, {
    AddStage: (): PersonalStage => personal,
    Tighten: ({ due, latest, stage }): PersonalStage =>
      stage === personal.stage.id
        ? {
            ...personal,
            tightened: [...personal.tightened, { rule, due, latest }],
            rules: withRule(personal.rules, rule),
          }
        : personal,
    Deepen: ({ modules, stage }): PersonalStage => {
      const isNew = modules.some((module) => !personal.stage.modules.includes(module))
      if ((stage !== undefined && stage !== personal.stage.id) || !isNew) return personal
      return {
        ...personal,
        stage: { ...personal.stage, modules: joined(personal.stage.modules, modules) },
        rules: withRule(personal.rules, rule),
      }
    },
  })

const withRule = (rules: ReadonlyArray<RuleId>, rule: RuleId): ReadonlyArray<RuleId> =>
  rules.includes(rule) ? rules : [...rules, rule]

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
