/**
 * Leaving the contact window for a stated reason, by a named author. The only way out of it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { StaffId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Source } from "../foundation/Rule.ts"
import { PersonalText } from "../foundation/Text.ts"

/** Clinical urgency and the person's own request leave hospital rules; only danger to life leaves a law. */
export const Kind = Schema.Literals(["clinicalUrgency", "ownRequest", "dangerToLife"])
export type Kind = typeof Kind.Type

export const Override = Schema.Struct({
  kind: Kind,
  reason: PersonalText,
  author: StaffId,
  givenAt: Instant,
})
export interface Override extends Schema.Schema.Type<typeof Override> {}

/** Whether the override may leave a rule from this source. */
export const mayLeave = (override: Override, source: Source): boolean =>
  override.kind === "dangerToLife" || source.status !== "law"
