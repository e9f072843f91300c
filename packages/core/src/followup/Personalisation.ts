/**
 * Rules that fit a protocol to one patient, each leaving a trace: tighten a stage, add one, deepen its contents.
 *
 * **Details**
 *
 * Rules only ever add: they can't drop a stage or move `due` and `latest` later. So the patient with a chronic or
 * high-risk flag has every stage the patient without it has, none of them later.
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
  const known = new Set<StageId>()
  const stages: Array<PersonalStage> = []
  for (const { rule, stage } of [...protocol.stages.map((stage) => ({ stage, rule: undefined })), ...added]) {
    if (known.has(stage.id)) continue
    known.add(stage.id)
    stages.push({ stage, tightened: [], extra: rule !== undefined, rules: rule === undefined ? [] : [rule] })
  }
  return stages.map((personal) =>
    applying.reduce(
      (current, rule) => rule.effects.reduce((s, effect) => change(s, rule.id, effect), current),
      personal,
    ),
  )
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
      const missing = modules.filter((module) => !personal.stage.modules.includes(module))
      if ((stage !== undefined && stage !== personal.stage.id) || missing.length === 0) return personal
      const [first, ...rest] = personal.stage.modules
      return {
        ...personal,
        stage: { ...personal.stage, modules: [first, ...rest, ...missing] },
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
): Result.Result<Span, ImpossibleWindow | CalendarNotCovered> =>
  Result.map(spanOfStage(personal.stage, anchor), (span) =>
    personal.tightened.reduce((current, { due, latest }) => {
      const window = { ...personal.stage.window, ideal: personal.stage.window.earliest, due, latest }
      const asked = spanOfStage({ ...personal.stage, window }, anchor)
      return Result.isFailure(asked) ? current : earlier(current, asked.success)
    }, span),
  )

const earlier = (span: Span, asked: Span): Span => {
  const due = Math.min(span.due, asked.due)
  return {
    earliest: span.earliest,
    ideal: span.ideal < due ? span.ideal : span.earliest,
    due,
    latest: Math.max(due, Math.min(span.latest, asked.latest)),
  }
}
