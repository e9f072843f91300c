// Writes docs/reference/rules.md and rules.zh.md: every rule that the packs ship, with its source, from the data itself.
// A test holds the committed pages to what this makes; after a change of a pack, run it again:
// pnpm exec node --conditions=@aftercare/source scripts/rules-table.ts
import { writeFileSync } from "node:fs"
import {
  Adherence,
  type AttemptPolicy,
  ChinaCalendar,
  ChinaContact,
  ChinaFestivals,
  ChinaHotline,
  ChinaPermission,
  ChinaProtocols,
  ChinaRetention,
  ChinaSla,
  ConditionProtocols,
  type ContactPolicy,
  type ContactProfile,
  ContactWindow,
  type Festival,
  type FollowUpProtocol,
  FranceCalendar,
  FranceContact,
  type FrequencyCap,
  GeneralCareEvents,
  GeneralFeedback,
  GeneralHandover,
  GeneralHotline,
  GeneralIndicators,
  GeneralMedication,
  GeneralProtocols,
  GeneralQuestionnaires,
  GeneralRisk,
  GeneralSla,
  Handover,
  type Hours,
  MedicationText,
  type Personalisation,
  PlainDate,
  QualityText,
  ReasonText,
  type RiskTable,
  RiskText,
  type Rule,
  type SkillRouting,
  type SlaPolicy,
  SlaText,
  StageText,
  TimeZone,
  TransitionalCare,
  UnitedKingdomCalendar,
  UnitedKingdomContact,
  UnitedKingdomSla,
  UnitedStatesCalendar,
  UnitedStatesContact,
  UnitedStatesFestivals,
  UnitedStatesSla,
  type Word,
  WordText,
  type WorkCalendar,
  YearlyDayText,
} from "@aftercare/core"
import { Result } from "effect"

type Cells = ReadonlyArray<string>

/** The age that the personalisation rules are shown for; a hospital names its own. */
const elderlyFrom = 65

/** The zone and the number of days that grievances are shown for; a hospital states its own. */
const shownGrievances = { zone: TimeZone.make("America/New_York"), statedDays: 30 }

