/**
 * Why something is as it is, as data: a code and the facts that it rests on. `text/` renders it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { RuleId } from "./Rule.ts"

/** A reason. Facts are numbers, dates and codes, never a patient's details. */
export const Reason = Schema.Struct({
  code: RuleId,
  facts: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite])),
})
export interface Reason extends Schema.Schema.Type<typeof Reason> {}

/** A reason from its parts. */
export const make = (code: string, facts: Reason["facts"] = {}): Reason => ({
  code: RuleId.make(code),
  facts,
})
