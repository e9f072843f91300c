/**
 * What a care message says, in Chinese and English, with named slots for what differs from one to the next.
 *
 * **Details**
 *
 * Slots are written `{name}` and declared with the most signs that each holds, so that the length of a text is known before anybody
 * is written to. Every text says whom it is from, in the slot `hospital`, and how to say no. A slot, or the text itself, may tell
 * something of the treatment; such a template goes only by a channel that shows it to the person alone, the app or a letter, as
 * whoever holds a telephone reads what is sent to it. What is put in can't break the line, pass for a sender or hold a slot.
 *
 * **Example** (A greeting; somebody puts another sender into their name)
 *
 * ```ts
 * import { MessageTemplate } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const template: MessageTemplate.MessageTemplate = {
 *   id: "greeting",
 *   version: "1",
 *   title: { zh: "问候", en: "Greeting" },
 *   slots: [
 *     { name: "salutation", most: 20, discloses: "nothing" },
 *     { name: "hospital", most: 20, discloses: "nothing" },
 *   ],
 *   text: { zh: "{salutation}，{hospital}祝您安康。", en: "{salutation}, {hospital} wishes you well." },
 *   optOut: { zh: "拒收请回复R", en: " Reply R to stop." },
 *   discloses: "nothing",
 *   mostSegments: 2,
 * }
 * MessageTemplate.check(template) // => []
 *
 * const values = { salutation: "【某银行】\n王女士", hospital: "某医院" }
 * Result.getOrThrow(MessageTemplate.render(template, values, "zh")).text
 * // => "[某银行] 王女士，某医院祝您安康。拒收请回复R"
 * MessageTemplate.longest(template, "zh") // => { units: 52, segments: 1 }
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SmsText from "../contact/SmsText.ts"
import { filled, hasLoneBrace, namesIn } from "../foundation/Placeholders.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual, type Channel, type Language } from "../foundation/Word.ts"
import type { CareProgramme } from "./CareProgramme.ts"

/** What somebody learns who reads it and isn't meant: nothing of the patient's health, or something of the treatment. */
export const Discloses = Schema.Literals(["nothing", "treatment"])
export type Discloses = typeof Discloses.Type

const name = Schema.String.check(
  Schema.isPattern(/^[a-z][A-Za-z0-9]{0,39}$/, {
    message: "a slot's name is up to 40 letters and digits, beginning with a small letter",
  }),
)

const count = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 1, maximum }))

export const Slot = closed(
  Schema.Struct({
    name,
    /** The longest value that may stand there, in UTF-16 units. */
    most: count(500),
    discloses: Discloses,
  }),
)
export interface Slot extends Schema.Schema.Type<typeof Slot> {}

/** A text of a template, at most 1,000 characters. */
const Wording = Schema.String.check(
  Schema.makeFilter(
    (text) =>
      (!text.includes("\u0000") && text.isWellFormed()) || "text must be well-formed Unicode without NUL",
  ),
  Schema.makeFilter((text) => text.trim() !== "" || "text must not be blank"),
  Schema.isMaxLength(1000),
)

export const MessageTemplate = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    title: Bilingual,
    slots: Schema.Array(Slot).check(Schema.isMaxLength(30)),
    text: closed(Schema.Struct({ zh: Wording, en: Wording })),
    /** How to say no, put at the end. */
    optOut: Bilingual,
    /** What the text tells whatever stands in its slots. */
    discloses: Discloses,
    /** How many segments it may take as SMS at the most. */
    mostSegments: count(20),
  }),
)
export interface MessageTemplate extends Schema.Schema.Type<typeof MessageTemplate> {}

/** One thing that is wrong: where, as a path such as `text.zh`, and by which rule. */
export const TemplateProblem = Schema.Struct({
  path: Schema.String,
  rule: Schema.Literals([
    "template.brace",
    "template.slotMissing",
    "template.slotTwice",
    "template.slotUnknown",
    "template.slotUnused",
    "template.senderMissing",
    "template.tooLong",
    "template.discloses",
    "template.notThere",
  ]),
})
export interface TemplateProblem extends Schema.Schema.Type<typeof TemplateProblem> {}

const languages: ReadonlyArray<Language> = ["zh", "en"]

/** What keeps a template from being published; empty where nothing does. */
export const check = (template: MessageTemplate): ReadonlyArray<TemplateProblem> => {
  const { mostSegments, optOut, slots, text } = template
  const declared = slots.map(({ name }) => name)
  const used = { zh: namesIn(text.zh), en: namesIn(text.en) }
  return [
    ...declared.flatMap((name, i): ReadonlyArray<TemplateProblem> => {
      const path = `slots[${i}]`
      const without = languages.filter((language) => !used[language].includes(name))
      if (declared.indexOf(name) < i) return [{ path, rule: "template.slotTwice" }]
      if (without.length === languages.length) return [{ path, rule: "template.slotUnused" }]
      return without.map((language) => ({ path: `text.${language}`, rule: "template.slotMissing" }))
    }),
    ...languages.flatMap((language): ReadonlyArray<TemplateProblem> => {
      const path = `text.${language}`
      const isSaid = hasLoneBrace(text[language]) || /[{}]/.test(optOut[language])
      return [
        ...(isSaid ? [{ path, rule: "template.brace" } as const] : []),
        ...(used[language].every((one) => declared.includes(one))
          ? []
          : [{ path, rule: "template.slotUnknown" } as const]),
        ...(used[language].includes("hospital") ? [] : [{ path, rule: "template.senderMissing" } as const]),
        ...(longest(template, language).segments <= mostSegments
          ? []
          : [{ path, rule: "template.tooLong" } as const]),
      ]
    }),
  ]
}

