/**
 * A standard operating procedure, drawn from a protocol and its forms: stage by stage who does what, when, and how well.
 *
 * @since 0.1.0
 */
import { type FollowUpProtocol, occurrences, type Stage } from "../followup/FollowUpProtocol.ts"
import type { FindingRule, OutcomeForm, Urgency } from "../followup/OutcomeForm.ts"
import * as ProtocolRevision from "../followup/ProtocolRevision.ts"
import type { StageId } from "../foundation/Id.ts"

/** One stage of a procedure. */
export interface ProcedureStage {
  /** From 1, in the protocol's order. */
  readonly number: number
  readonly stage: Stage
  /** How many contacts the stage stands for. */
  readonly contacts: number
  /** The forms of its contents, in the contents' order. */
  readonly forms: ReadonlyArray<OutcomeForm>
  /** Findings that somebody must act on, the most urgent first. */
  readonly redFlags: ReadonlyArray<FindingRule & { readonly urgent: Urgency }>
}

export interface Procedure {
  readonly protocol: FollowUpProtocol
  /** The hash of the protocol's timing and content. */
  readonly revision: string
  readonly stages: ReadonlyArray<ProcedureStage>
  /** Stages that the hospital hasn't taken on. */
  readonly switchedOff: ReadonlyArray<Stage>
}

/** The procedure of a protocol with the forms that the hospital works with. */
export const of = (protocol: FollowUpProtocol, forms: ReadonlyArray<OutcomeForm>): Procedure => {
  const inUse = protocol.stages.filter(({ switchedOff }) => switchedOff === undefined)
  const counts = new Map<StageId, number>()
  for (const { of } of occurrences(protocol.stages)) counts.set(of, (counts.get(of) ?? 0) + 1)
  return {
    protocol,
    revision: ProtocolRevision.hash(protocol),
    stages: inUse.map((stage, i) => {
      const asked = stage.modules.flatMap((module) => forms.filter((form) => form.module === module))
      return {
        number: i + 1,
        stage,
        contacts: counts.get(stage.id) ?? 1,
        forms: asked,
        redFlags: asked
          .flatMap(({ findings }) => findings.flatMap((rule) => (isUrgent(rule) ? [rule] : [])))
          .sort((a, b) => a.urgent.withinMinutes - b.urgent.withinMinutes),
      }
    }),
    switchedOff: protocol.stages.filter(({ switchedOff }) => switchedOff === true),
  }
}

const isUrgent = (rule: FindingRule): rule is FindingRule & { readonly urgent: Urgency } =>
  rule.urgent !== undefined
