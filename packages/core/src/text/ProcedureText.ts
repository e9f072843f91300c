/**
 * A procedure as a manual in Markdown, with its flow chart in Mermaid.
 *
 * **Example** (The manual of the general protocol)
 *
 * ```ts
 * import { GeneralForms, GeneralProtocols, Procedure, ProcedureText } from "@aftercare/core"
 *
 * const procedure = Procedure.of(GeneralProtocols.generalDischarge, GeneralForms.all)
 * const manual = ProcedureText.render(procedure, { language: "en" })
 * manual.startsWith("# General follow-up after discharge: procedure") // => true
 * manual.includes("## 2. Call on day 5 to 7") // => true
 * ```
 *
 * @since 0.1.0
 */
import type { Stage } from "../followup/FollowUpProtocol.ts"
import type { OutcomeForm } from "../followup/OutcomeForm.ts"
import type { Language } from "../foundation/Word.ts"
import type { Procedure, ProcedureStage } from "../quality/Procedure.ts"
import * as ReasonText from "./ReasonText.ts"
import * as StageText from "./StageText.ts"
import { escaped } from "./TableText.ts"
import * as WordText from "./WordText.ts"

export interface Options {
  readonly language: Language
}

/** The manual: the flow chart, then each stage with its role, times, standard, steps and source. */
export const render = (procedure: Procedure, { language }: Options): string => {
  const zh = language === "zh"
  const { protocol, revision, stages, switchedOff } = procedure
  const title = escaped(protocol.title[language])
  const off = switchedOff.map(({ source, title }) => {
    const named = escaped(ReasonText.cited(source.title, language))
    return `- ${escaped(title[language])}${zh ? `（${named}）` : ` (${named})`}`
  })
  return `${[
    zh ? `# ${title}：标准操作规程` : `# ${title}: procedure`,
    zh
      ? `方案 ${escaped(protocol.id)}，版本 ${escaped(protocol.version)}，修订 ${revision.slice(0, 12)}。`
      : `Protocol ${escaped(protocol.id)}, version ${escaped(protocol.version)}, revision ${revision.slice(0, 12)}.`,
    zh ? "## 流程图" : "## Flow chart",
    `\`\`\`mermaid\n${flowChart(procedure, { language })}\n\`\`\``,
    ...stages.flatMap((stage) => stageParts(stage, procedure, language)),
    ...(off.length === 0 ? [] : [zh ? "## 未启用的阶段" : "## Stages that are switched off", off.join("\n")]),
  ].join("\n\n")}\n`
}

const titleOf =
  ({ protocol }: Procedure, language: Language) =>
  (id: string): string =>
    protocol.stages.find((stage) => stage.id === id)?.title[language] ?? id

const stageParts = (
  { contacts, forms, number, redFlags, stage }: ProcedureStage,
  procedure: Procedure,
  language: Language,
): ReadonlyArray<string> => {
  const zh = language === "zh"
  const line = (name: string, value: string) => `- ${name}${zh ? "：" : ": "}${value}`
  const from = StageText.countedFrom(stage, language, titleOf(procedure, language))
  const window = StageText.window(stage.window, language)
  const list = (words: ReadonlyArray<string>) => words.join(zh ? "、" : ", ")
  const { source, standard } = stage
  const status = WordText.status(source.status, language)
  return [
    `## ${number}. ${escaped(stage.title[language])}`,
    [
      line(zh ? "责任人" : "Responsible", WordText.role(stage.role, language)),
      line(zh ? "起算" : "Counted from", escaped(from)),
      line(zh ? "时间点" : "When", window),
      ...(stage.recurrence === undefined
        ? contacts === 1
          ? []
          : [line(zh ? "次数" : "Times", String(contacts))]
        : [line(zh ? "重复" : "Comes again", StageText.recurrence(stage.recurrence, language))]),
      line(
        zh ? "渠道" : "Channels",
        list(stage.channels.map((channel) => WordText.channel(channel, language))),
      ),
      line(
        zh ? "质量标准" : "Standard",
        standard === undefined
          ? zh
            ? "在“应于”之前完成，并记录结果"
            : "done before due, and its outcome recorded"
          : escaped(standard[language]),
      ),
      line(
        zh ? "出处" : "Source",
        `${escaped(ReasonText.cited(source.title, language))}${zh ? `（${status}）` : ` (${status})`}`,
      ),
    ].join("\n"),
    zh ? "步骤：" : "Steps:",
    steps(stage, forms, redFlags, procedure, language)
      .map((step, i) => `${i + 1}. ${step}`)
      .join("\n"),
  ]
}

