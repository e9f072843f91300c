/**
 * What is said in a call, as a template with checked placeholders: greeting, introduction, purpose, then the check of who
 * answers, and only after that what concerns the patient's health.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { filled, hasLoneBrace, namesIn } from "../foundation/Placeholders.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual, type Language } from "../foundation/Word.ts"

/** What a placeholder stands for. */
export const Placeholder = Schema.Literals([
  "salutation",
  "hospital",
  "department",
  "agent",
  "agentNumber",
  "doctor",
  "dischargedOn",
  "nextContact",
  "callBackNumber",
  "diagnosis",
  "treatment",
  "medicines",
])
export type Placeholder = typeof Placeholder.Type

/**
 * What tells of the patient's health, or lets it be guessed as a department does: never said before two identifiers match.
 */
export const confidential: ReadonlySet<Placeholder> = new Set([
  "department",
  "doctor",
  "dischargedOn",
  "nextContact",
  "diagnosis",
  "treatment",
  "medicines",
])

/** The parts of a call, in their order. */
export const Part = Schema.Literals([
  "greeting",
  "introduction",
  "purpose",
  "identity",
  "opening",
  "prompts",
  "promise",
  "closing",
])
export type Part = typeof Part.Type

const lines = Schema.NonEmptyArray(Bilingual)

/** Schema of a script. Placeholders are written `{name}`; each must be known, and stand where it may be said. */
export const CallScript = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    title: Bilingual,
    greeting: lines,
    /** Who calls, with the agent's number. */
    introduction: lines,
    purpose: lines,
    /** Asks for two identifiers, such as name and date of birth. */
    identity: lines,
    /** An indirect question to begin with. */
    opening: lines,
    /** What keeps the patient talking. */
    prompts: lines,
    /** When open questions are answered, and the next contact is. */
    promise: lines,
    closing: lines,
  }),
).check(Schema.makeFilter((script) => fault(script) ?? true))
export interface CallScript extends Schema.Schema.Type<typeof CallScript> {}

const beforeIdentity: ReadonlySet<Part> = new Set(["greeting", "introduction", "purpose", "identity"])

const fault = (script: { readonly [P in Part]: ReadonlyArray<Bilingual> }) => {
  for (const part of Part.literals)
    for (const [i, line] of script[part].entries())
      for (const language of ["zh", "en"] as const) {
        const path = [part, i, language]
        const text = line[language]
        if (hasLoneBrace(text)) return { path, issue: "a brace stands alone" }
        for (const name of namesIn(text)) {
          if (!Schema.is(Placeholder)(name)) return { path, issue: `nothing is called {${name}}` }
          if (confidential.has(name) && beforeIdentity.has(part))
            return { path, issue: `{${name}} must not be said before two identifiers match` }
        }
      }
  const says = (part: Part, name: Placeholder) =>
    script[part].some(({ en, zh }) => namesIn(zh).includes(name) && namesIn(en).includes(name))
  if (!says("introduction", "agentNumber"))
    return { path: ["introduction"], issue: "the introduction says {agentNumber}" }
  return says("greeting", "salutation")
    ? undefined
    : { path: ["greeting"], issue: "the greeting says {salutation}" }
}

/** Placeholders that a script uses and nobody filled. */
export class PlaceholdersMissing extends Schema.TaggedError<PlaceholdersMissing>(
  "@aftercare/core/PlaceholdersMissing",
)("PlaceholdersMissing", { script: Schema.String, placeholders: Schema.NonEmptyArray(Placeholder) }) {
  override get message() {
    return `script ${this.script}: nothing is given for ${this.placeholders.join(", ")}`
  }
}

/** What the placeholders stand for in one call. */
export type Values = { readonly [P in Placeholder]?: string }

/** A part of the call with what is said in it. */
export interface Said {
  readonly part: Part
  readonly lines: ReadonlyArray<string>
}

/**
 * The script for one call, part by part. Values are put in as they are, and are never read as placeholders themselves.
 *
 * Fails with `PlaceholdersMissing` naming every placeholder used that has no value.
 */
export const fill = (
  script: CallScript,
  values: Values,
  language: Language,
): Result.Result<ReadonlyArray<Said>, PlaceholdersMissing> => {
  const missing = new Set<Placeholder>()
  const said = Part.literals.map((part) => ({
    part,
    lines: script[part].map((line) =>
      filled(line[language], (name) => {
        const value = values[name as Placeholder]
        if (value === undefined) missing.add(name as Placeholder)
        return value ?? ""
      }),
    ),
  }))
  const [first, ...rest] = missing
  return first === undefined
    ? Result.succeed(said)
    : Result.fail(new PlaceholdersMissing({ script: script.id, placeholders: [first, ...rest] }))
}
