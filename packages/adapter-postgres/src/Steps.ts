/**
 * The steps that made the tables what they are.
 */
import * as Schema from "effect/Schema"
import { first } from "./steps/0001.ts"
import { second } from "./steps/0002.ts"
import { third } from "./steps/0003.ts"
import { fourth } from "./steps/0004.ts"
import { fifth } from "./steps/0005.ts"
import { sixth } from "./steps/0006.ts"
import { seventh } from "./steps/0007.ts"
import { eighth } from "./steps/0008.ts"
import { ninth } from "./steps/0009.ts"
import { tenth } from "./steps/0010.ts"
import { eleventh } from "./steps/0011.ts"
import { twelfth } from "./steps/0012.ts"
import { thirteenth } from "./steps/0013.ts"
import { fourteenth } from "./steps/0014.ts"
import { fifteenth } from "./steps/0015.ts"
import { sixteenth } from "./steps/0016.ts"
import { seventeenth } from "./steps/0017.ts"
import { eighteenth } from "./steps/0018.ts"
import { nineteenth } from "./steps/0019.ts"
import { twentieth } from "./steps/0020.ts"
import { twentyFirst } from "./steps/0021.ts"
import { twentySecond } from "./steps/0022.ts"
import { twentyThird } from "./steps/0023.ts"

/** One step: its statements, in their order. */
export interface Step {
  readonly id: number
  readonly name: string
  readonly statements: ReadonlyArray<string>
}

/** All steps, the oldest first. */
export const steps: ReadonlyArray<Step> = [
  first,
  second,
  third,
  fourth,
  fifth,
  sixth,
  seventh,
  eighth,
  ninth,
  tenth,
  eleventh,
  twelfth,
  thirteenth,
  fourteenth,
  fifteenth,
  sixteenth,
  seventeenth,
  eighteenth,
  nineteenth,
  twentieth,
  twentyFirst,
  twentySecond,
  twentyThird,
]

/** The database isn't what the steps say. */
export class MigrationError extends Schema.TaggedError<MigrationError>(
  "@aftercare/adapter-postgres/MigrationError",
)("MigrationError", { step: Schema.Int, detail: Schema.String }) {
  override get message() {
    return `step ${this.step}: ${this.detail}`
  }
}