/** Channels that show what is sent to the person alone: behind their own login, or sealed. */
const sealed: ReadonlySet<Channel> = new Set(["app", "letter"])

/** What a template tells, by its text and by what stands in its slots. */
export const disclosed = ({ discloses, slots }: MessageTemplate): Discloses =>
  slots.some((slot) => slot.discloses === "treatment") ? "treatment" : discloses

/** Whether a template may go by a channel: one that tells of the treatment only where the person alone reads it. */
export const mayGo = (template: MessageTemplate, channel: Channel): boolean =>
  disclosed(template) === "nothing" || sealed.has(channel)

/** What keeps a programme's steps from being sent by these templates: one that isn't there, or tells too much for a channel. */
export const checkProgramme = (
  { steps }: CareProgramme,
  templates: ReadonlyArray<MessageTemplate>,
): ReadonlyArray<TemplateProblem> =>
  steps.flatMap(({ channels, template: { id, version } }, i): ReadonlyArray<TemplateProblem> => {
    const template = templates.find((one) => one.id === id && one.version === version)
    if (template === undefined) return [{ path: `steps[${i}].template`, rule: "template.notThere" }]
    return channels.flatMap((channel, c) =>
      mayGo(template, channel) ? [] : [{ path: `steps[${i}].channels[${c}]`, rule: "template.discloses" }],
    )
  })

/** How long a text is as SMS with the longest values in its slots, whatever their alphabet. */
export interface Longest {
  /** UTF-16 units. */
  readonly units: number
  readonly segments: number
}

/** The length of the longest text that the template makes as SMS, a signature in its brackets included. */
export const longest = (
  { optOut, slots, text }: MessageTemplate,
  language: Language,
  signature?: string,
): Longest => {
  const most = new Map(slots.map((slot) => [slot.name, slot.most]))
  const body = filled(text[language], (slot) => "国".repeat(most.get(slot) ?? 0))
  const whole = SmsText.compose({ body, optOut: optOut[language], ...(signature && { signature }) })
  const { segments, units } = SmsText.measure(whole, "ucs2")
  return { units, segments: segments.least }
}

/** Values that the template needs and weren't given, or that are too long for their slots. */
export class SlotsRefused extends Schema.TaggedError<SlotsRefused>("@aftercare/core/SlotsRefused")(
  "SlotsRefused",
  {
    template: Schema.String,
    rule: Schema.Literals(["template.valueMissing", "template.valueTooLong"]),
    slots: Schema.NonEmptyArray(Schema.String),
  },
) {
  override get message() {
    return `template ${this.template}: ${this.rule}: ${this.slots.join(", ")}`
  }
}

/** What is said, and by which template with which values, for channels that only carry texts approved beforehand. */
export interface Rendered {
  readonly text: string
  readonly template: { readonly id: string; readonly values: Readonly<Record<string, string>> }
}

/** A value as it may stand in a text: one line, with nothing in it that a handset reads as more than text. */
const plainLine = (value: string): string =>
  SmsText.plain(value)
    .replace(/\s*[\n\u2028\u2029]\s*/g, " ")
    .trim()

/**
 * The text with these values in its slots, and how to say no behind it.
 *
 * Fails with `SlotsRefused` naming every slot that has no value, or a blank one; else every one whose value is too long.
 */
export const render = (
  { id, optOut, slots, text }: MessageTemplate,
  values: Readonly<Record<string, string>>,
  language: Language,
): Result.Result<Rendered, SlotsRefused> => {
  const given = new Map(
    slots.map(({ name }) => [name, Object.hasOwn(values, name) ? plainLine(values[name] ?? "") : ""]),
  )
  const refuse = (rule: SlotsRefused["rule"], [first, ...rest]: ReadonlyArray<string>) =>
    first === undefined
      ? undefined
      : Result.fail(new SlotsRefused({ template: id, rule, slots: [first, ...rest] }))
  const used = new Set(namesIn(text[language]))
  const missing = [...used].filter((name) => (given.get(name) ?? "") === "")
  const tooLong = slots
    .filter(({ most, name }) => (given.get(name)?.length ?? 0) > most)
    .map(({ name }) => name)
  const refused = refuse("template.valueMissing", missing) ?? refuse("template.valueTooLong", tooLong)
  if (refused !== undefined) return refused
  const body = filled(text[language], (name) => given.get(name) ?? "")
  const kept = Object.fromEntries([...given].filter(([name]) => used.has(name)))
  return Result.succeed({
    text: SmsText.compose({ body, optOut: optOut[language] }),
    template: { id, values: kept },
  })
}
