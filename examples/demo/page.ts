/**
 * The demo's outcome as one HTML page that needs nothing beside itself: what was refused, one plan with its reasons, the
 * week's outreach and figures, in Chinese and English.
 */
import { createHash } from "node:crypto"
import {
  DateText,
  type DischargeFile,
  FiguresText,
  type FollowUpFigures,
  type PlainDate,
  PlanText,
  ProblemText,
  type TableText,
  type TaskExplanation,
  type Word,
  WordText,
} from "@aftercare/core"
import { type Html, html, verbatim } from "./html.ts"
import { style } from "./pageStyle.ts"

/** A row that became no plan. A rule is the reader's own sentence, or one in each language. */
interface RefusedRow extends DischargeFile.Place {
  readonly problems: ReadonlyArray<{ readonly path: string; readonly rule: string | Word.Bilingual }>
}

/** What the page shows. */
export interface DemoPage {
  readonly seed: number
  /** The first and the last day of the week, the last one included. */
  readonly first: PlainDate.PlainDate
  readonly last: PlainDate.PlainDate
  /** Rows that could be read. */
  readonly accepted: number
  readonly refused: ReadonlyArray<RefusedRow>
  /** The plan to show. Its patient is called by the discharge's id, never by name. */
  readonly explained: TaskExplanation.Explained
  readonly figures: FollowUpFigures.FollowUpFigures
}

const words = {
  zh: {
    title: "出院关怀：一周随访",
    synthetic: "数据为模拟患者",
    rows: "读取的行",
    read: (all: number) => `出院名单共 ${all} 行`,
    plans: "随访计划",
    tries: "尝试",
    completed: (count: number) => `完成 ${count}`,
    violations: "违反回访时段",
    overrides: (count: number) => `例外 ${count}`,
    outreach: "一周联系",
    outreachNote: "按患者当地日期与渠道统计的尝试次数。",
    plan: "一位患者的计划",
    planNote: (id: string) => `出院编号 ${id}。每个时刻都说明为何选它。`,
    sources: "规则与依据",
    figures: "本周数字",
    refused: "未接受的行",
    refusedNote: (count: number) => `${count} 行未接受，每行说明位置与规则；其余各行不受影响。`,
    noneRefused: "所有行均已接受。",
    row: "行",
    line: "文件行号",
    problem: "问题",
    none: "本周没有尝试。",
    seed: (seed: number) => `种子 ${seed}：相同的种子产生逐字节相同的页面。`,
  },
  en: {
    title: "Aftercare: a week of follow-up",
    synthetic: "the patients are synthetic",
    rows: "Rows read",
    read: (all: number) => `of ${all} in the discharge file`,
    plans: "Plans",
    tries: "Tries",
    completed: (count: number) => `${count} completed`,
    violations: "Violations of the contact window",
    overrides: (count: number) => `${count} by override`,
    outreach: "Outreach of the week",
    outreachNote: "Tries by channel and by the patient's own date.",
    plan: "One patient's plan",
    planNote: (id: string) => `Discharge ${id}. Each moment says why it is the one.`,
    sources: "Rules and sources",
    figures: "Figures of the week",
    refused: "Rows that weren't accepted",
    refusedNote: (count: number) =>
      `${count} rows were refused, each with the place and the rule; the others went on without them.`,
    noneRefused: "Every row was accepted.",
    row: "Row",
    line: "Line",
    problem: "What is wrong",
    none: "There were no tries in this week.",
    seed: (seed: number) => `Seed ${seed}: the same seed makes the same page, byte for byte.`,
  },
} as const

const languages = ["zh", "en"] as const

/** The same in both languages; the page shows one of them. */
const both = (render: (language: Word.Language) => Html): Html =>
  html`${languages.map(
    (language) =>
      html`<div class="${language}" lang="${language === "zh" ? "zh-Hans" : "en"}">${render(language)}</div>`,
  )}`