const steps = (
  stage: Stage,
  forms: ReadonlyArray<OutcomeForm>,
  redFlags: ProcedureStage["redFlags"],
  { protocol }: Procedure,
  language: Language,
): ReadonlyArray<string> => {
  const zh = language === "zh"
  const { lastResort, lossAfter, perChannel } = protocol.attempts
  const asked = stage.modules.map((module) => {
    const name = WordText.contentModule(module, language)
    const questions = forms
      .filter((form) => form.module === module)
      .flatMap((form) => form.questions.map(({ text }) => escaped(text[language])))
    if (questions.length === 0) return zh ? `谈 ${name}` : `Talk about ${name}`
    return zh ? `询问${name}：${questions.join("；")}` : `Ask about ${name}: ${questions.join("; ")}`
  })
  const flags = redFlags.map(({ finding, urgent }) => {
    const [name, role] = [ReasonText.name(finding, language), WordText.role(urgent.role, language)]
    return zh
      ? `${name}：${role}于 ${urgent.withinMinutes} 分钟内处理`
      : `${name}: ${role} acts within ${urgent.withinMinutes} minutes`
  })
  const last = lastResort.map((channel) => WordText.channel(channel, language)).join(zh ? "、" : ", ")
  return [
    zh ? "阅读回访简报" : "Read the call brief",
    zh
      ? "自我介绍、说明来意，核对两项身份信息（姓名与出生日期）"
      : "Say who is calling and why; check two identifiers (name and date of birth)",
    ...asked,
    ...(flags.length === 0 ? [] : [`${zh ? "警示情况：" : "Red flags: "}${flags.join(zh ? "；" : "; ")}`]),
    zh ? "约定下次联系，记录结果" : "Say when the next contact is, and record the outcome",
    zh
      ? `未接通：每个渠道至多 ${perChannel} 次，再换下一渠道${last && `，最后${last}一次`}；连续 ${lossAfter.lost} 个任务未接通为失访`
      : `No answer: at most ${perChannel} tries by each channel, then the next channel${last && `, and last ${last} once`}; after ${lossAfter.lost} such tasks in a row the patient is lost to follow-up`,
  ]
}

/** The flow chart alone, in Mermaid. */
export const flowChart = (procedure: Procedure, { language }: Options): string => {
  const { stages } = procedure
  const node = (id: string) => {
    const known = stages.find(({ stage }) => stage.id === id)
    return known === undefined ? undefined : `s${known.number}`
  }
  const starts = new Set<string>()
  const edges = stages.map(({ number, stage }) => {
    const { anchor } = stage
    if (anchor !== undefined && "stage" in anchor) {
      const finding = anchor._tag === "Finding" ? `|${label(ReasonText.name(anchor.finding, language))}|` : ""
      return `${node(anchor.stage) ?? "start"} -->${finding} s${number}`
    }
    const start = `start${anchor?._tag ?? "Discharge"}`
    starts.add(`${start}([${label(StageText.countedFrom(stage, language, (id) => id))}])`)
    return `${start} --> s${number}`
  })
  const nodes = stages.map(({ number, stage }) => {
    const role = WordText.role(stage.role, language)
    const when = StageText.window(stage.window, language)
    return `s${number}[${label(`${stage.title[language]} · ${when} · ${role}`)}]`
  })
  return ["flowchart TD", ...[...starts, ...nodes, ...edges].map((line) => `  ${line}`)].join("\n")
}

/** A label that nothing in it can end: Mermaid reads `#quot;` as a quotation mark. */
const label = (text: string): string =>
  `"${text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")}"`