const table = (header: Cells, rows: ReadonlyArray<Cells>): string =>
  [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const code = (text: string): string => `\`${text}\``

/** A cell of plain text: nothing in it may end the cell or the line. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")

const words = (language: Word.Language) => {
  const zh = language === "zh"
  const of = (en: string, inChinese: string) => (zh ? inChinese : en)
  const list = (parts: ReadonlyArray<string>) => parts.join(zh ? "、" : ", ")
  const channels = (names: ReadonlyArray<Word.Channel>) =>
    list(names.map((name) => WordText.channel(name, language)))
  const purposes = (names: ReadonlyArray<Word.Purpose>) =>
    list(names.map((name) => WordText.purpose(name, language)))
  const source = ({ reference, status, title, verified }: Rule.Source): Cells => [
    WordText.status(status, language),
    WordText.verified(verified, language),
    [title, ...(reference === undefined ? [] : [reference])]
      .map((text) => cell(ReasonText.cited(text, language)))
      .join("<br>"),
  ]
  const sourced = [of("status", "效力"), of("verified", "核对"), of("source", "出处")]
  return { language, zh, of, list, channels, purposes, source, sourced }
}
type Words = ReturnType<typeof words>

const hours = (w: Words, set: Hours.Hours): string => {
  const spans = spansOf(set)
  if (spans !== undefined) return `${w.of("only", "仅限")} ${w.list(spans)}`
  if (set._tag === "Complement") {
    const closed = spansOf(set.of)
    if (closed !== undefined) return `${w.of("not", "避开")} ${w.list(closed)}`
  }
  if (set._tag === "WorkWeek") {
    const days = PlainDate.weekdays.filter((day) => set.week[day] !== undefined)
    const weeks = new Set(days.map((day) => w.list(set.week[day] ?? [])))
    const [day = ""] = weeks
    if (weeks.size === 1 && days.join() === PlainDate.weekdays.slice(0, 5).join())
      return w.of(`only Monday to Friday but on holidays, ${day}`, `仅限周一至周五（节假日除外）${day}`)
  }
  return code(JSON.stringify(set))
}

/** The spans of hours that are the same every day. */
const spansOf = (set: Hours.Hours): Cells | undefined => {
  if (set._tag === "Daily") return set.spans
  if (set._tag !== "Union") return undefined
  const parts = set.of.map(spansOf)
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

const limit = ({ list, of }: Words, cap: FrequencyCap.Limit): string => {
  switch (cap._tag) {
    case "Rolling":
      return of(
        `at most ${cap.atMost} in any ${cap.hours} h`,
        `任意 ${cap.hours} 小时内至多 ${cap.atMost} 次`,
      )
    case "NaturalDay":
      return of(`at most ${cap.atMost} on one date`, `同一日期至多 ${cap.atMost} 次`)
    case "NaturalWeek":
      return of(`at most ${cap.atMost} in one week from Monday`, `同一周（周一起）至多 ${cap.atMost} 次`)
    case "DayPart": {
      const parts = list(cap.parts.map(({ name, span }) => `${of(name.en, name.zh)} ${span}`))
      return of(
        `at most ${cap.atMost} in the same part of the day in any ${cap.hours} h (${parts})`,
        `任意 ${cap.hours} 小时内同一时段至多 ${cap.atMost} 次（${parts}）`,
      )
    }
    case "MinimumGap":
      return of(`at least ${cap.hours} h apart`, `至少间隔 ${cap.hours} 小时`)
  }
}

/** The rule that keeps a contact out of one kind of a person's own hours, as the window names it. */
const ruleOf = (
  policy: ContactPolicy.ContactPolicy,
  kind: ContactPolicy.Disturbance,
): ContactWindow.NamedRule => {
  const alone = { channel: "phone", avoids: [kind], minutes: 1 } as const
  const [rule] = Result.getOrThrow(
    ContactWindow.rulesFor({
      profile: {
        zone: TimeZone.make("Asia/Shanghai"),
        language: "zh",
        rest: ChinaContact.restIn("mainland"),
        work: { _tag: "None" },
        preferred: [],
        channels: ["phone"],
        doNotDisturbOn: [],
      },
      policy: { ...policy, channels: [alone], hours: [], caps: [] },
      channel: "phone",
      purpose: "followUp",
      calendar: ChinaCalendar.publicHolidays,
    }),
  )
  if (rule === undefined) throw new Error(`no rule keeps a contact out of ${kind}`)
  return rule
}

const disturbances = (w: Words, policy: ContactPolicy.ContactPolicy): string => {
  const { channels, list, of, source, sourced } = w
  const kinds = {
    noonRest: of("noon rest", "午休"),
    nightRest: of("night rest", "夜间休息"),
    work: of("working hours", "工作时间"),
    doNotDisturb: of("days not to be disturbed", "免打扰日"),
  }
  const avoided = (Object.keys(kinds) as ReadonlyArray<keyof typeof kinds>).map((kind) => {
    const rule = ruleOf(policy, kind)
    const by = policy.channels.filter((r) => r.avoids.includes(kind)).map((r) => r.channel)
    return [
      code(rule.id),
      `${of("not in the person's", "避开本人")}${of(" ", "")}${kinds[kind]}`,
      channels(by),
      ...source(rule.source),
    ]
  })
  const lengths = policy.channels.map(({ avoids, channel, minutes }) => [
    channels([channel]),
    String(minutes),
    avoids.length === 0 ? of("nothing", "无") : list(avoids.map((kind) => kinds[kind])),
  ])
  return [
    table([of("rule", "规则"), of("says", "内容"), of("channels", "渠道"), ...sourced], avoided),
    table([of("channel", "渠道"), of("minutes", "分钟"), of("stays out of", "避开")], lengths),
  ].join("\n\n")
}

const contactRules = (w: Words, policy: ContactPolicy.ContactPolicy): string => {
  const { channels, of, purposes, source, sourced } = w
  const rows = [
    ...policy.hours.map((rule) => [
      code(rule.id),
      hours(w, rule.openIn),
      channels(rule.channels),
      purposes(rule.purposes),
      ...source(rule.source),
    ]),
    ...policy.caps.map((cap) => [
      code(cap.id),
      limit(w, cap.limit),
      channels(cap.channels),
      purposes(cap.purposes),
      ...source(cap.source),
    ]),
  ]
  return rows.length === 0
    ? of("No rule of the law or of practice is switched on.", "没有启用任何法律或惯例规则。")
    : table(
        [of("rule", "规则"), of("says", "内容"), of("channels", "渠道"), of("purposes", "用途"), ...sourced],
        rows,
      )
}

const restHours = (
  { list, of }: Words,
  regions: ReadonlyArray<readonly [region: string, rest: ContactProfile.ContactProfile["rest"]]>,
): string => {
  const none = of("none", "无")
  return table(
    [of("region", "地区"), of("noon rest", "午休"), of("night rest", "夜间休息")],
    regions.map(([region, { night, noon }]) => [region, list(noon) || none, list(night) || none]),
  )
}

const calendar = (w: Words, name: string, shown: WorkCalendar.WorkCalendar): string => {
  const { of } = w
  const { adjustedWorkdays, coverage, holidays, id, version } = shown
  const covered = coverage
    .map(({ from, until }) => of(`${from} up to, not including, ${until}`, `${from} 起，${until} 前`))
    .join("; ")
  const adjusted = adjustedWorkdays.length
  return of(
    `Calendar ${code(id)}, version ${version} (${code(name)}): ${holidays.length} days off${adjusted === 0 ? "" : ` and ${adjusted} adjusted workdays (调休)`}, covering ${covered}.`,
    `日历 ${code(id)}，版本 ${version}（${code(name)}）：${holidays.length} 个放假日${adjusted === 0 ? "" : `，${adjusted} 个调休上班日`}，覆盖 ${covered}。`,
  )
}

const citations = (
  { source, sourced }: Words,
  calendars: ReadonlyArray<WorkCalendar.WorkCalendar>,
): string => {
  const rows = calendars
    .flatMap(({ sources }) => sources.map(source))
    .map((row) => [row.join(), row] as const)
  return table(sourced, [...new Map(rows).values()])
}

const stages = (w: Words, shown: ReadonlyArray<FollowUpProtocol.Stage>, language: Word.Language): string => {
  const { channels, list, of, source, sourced } = w
  const windows = shown.map(({ id, window, ...stage }) => [
    code(id) + (stage.switchedOff === undefined ? "" : of(" (switched off)", "（未启用）")),
    StageText.countedFrom(stage, language, code) +
      (stage.recurrence === undefined
        ? ""
        : of("; ", "；") + StageText.recurrence(stage.recurrence, language)),
    StageText.offset(window.earliest, language),
    StageText.offset(window.ideal, language),
    StageText.offset(window.due, language),
    StageText.offset(window.latest, language),
    ...source(stage.source),
  ])
  const contents = shown.map(({ id, title, ...stage }) => [
    code(id),
    title[language],
    channels(stage.channels),
    WordText.role(stage.role, language),
    list(stage.modules.map((module) => WordText.contentModule(module, language))),
    cell(stage.standard?.[language] ?? ""),
  ])
  const bounds = [of("earliest", "最早"), of("ideal", "适宜"), of("due", "应于"), of("latest", "最晚")]
  const what = [
    of("channels", "渠道"),
    of("role", "责任人"),
    of("contents", "内容"),
    of("standard", "质量标准"),
  ]
  return [
    table([of("stage", "阶段"), of("counted from", "起算"), ...bounds, ...sourced], windows),
    table([of("stage", "阶段"), of("title", "名称"), ...what], contents),
  ].join("\n\n")
}

const attempts = (w: Words, policy: AttemptPolicy.AttemptPolicy): string => {
  const { fallback, lastResort, lossAfter, perChannel, spacing, waitHours } = policy
  const rows = [
    [w.of("tries by one channel", "同一渠道尝试次数"), String(perChannel)],
    ...spacing.map(({ beside, id, limit: spaced, wish }) => [
      `${beside === "allTries" ? w.of("beside all tries", "与此前各次尝试") : w.of("beside the last try", "与上次尝试")} ${code(id)}`,
      wish ? `${limit(w, spaced)}${w.of(", as a wish", "（尽量）")}` : limit(w, spaced),
    ]),
    [
      w.of("turned to once nobody is reached", "无法接通时依次转向"),
      w.list(fallback.map((relation) => WordText.relation(relation, w.language))),
    ],
    [w.of("channels kept for last", "最后使用的渠道"), w.channels(lastResort)],
    [w.of("hours that a call's answer is waited for", "电话等待回应（小时）"), String(waitHours.phone)],
    [w.of("hours that a message's answer is waited for", "消息等待回应（小时）"), String(waitHours.message)],
    [
      w.of("tasks unreachable in a row until an early loss", "连续未接通几个任务为早期失访"),
      String(lossAfter.early),
    ],
    [w.of("tasks unreachable in a row until lost", "连续未接通几个任务为失访"), String(lossAfter.lost)],
  ]
  const cited = w.source(policy.source)
  return [table([w.of("rule", "规则"), w.of("value", "值")], rows), table(w.sourced, [cited])].join("\n\n")
}

const effect = (w: Words, done: Personalisation.Effect, language: Word.Language): string => {
  const where = ({ stage }: { readonly stage?: string }) =>
    stage === undefined ? w.of("every stage", "每个阶段") : code(stage)
  switch (done._tag) {
    case "Tighten":
      return w.of(
        `${code(done.stage)}: due ${StageText.offset(done.due, language)}, latest ${StageText.offset(done.latest, language)}`,
        `${code(done.stage)}：应于 ${StageText.offset(done.due, language)}，最晚 ${StageText.offset(done.latest, language)}`,
      )
    case "AddStage":
      return w.of(`adds ${code(done.stage.id)}`, `增加 ${code(done.stage.id)}`)
    case "Repeat": {
      const series = StageText.recurrence(done.recurrence, language)
      return w.of(`${code(done.stage)} again ${series}`, `${code(done.stage)} 重复：${series}`)
    }
    case "Deepen": {
      const modules = w.list(done.modules.map((module) => WordText.contentModule(module, language)))
      return w.of(`${where(done)} also asks about ${modules}`, `${where(done)}增加内容：${modules}`)
    }
    case "Drop":
      return w.of(`leaves ${code(done.stage)} out`, `不做 ${code(done.stage)}`)
    case "ChangeRole": {
      const role = WordText.role(done.role, language)
      return w.of(`${where(done)}: ${role}`, `${where(done)}由${role}负责`)
    }
    case "PreferChannels":
      return w.of(
        `${where(done)}: ${w.channels(done.channels)} first`,
        `${where(done)}优先用${w.channels(done.channels)}`,
      )
  }
}

const condition = ({ list, of }: Words, when: Personalisation.Condition, language: Word.Language): string => {
  const any = (named: ReadonlyArray<string> | undefined, en: string, zh: string) =>
    named === undefined ? [] : [`${of(en, zh)} ${list(named)}`]
  return list([
    ...(when.chronic ? [of("chronic", "慢性病")] : []),
    ...(when.highRisk ? [of("high risk", "高风险")] : []),
    ...any(
      when.tiers?.map((tier) => WordText.tier(tier, language)),
      "tier",
      "风险等级",
    ),
    ...(when.ageFrom === undefined ? [] : [of(`age from ${when.ageFrom}`, `年满 ${when.ageFrom} 岁`)]),
    ...(when.ageBelow === undefined ? [] : [of(`age under ${when.ageBelow}`, `未满 ${when.ageBelow} 岁`)]),
    ...any(when.diagnoses?.map(code), "diagnosis", "诊断"),
    ...any(when.procedures?.map(code), "procedure", "手术操作"),
    ...any(when.departments, "department", "科室"),
    ...(when.livesAlone ? [of("lives alone", "独居")] : []),
    ...any(when.languages, "language", "语言"),
  ])
}

const personalisation = (
  w: Words,
  rules: ReadonlyArray<Personalisation.PersonalisationRule>,
  language: Word.Language,
): string =>
  table(
    [w.of("rule", "规则"), w.of("when", "条件"), w.of("does", "作用"), ...w.sourced],
    rules.map((rule) => [
      code(rule.id),
      condition(w, rule.when, language),
      rule.effects.map((done) => effect(w, done, language)).join("<br>"),
      ...w.source(rule.source),
    ]),
  )

const protocolSection = (
  w: Words,
  place: string,
  protocol: FollowUpProtocol.FollowUpProtocol,
  language: Word.Language,
): ReadonlyArray<string> => [
  `## ${place}${w.of(": ", "：")}${protocol.title[language]}`,
  w.of(
    `Protocol ${code(protocol.id)}, version ${protocol.version}. Tries as in the general protocol.`,
    `随访方案 ${code(protocol.id)}，版本 ${protocol.version}。尝试方式同通用方案。`,
  ),
  stages(w, protocol.stages, language),
]

const handover = (w: Words, language: Word.Language): string => {
  const { items, source } = GeneralHandover.policy
  const rows = Handover.Item.literals.map((item) => [
    WordText.handoverItem(item, language),
    WordText.handoverStanding(items[item], language),
  ])
  return [
    table([w.of("item", "交接项"), w.of("a gap", "缺项")], rows),
    table(w.sourced, [w.source(source)]),
  ].join("\n\n")
}

const categories = (w: Words, language: Word.Language): string => {
  const tree = GeneralFeedback.categories
  const rows = tree.categories.map(({ id, parent, title }) => [
    code(id),
    parent === undefined ? "" : code(parent),
    title[language],
  ])
  return [
    table([w.of("category", "分类"), w.of("within", "上级"), w.of("title", "名称")], rows),
    table(w.sourced, [w.source(tree.source)]),
  ].join("\n\n")
}

const trying = (w: Words): string => {
  const { of } = w
  const { answerTries, checkTries, collectWithinDays, reopen, source } = GeneralFeedback.ticketPolicy
  const rows = [
    [
      of("opened again for dissatisfaction", "因不满意重新打开"),
      of(`at most ${reopen.most} times`, `至多 ${reopen.most} 次`),
    ],
    [
      of("that long after the closing", "办结后的期限"),
      of(`${reopen.withinDays} days`, `${reopen.withinDays} 日`),
    ],
    [of("deliveries before an answer is given up", "放弃答复前的送达次数"), String(answerTries)],
    [
      of("an answer lies ready for its claim code", "答复留待查询"),
      of(`${collectWithinDays} days`, `${collectWithinDays} 日`),
    ],
    [of("questions before satisfaction stays unknown", "满意度记为未知前的询问次数"), String(checkTries)],
  ]
  return [
    table([of("what", "事项"), of("how often, how long", "次数、期限")], rows),
    table(w.sourced, [w.source(source)]),
  ].join("\n\n")
}

const bounds = ({ of }: Words, { below, from }: RiskTable.Bounds): string => {
  if (from === undefined) return of(`below ${below}`, `< ${below}`)
  if (below === undefined) return of(`${from} and more`, `≥ ${from}`)
  return from + 1 === below ? String(from) : of(`${from} to below ${below}`, `${from} 至 < ${below}`)
}

/** Where the hospital counts days is its own business; only the points are shown. */
const anyStay: RiskTable.StayCounting = { counts: "nights", zone: TimeZone.make("UTC") }

const riskTables: ReadonlyArray<readonly [name: string, table: RiskTable.PointSum]> = [
  ["lace", GeneralRisk.lace(anyStay)],
  ["hospital2013", GeneralRisk.hospital2013(anyStay)],
  ["hospital2016", GeneralRisk.hospital2016(anyStay)],
  ["hospital2017", GeneralRisk.hospital2017(anyStay)],
]

const riskScores = (w: Words, language: Word.Language): string =>
  riskTables
    .flatMap(([name, { components, source, tiers, title }]) => [
      `### ${title[language]}`,
      code(`GeneralRisk.${name}`),
      table(
        [w.of("input", "指标"), w.of("points", "分值")],
        components.map((component) => [
          RiskText.input(component.input, language),
          component._tag === "Flag"
            ? w.of(`${component.points} where it holds`, `符合为 ${component.points}`)
            : component.bands
                .map((band) => `${bounds(w, band)}${w.of(": ", "：")}${band.points}`)
                .join(w.of("; ", "；")),
        ]),
      ),
      table(
        [w.of("sum", "总分"), w.of("tier", "分层")],
        tiers.map((band) => [bounds(w, band), WordText.tier(band.tier, language)]),
      ),
      table(w.sourced, [w.source(source)]),
    ])
    .join("\n\n")

const charlson = (w: Words, language: Word.Language): string => {
  const { id, source, weights } = GeneralRisk.laceWeights
  const rows = Object.entries(weights).map(([condition, weight]) => [
    WordText.charlsonCondition(condition as keyof typeof weights, language),
    String(weight),
  ])
  return [
    w.of(
      `Weights ${code(id)} (${code("GeneralRisk.laceWeights")}):`,
      `权重 ${code(id)}（${code("GeneralRisk.laceWeights")}）：`,
    ),
    table([w.of("condition", "疾病"), w.of("weight", "权重")], rows),
    table(w.sourced, [w.source(source)]),
  ].join("\n\n")
}

const questionnaires = (w: Words, language: Word.Language): string =>
  table(
    [
      w.of("questionnaire", "问卷"),
      w.of("title", "名称"),
      w.of("items", "题目数"),
      w.of("domains and weights", "维度与权重"),
      w.of("required base", "最低样本数"),
      ...w.sourced,
    ],
    GeneralQuestionnaires.all.map(({ domains, id, items, requiredBase, source, title }) => [
      code(id),
      title[language] ?? "",
      String(items.length),
      w.list(domains.map((domain) => `${domain.title[language]} ${domain.weight}`)),
      String(requiredBase),
      ...w.source(source),
    ]),
  )

const invitations = (w: Words): string => {
  const { of } = w
  const { answerDays, channels, fatigue, reminders, window } = GeneralQuestionnaires.invitationPolicy
  const { completeness, late } = GeneralQuestionnaires.responsePolicy
  const { due, earliest, latest } = window
  const rows = [
    [
      of("asked", "询问"),
      of(
        `from day ${earliest}, due by day ${due}, at the latest on day ${latest}`,
        `自第 ${earliest} 天起，应于第 ${due} 天，最晚第 ${latest} 天`,
      ),
    ],
    [of("channels", "渠道"), w.channels(channels)],
    ...reminders.map(({ afterHours, by }) => [
      of("reminder", "提醒"),
      of(
        `after ${afterHours} h by the ${by === "nextChannel" ? "next" : "same"} channel`,
        `${afterHours} 小时后，${by === "nextChannel" ? "换下一渠道" : "用同一渠道"}`,
      ),
    ]),
    [of("time to answer", "作答时间"), of(`${answerDays} days`, `${answerDays} 天`)],
    ...(late._tag === "CountWithin"
      ? [[of("late answers count", "迟到仍算数"), of(`for ${late.hours} h more`, `再 ${late.hours} 小时内`)]]
      : []),
    [of("complete from", "完整"), `${completeness.completeFromPercent} %`],
    [of("partial from", "部分完成"), `${completeness.partialFromPercent} %`],
  ]
  const caps = fatigue.map(({ id, limit: held, source }) => [code(id), limit(w, held), ...w.source(source)])
  return [
    table([of("rule", "规则"), of("value", "值")], rows),
    table([of("rule", "规则"), of("says", "内容"), ...w.sourced], caps),
  ].join("\n\n")
}

const medication = (w: Words, language: Word.Language): string => {
  const { of } = w
  const { policy } = GeneralMedication
  const minutes = (count: number) => of(`${count} min`, `${count} 分钟`)
  const { silentMinutes } = policy
  const rows = [
    [of("doses of one reminder lie within", "同一次提醒的用药相隔至多"), minutes(policy.togetherMinutes)],
    [of("ahead of a dose at rest by at most", "遇休息时至多提前"), minutes(policy.aheadMinutes)],
    [of("after a dose by at most", "至多推后"), minutes(policy.lateMinutes)],
    [of("medicines go unnamed on", "不写药名的渠道"), w.channels(policy.openChannels)],
    [of("on time within", "按时：相差至多"), minutes(policy.onTimeMinutes)],
    [
      of("missed in a row, to be looked into", "连续漏服达到此数须过问"),
      of(`${policy.missedInARow} doses`, `${policy.missedInARow} 次`),
    ],
    ...(silentMinutes === undefined
      ? []
      : [[of("missed without a word after", "无回音视为漏服"), minutes(silentMinutes)]]),
  ]
  return [
    table([of("rule", "规则"), of("value", "值")], rows),
    table(w.sourced, [w.source(policy.source)]),
    of("Measures of adherence:", "依从性的量度："),
    table(
      [of("measure", "量度"), ...w.sourced],
      Adherence.measures.map((measure) => [
        MedicationText.measure(measure, language),
        ...w.source(GeneralMedication.measures[measure]),
      ]),
    ),
  ].join("\n\n")
}

const hotlineZone = TimeZone.make("Asia/Shanghai")

const callbacks = (w: Words): string => {
  const { of } = w
  const policy = GeneralHotline.callbacks(hotlineZone)
  const minutes = (count: number) => of(`${count} min`, `${count} 分钟`)
  const rows = [
    [of("calls back in", "回电时段"), hours(w, policy.hours)],
    [of("promised within", "承诺不超过"), minutes(policy.promisedMinutes)],
    [of("missed so long after the promise", "逾期多久算未拨"), minutes(policy.graceMinutes)],
    [of("tries", "回拨次数"), String(policy.attempts)],
    [of("between tries", "间隔"), policy.waitMinutes.map(minutes).join(of(", ", "、"))],
  ]
  return [
    table([of("rule", "规则"), of("value", "值")], rows),
    table(w.sourced, [w.source(policy.source)]),
  ].join("\n\n")
}

const careEvents = (w: Words): string => {
  const { of } = w
  const { policy } = GeneralCareEvents
  const rows = [
    [
      of("reminder to who has a place", "提醒有名额的人"),
      of(`${policy.remindDaysBefore} days before`, `提前 ${policy.remindDaysBefore} 天`),
    ],
    [
      of("changes are told within", "变更的告知不超过"),
      of(`${policy.tellWithinHours} h`, `${policy.tellWithinHours} 小时`),
    ],
    [
      of("nothing is told in the last", "临近开始不再告知"),
      of(`${policy.latestMinutesBefore} min`, `${policy.latestMinutesBefore} 分钟`),
    ],
  ]
  return [
    table([of("rule", "规则"), of("value", "值")], rows),
    table(w.sourced, [w.source(policy.source)]),
  ].join("\n\n")
}

const routing = (w: Words): string => {
  const { of } = w
  const { aheadSeconds, source, widening } = GeneralHotline.routing
  const after = (count: number) => of(`${count} s`, `${count} 秒`)
  const rows = [
    ...Object.entries(aheadSeconds).map(([reason, count]) => [
      of("counts as waited longer: ", "视同多等：") +
        WordText.priorityReason(reason as SkillRouting.PriorityReason, w.language),
      after(count),
    ]),
    ...widening.map(({ afterSeconds, levels }) => [
      of(`levels less from ${after(afterSeconds)} on`, `等满 ${after(afterSeconds)}后降低的技能等级`),
      String(levels),
    ]),
  ]
  return [table([of("rule", "规则"), of("value", "值")], rows), table(w.sourced, [w.source(source)])].join(
    "\n\n",
  )
}

const menuLimits = (w: Words): string =>
  table(
    [w.of("limits", "限度"), w.of("keys in a menu", "每个菜单的按键"), w.of("levels", "层级"), ...w.sourced],
    [
      ["GeneralHotline.menuLimits", GeneralHotline.menuLimits] as const,
      ["ChinaHotline.noMenus", ChinaHotline.noMenus] as const,
    ].map(([name, { depth, keys, source }]) => [
      code(name),
      String(keys),
      String(depth),
      ...w.source(source),
    ]),
  )

interface Country {
  readonly name: Word.Bilingual
  readonly pack: string
  readonly policy: ContactPolicy.ContactPolicy
  readonly rest: Parameters<typeof restHours>[1]
  readonly calendars: { readonly [name: string]: WorkCalendar.WorkCalendar }
  readonly notes: ReadonlyArray<Word.Bilingual>
}

const countries: ReadonlyArray<Country> = [
  {
    name: { en: "China", zh: "中国" },
    pack: "China",
    policy: ChinaContact.carePolicy,
    rest: (["mainland", "xinjiang"] as const).map((region) => [code(region), ChinaContact.restIn(region)]),
    calendars: { publicHolidays: ChinaCalendar.publicHolidays },
    notes: [
      {
        en: "The rest hours are on Beijing's clock; a profile in the zone `Asia/Urumqi` takes those of `mainland`.",
        zh: "休息时间按北京时间；时区为 `Asia/Urumqi` 的档案用 `mainland` 的时间。",
      },
      {
        en: `Under ${ChinaContact.guardianConsentUnder} only a guardian's consent counts.`,
        zh: `未满 ${ChinaContact.guardianConsentUnder} 岁只有监护人的同意有效。`,
      },
    ],
  },
  {
    name: { en: "United States", zh: "美国" },
    pack: "UnitedStates",
    policy: UnitedStatesContact.carePolicy,
    rest: [["—", UnitedStatesContact.rest]],
    calendars: { federalHolidays: UnitedStatesCalendar.federalHolidays },
    notes: [],
  },
  {
    name: { en: "United Kingdom", zh: "英国" },
    pack: "UnitedKingdom",
    policy: UnitedKingdomContact.carePolicy,
    rest: [["—", UnitedKingdomContact.rest]],
    calendars: {
      englandAndWales: UnitedKingdomCalendar.englandAndWales,
      scotland: UnitedKingdomCalendar.scotland,
      northernIreland: UnitedKingdomCalendar.northernIreland,
    },
    notes: [
      {
        en: "`UnitedKingdomContact.practiceHours` (8:00 to 21:00 for promotion) is recalled, and switched off.",
        zh: "`UnitedKingdomContact.practiceHours`（宣传推广 8:00 至 21:00）仅凭记忆，未启用。",
      },
    ],
  },
  {
    name: { en: "France", zh: "法国" },
    pack: "France",
    policy: FranceContact.carePolicy,
    rest: [["—", FranceContact.rest]],
    calendars: { legalHolidays: FranceCalendar.legalHolidays, alsaceMoselle: FranceCalendar.alsaceMoselle },
    notes: [],
  },
]

const countryPage = (w: Words, { calendars, name, notes, pack, policy, rest }: Country): Cells => {
  const { of } = w
  return [
    of(`## ${name.en}: contacting people`, `## ${name.zh}：联系患者`),
    of(
      `Policy ${code(policy.id)}, version ${policy.version} (${code(`${pack}Contact.carePolicy`)}).`,
      `联系策略 ${code(policy.id)}，版本 ${policy.version}（${code(`${pack}Contact.carePolicy`)}）。`,
    ),
    contactRules(w, policy),
    disturbances(w, policy),
    of(
      `Rest hours (${code(pack === "China" ? "ChinaContact.restIn" : `${pack}Contact.rest`)}):`,
      `休息时间（${code(pack === "China" ? "ChinaContact.restIn" : `${pack}Contact.rest`)}）：`,
    ),
    restHours(w, rest),
    of(`Addressed in person from ${policy.adultFrom} years on.`, `年满 ${policy.adultFrom} 岁直接联系本人。`),
    ...notes.map((note) => of(note.en, note.zh)),
    of(`## ${name.en}: public holidays`, `## ${name.zh}：节假日`),
    ...Object.entries(calendars).map(([key, shown]) => calendar(w, `${pack}Calendar.${key}`, shown)),
    citations(w, Object.values(calendars)),
  ]
}

const limits = (w: Words, place: string, policy: SlaPolicy.SlaPolicy): ReadonlyArray<string> => {
  const { language, of, source, sourced } = w
  const rows = policy.rules.flatMap((rule) =>
    rule.targets.map((asked, i) => [
      i > 0
        ? ""
        : code(rule.id) + (rule.switchedOff === undefined ? "" : of(" (switched off)", "（未启用）")),
      i > 0 ? "" : cell(SlaText.condition(rule.when, language)),
      WordText.target(asked.target, language),
      SlaText.limit(asked.limit, language),
      WordText.targetStart(asked.start, language),
      SlaText.pausedBy(asked.pausedBy, language),
      asked.steps.map((step) => SlaText.step(step, language)).join("<br>"),
      ...(i > 0 ? ["", "", ""] : source(rule.source)),
    ]),
  )
  const head = [
    of("rule", "规则"),
    of("for", "适用"),
    of("target", "目标"),
    of("limit", "时限"),
    of("from", "起算"),
    of("paused by", "暂停"),
    of("ladder", "上报"),
  ]
  return [
    `## ${place}${of(": ", "：")}${policy.title[language]}`,
    of(
      `Limits ${code(policy.id)}, version ${policy.version}. For each target the first rule counts that matches and sets it.`,
      `时限策略 ${code(policy.id)}，版本 ${policy.version}。每个目标取第一条相符且设定了该目标的规则。`,
    ),
    table([...head, ...sourced], rows),
  ]
}

const indicators = (w: Words, language: Word.Language): string =>
  table(
    [
      w.of("indicator", "指标"),
      w.of("computed of", "算法"),
      w.of("better", "更好"),
      w.of("target", "目标"),
      w.of("least base", "最小基数"),
      w.of("in use", "启用"),
      ...w.sourced,
    ],
    GeneralIndicators.all.map((indicator) => [
      `${indicator.title[language]}<br>${code(indicator.id)}`,
      QualityText.measure(indicator, language),
      indicator.better === "higher" ? w.of("higher", "高") : w.of("lower", "低"),
      QualityText.target(indicator, language),
      String(indicator.leastBase),
      indicator.switchedOff === true ? w.of("no", "否") : w.of("yes", "是"),
      ...w.source(indicator.source),
    ]),
  )

/** How long records are kept at least. */
const festivals = (w: Words, all: ReadonlyArray<Festival.Festival>): string =>
  table(
    [w.of("festival", "节日"), w.of("day", "日子"), w.of("mood", "性质"), ...w.sourced],
    all.map(({ day, id, mood, name, source }) => [
      `${name[w.language]}<br>${code(id)}`,
      YearlyDayText.render(day, w.language),
      mood === "glad" ? w.of("glad", "喜庆") : w.of("solemn: nobody is greeted", "肃穆：不问候"),
      ...w.source(source),
    ]),
  )

const retention = (w: Words, language: Word.Language): string =>
  table(
    [w.of("rule", "规则"), w.of("says", "内容"), w.of("in use", "启用"), ...w.sourced],
    ChinaRetention.keeps.map(({ enabled, id, source }) => [
      code(id),
      ReasonText.sentence(id, language),
      enabled ? w.of("yes", "是") : w.of("no", "否"),
      ...w.source(source),
    ]),
  )

/** Who may do what. */
const permissions = (w: Words, language: Word.Language): string =>
  table(
    [
      w.of("grant", "授权"),
      w.of("to", "授予"),
      w.of("may", "可以"),
      w.of("for", "用途"),
      w.of("in use", "启用"),
      ...w.sourced,
    ],
    ChinaPermission.grants.map(({ enabled, id, permissions, purposes, source, to }) => [
      code(id),
      w.list(to.map((holder) => WordText.holder(holder, language))),
      w.list(permissions.map((one) => WordText.permission(one, language))),
      w.list(purposes.map((one) => WordText.accessPurpose(one, language))),
      enabled ? w.of("yes", "是") : w.of("no", "否"),
      ...w.source(source),
    ]),
  )

/** The page in one language. */
const rulesPage = (language: Word.Language): string => {
  const w = words(language)
  const { of } = w
  const protocol = GeneralProtocols.generalDischarge
  const rules = GeneralProtocols.personalisation(elderlyFrom)
  const added = rules.flatMap((rule) =>
    rule.effects.flatMap((done) => (done._tag === "AddStage" ? [done.stage] : [])),
  )
  return `${[
    of("# The rules that ship", "# 随附规则表"),
    of("[中文](rules.zh.md)", "[English](rules.md)"),
    of(
      "Made from the data by `scripts/rules-table.ts`; a test holds this page to it. What status and verified mean: [foundation](../concepts/foundation.md#what-is-meant).",
      "由 `scripts/rules-table.ts` 从数据生成，有测试保证与数据一致。效力与核对的含义见[基础](../concepts/foundation.zh.md#含义)。",
    ),
    ...countries.flatMap((country) => countryPage(w, country)),
    of("## China: how long records are kept", "## 中国：记录的保存期限"),
    of(
      `${code("ChinaRetention.keeps")}: a hospital switches on what it files as part of its medical records.`,
      `${code("ChinaRetention.keeps")}：医院把归入病历的启用。`,
    ),
    retention(w, language),
    of("## China: who may do what", "## 中国：谁可以做什么"),
    of(
      `${code("ChinaPermission.grants")}: a hospital's own rules where it has decided nothing else.`,
      `${code("ChinaPermission.grants")}：医院未另作规定时的自定规则。`,
    ),
    permissions(w, language),
    of("## China: festivals", "## 中国：节日"),
    code("ChinaFestivals.all"),
    festivals(w, ChinaFestivals.all),
    of("## United States: festivals", "## 美国：节日"),
    code("UnitedStatesFestivals.all"),
    festivals(w, UnitedStatesFestivals.all),
    of("## General: follow-up after discharge", "## 通用：出院随访"),
    of(
      `Protocol ${code(protocol.id)}, version ${protocol.version} (${code("GeneralProtocols.generalDischarge")}). Due and latest run through the end of their date; hours are instants.`,
      `随访方案 ${code(protocol.id)}，版本 ${protocol.version}（${code("GeneralProtocols.generalDischarge")}）。“应于”和“最晚”到其日期结束时为止；小时指具体时刻。`,
    ),
    stages(w, protocol.stages, language),
    of("Tries:", "尝试："),
    attempts(w, protocol.attempts),
    ...ConditionProtocols.all.flatMap((p) => protocolSection(w, of("General", "通用"), p, language)),
    of("## General: personalisation", "## 通用：个体化"),
    of(
      `${code("GeneralProtocols.personalisation")}, shown for the elderly from ${elderlyFrom}: that age is the hospital's to name.`,
      `${code("GeneralProtocols.personalisation")}，此处老年按 ${elderlyFrom} 岁列出；该年龄由医院指定。`,
    ),
    personalisation(w, rules, language),
    of("The stages that they add:", "由此增加的阶段："),
    stages(w, added, language),
    of("## General: handover", "## 通用：出院交接"),
    of(
      `Policy ${code(GeneralHandover.policy.id)}, version ${GeneralHandover.policy.version} (${code("GeneralHandover.policy")}).`,
      `交接规则 ${code(GeneralHandover.policy.id)}，版本 ${GeneralHandover.policy.version}（${code("GeneralHandover.policy")}）。`,
    ),
    handover(w, language),
    of("## General: feedback", "## 通用：反馈"),
    of(
      `Tree ${code(GeneralFeedback.categories.id)}, version ${GeneralFeedback.categories.version} (${code("GeneralFeedback.categories")}); a hospital extends it.`,
      `分类树 ${code(GeneralFeedback.categories.id)}，版本 ${GeneralFeedback.categories.version}（${code("GeneralFeedback.categories")}）；医院可自行扩充。`,
    ),
    categories(w, language),
    of(
      `Policy ${code(GeneralFeedback.ticketPolicy.id)}, version ${GeneralFeedback.ticketPolicy.version} (${code("GeneralFeedback.ticketPolicy")}).`,
      `工单规则 ${code(GeneralFeedback.ticketPolicy.id)}，版本 ${GeneralFeedback.ticketPolicy.version}（${code("GeneralFeedback.ticketPolicy")}）。`,
    ),
    trying(w),
    of("## General: risk scores", "## 通用：风险评分"),
    of(
      "None is in use before a hospital takes it, and says how it counts the days of a stay.",
      "医院选用并说明住院天数的算法之前，均不启用。",
    ),
    riskScores(w, language),
    charlson(w, language),
    of("## General: questionnaires", "## 通用：问卷"),
    questionnaires(w, language),
    of(
      `Invitations (${code("GeneralQuestionnaires.invitationPolicy")}) and what counts (${code("GeneralQuestionnaires.responsePolicy")}):`,
      `邀请（${code("GeneralQuestionnaires.invitationPolicy")}）与算数的答卷（${code("GeneralQuestionnaires.responsePolicy")}）：`,
    ),
    invitations(w),
    of("## General: medication reminders", "## 通用：用药提醒"),
    of(
      `Policy ${code(GeneralMedication.policy.id)}, version ${GeneralMedication.policy.version} (${code("GeneralMedication.policy")}).`,
      `策略 ${code(GeneralMedication.policy.id)}，版本 ${GeneralMedication.policy.version}（${code("GeneralMedication.policy")}）。`,
    ),
    medication(w, language),
    of("## General: events for patients", "## 通用：患者活动"),
    of(
      `Policy ${code(GeneralCareEvents.policy.id)}, version ${GeneralCareEvents.policy.version} (${code("GeneralCareEvents.policy")}).`,
      `策略 ${code(GeneralCareEvents.policy.id)}，版本 ${GeneralCareEvents.policy.version}（${code("GeneralCareEvents.policy")}）。`,
    ),
    careEvents(w),
    of("## General: hotline", "## 通用：热线"),
    of(`Callbacks (${code("GeneralHotline.callbacks")}):`, `回电（${code("GeneralHotline.callbacks")}）：`),
    callbacks(w),
    of(
      `Who takes which call (${code("GeneralHotline.routing")}):`,
      `来电分派（${code("GeneralHotline.routing")}）：`,
    ),
    routing(w),
    of("Voice menus:", "语音菜单："),
    menuLimits(w),
    of("## General: indicators", "## 通用：指标"),
    of(
      `${code("GeneralIndicators.all")}. A target that isn't in use is the hospital's to take.`,
      `${code("GeneralIndicators.all")}。未启用的目标由医院自行选用。`,
    ),
    indicators(w, language),
    ...protocolSection(w, of("United States", "美国"), TransitionalCare.transitionalCare, language),
    personalisation(w, [TransitionalCare.highComplexity], language),
    ...ChinaProtocols.all.flatMap((p) => protocolSection(w, of("China", "中国"), p, language)),
    ...limits(w, of("General", "通用"), GeneralSla.hospital),
    ...ChinaSla.all.flatMap((p) => limits(w, of("China", "中国"), p)),
    ...UnitedKingdomSla.all.flatMap((p) => limits(w, of("United Kingdom", "英国"), p)),
    ...limits(w, of("United States", "美国"), UnitedStatesSla.grievances(shownGrievances)),
  ].join("\n\n")}\n`
}

/** Each page beside its file, from the root of the repository. */
export const rulesPages: ReadonlyArray<readonly [file: string, text: string]> = [
  ["docs/reference/rules.md", rulesPage("en")],
  ["docs/reference/rules.zh.md", rulesPage("zh")],
]

if (import.meta.main)
  for (const [file, text] of rulesPages) writeFileSync(new URL(`../${file}`, import.meta.url), text)