const cards = (input: DemoPage, language: Word.Language): Html => {
  const w = words[language]
  const { accepted, figures, refused } = input
  const unread = refused.filter(({ problems }) => problems.every(({ path }) => path !== "plan")).length
  const card = (label: string, number: number | string, note: string, mood = ""): Html =>
    html`<li class="${mood}"><span class="number">${number}</span><span>${label}</span><span class="soft">${note}</span></li>`
  return html`<ul class="cards">${[
    card(w.rows, accepted, w.read(accepted + unread)),
    card(w.plans, figures.plans, ""),
    card(w.tries, figures.attempts, w.completed(figures.completed)),
    card(
      w.violations,
      figures.violations,
      w.overrides(figures.overrides),
      figures.violations === 0 ? "good" : "bad",
    ),
  ]}</ul>`
}

/** Bars of the tries by day, a part for each channel. The table below it tells the same in numbers. */
const chart = (input: DemoPage, language: Word.Language): Html => {
  const { figures } = input
  const channels = FiguresText.channelsOf(figures)
  const days = FiguresText.daysOf(figures, input).map((on) => {
    const parts = figures.days.filter((day) => day.on === on)
    return { on, parts, total: parts.reduce((sum, { attempts }) => sum + attempts, 0) }
  })
  const most = Math.max(1, ...days.map(({ total }) => total))
  const percentOf = (count: number) => Math.round((count * 10_000) / most) / 100
  const bar = (channel: Word.Channel, count: number): Html =>
    html`<span class="bar ${channel}" style="width:${percentOf(count)}%">${percentOf(count) < 9 ? "" : count}</span>`
  return html`<ul class="legend" aria-hidden="true">${channels.map(
    (channel) => html`<li><i class="${channel}"></i>${WordText.channel(channel, language)}</li>`,
  )}</ul>
<div class="chart" aria-hidden="true">${days.map(
    ({
      on,
      parts,
      total,
    }) => html`<div class="row"><span>${DateText.render(on, { language })}</span><span class="track">${channels.flatMap(
      (channel) =>
        parts.filter((part) => part.channel === channel).map((part) => bar(channel, part.attempts)),
    )}</span><span class="total">${total}</span></div>
`,
  )}</div>`
}

const table = ({ caption, header, numbers, rows }: TableText.Table, kind = ""): Html => {
  const wide = header.length > 2 ? "stack" : ""
  const aligned = (i: number) => (numbers.includes(i) ? "count" : "")
  const cell = (text: string, i: number): Html =>
    i === 0
      ? html`<th scope="row">${text}</th>`
      : html`<td class="${aligned(i)}" data-label="${header[i] ?? ""}">${text}</td>`
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table class="${wide} ${kind}"><caption>${caption}</caption>
<thead><tr>${header.map((text, i) => html`<th scope="col" class="${aligned(i)}">${text}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells) => html`<tr>${cells.map(cell)}</tr>
`,
  )}</tbody></table></div>`
}

const outreach = (input: DemoPage, language: Word.Language): Html => {
  const w = words[language]
  const parts = FiguresText.parts(input.figures, { ...input, language })
  return html`<h2>${w.outreach}</h2><p class="soft">${w.outreachNote}</p>
${input.figures.days.length === 0 ? html`<p>${w.none}</p>` : chart(input, language)}
${table(parts.outreach, "sum")}`
}

const figures = (input: DemoPage, language: Word.Language): Html => {
  const { ends, open, stages, totals } = FiguresText.parts(input.figures, { ...input, language })
  return html`<h2>${words[language].figures}</h2>
${table(stages)}
<div class="pair">${[totals, ends, open].map((t) => html`<div>${table(t)}</div>`)}</div>`
}

const plan = ({ explained }: DemoPage, language: Word.Language): Html => {
  const w = words[language]
  const { basis, discharged, dropped, personalised, sources, tasks } = PlanText.parts(explained, { language })
  const list = (texts: ReadonlyArray<string>): Html =>
    html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`
  return html`<h2>${w.plan}</h2><p class="soft">${w.planNote(explained.plan.discharge)} ${discharged}${language === "zh" ? "。" : "."}</p>
<ol class="tasks">${tasks.map(
    (task) => html`<li>${taskItem(task, language)}</li>
`,
  )}</ol>
${dropped.length === 0 ? "" : list(dropped)}
<details><summary>${w.sources}</summary>${list([...personalised, ...sources, basis])}</details>`
}

const taskItem = (task: PlanText.TaskParts, language: Word.Language): Html => {
  const names = PlanText.labels[language]
  const entry = (name: string, text: string | undefined): Html =>
    text === undefined || text === "" ? html`` : html`<dt>${name}</dt><dd>${text}</dd>`
  const list = (name: string, texts: ReadonlyArray<string>): Html =>
    texts.length === 0
      ? html``
      : html`<div class="why"><span class="soft">${name}</span><ul>${texts.map((text) => html`<li>${text}</li>`)}</ul></div>`
  return html`<h3>${task.title}<span class="tag">${task.state}</span></h3>
${task.when === undefined ? "" : html`<p class="when">${task.when}</p>`}
<dl>${[
    entry(names.channels, task.channels),
    entry(names.addressee, task.addressee),
    entry(names.responsible, task.responsible),
    entry(names.contents, task.contents),
    entry(names.personalised, task.personalised),
    entry(names.window, task.window),
  ]}</dl>
${list(names.attempts, task.attempts)}${list(names.why, task.why)}`
}

const refused = (input: DemoPage, language: Word.Language): Html => {
  const w = words[language]
  const rows = [...input.refused].sort((a, b) => a.row - b.row)
  const ruleOf = (rule: string | Word.Bilingual) =>
    typeof rule === "string" ? ProblemText.rule(rule, language) : rule[language]
  if (rows.length === 0) return html`<h2>${w.refused}</h2><p class="soft">${w.noneRefused}</p>`
  return html`<h2>${w.refused}</h2><p class="soft">${w.refusedNote(rows.length)}</p>
<table class="stack rows"><thead><tr><th scope="col">${w.row}</th><th scope="col">${w.line}</th><th scope="col">${w.problem}</th></tr></thead>
<tbody>${rows.map(
    ({
      line,
      problems,
      row,
    }) => html`<tr><th scope="row">${row}</th><td data-label="${w.line}">${line}</td><td class="text">${problems.map(
      ({ path, rule }) => html`<div><code>${path}</code> ${ruleOf(rule)}</div>`,
    )}</td></tr>
`,
  )}</tbody></table>`
}

/** Opens the page in the reader's language, and tells the browser which one is shown. */
const script = `
const shown = (language) => { document.documentElement.lang = language === "zh" ? "zh-Hans" : "en" }
for (const choice of document.querySelectorAll("fieldset.language input")) {
  if (choice.value === "en" && !navigator.language.startsWith("zh")) choice.checked = true
  if (choice.checked) shown(choice.value)
  choice.addEventListener("change", () => shown(choice.value))
}
`

/** Nothing from outside is loaded, and no script runs but the one above. */
const security = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`

/** The page. The same input gives the same text. */
export const page = (input: DemoPage): string => {
  const choice = (language: Word.Language, name: string): Html =>
    html`<input type="radio" name="language" id="show-${language}" value="${language}"${verbatim(language === "zh" ? " checked" : "")}><label for="show-${language}" lang="${language === "zh" ? "zh-Hans" : "en"}">${name}</label>`
  const made = html`<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${security}">
<title>${words.zh.title} · ${words.en.title}</title>
<style>${verbatim(style)}</style>
</head>
<body>
<header>
${both((language) => {
  const [first, last] = [input.first, input.last].map((on) =>
    DateText.render(on, { language, withYear: true }),
  )
  return html`<h1>${words[language].title}</h1><p class="soft">${first ?? ""} – ${last ?? ""} · ${words[language].synthetic}</p>`
})}
<fieldset class="language"><legend>${"语言"} · Language</legend>${choice("zh", "中文")}${choice("en", "English")}</fieldset>
</header>
<main>
${both((language) => cards(input, language))}
<section>${both((language) => outreach(input, language))}</section>
<section>${both((language) => plan(input, language))}</section>
<section>${both((language) => figures(input, language))}</section>
<section>${both((language) => refused(input, language))}</section>
</main>
<footer>${both((language) => html`<p>${words[language].seed(input.seed)}</p>`)}</footer>
<script>${verbatim(script)}</script>
</body>
</html>
`
  return made.text
}
