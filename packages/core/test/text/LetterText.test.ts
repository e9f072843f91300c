import { Id, type Letter, LetterText, TimeZone } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import { describe, expect, test } from "vitest"

const at = (time: string) => DateTime.makeUnsafe(`2026-03-${time}:00+08:00`)
const surgery = Id.DepartmentId.make("surgery")

const letter = (says: Letter.Says, to?: string): Letter.Letter => ({
  item: Id.FeedbackId.make("f-1"),
  ...(to !== undefined && { to }),
  subject: "换药等了两个小时",
  receivedAt: at("02T09:00"),
  says,
})

const written = (language: "zh" | "en", of: Letter.Letter, more: Partial<LetterText.Options> = {}) =>
  LetterText.render(of, {
    language,
    zone: TimeZone.make("Asia/Shanghai"),
    writtenAt: at("04T10:00"),
    hospital: "第一医院",
    contact: "李老师 010-6234 5678",
    ...more,
  }).split("\n\n")

const answered: Letter.Says = {
  _tag: "Answered",
  steps: [
    { _tag: "Registered", at: at("02T09:10") },
    { _tag: "Acknowledged", at: at("02T09:20") },
    { _tag: "MeasureTaken", at: at("02T09:30") },
    { _tag: "ArrivedOnSite", at: at("02T10:00"), department: surgery },
    { _tag: "SenderWrote", at: at("03T10:00") },
  ],
  departments: [surgery, Id.DepartmentId.make("pharmacy")],
  result: {
    _tag: "Handled",
    finding: "partlyFounded",
    summary: "排班有误",
    measures: ["已补换药", "调整排班"],
  },
  resultAt: at("04T09:00"),
  again: false,
}

describe("a letter", () => {
  test("answers with what was done, what was found, when, and whom to turn to", () => {
    const more = {
      departments: new Map([[surgery, "外科"]]),
      onward: ["申请复核", "向主管部门反映"],
    }
    expect(written("zh", letter(answered, "王芳"), more)).toEqual([
      "答复（f-1）",
      "王芳：",
      "您于2026年3月2日（周一）反映的“换药等了两个小时”，登记号为 f-1。我们已办理完毕，答复如下。",
      "办理经过\n- 2026年3月2日（周一）：登记受理\n- 2026年3月2日（周一）：告知您已受理\n- 2026年3月2日（周一）：先行采取处置措施\n- 2026年3月2日（周一）：外科到现场处理\n- 2026年3月3日（周二）：收到您的补充\n- 涉及科室：外科、pharmacy",
      "办理结果\n经查：部分属实。\n排班有误",
      "处理措施\n1. 已补换药\n2. 调整排班",
      "办结日期：2026年3月4日（周三）",
      "如对答复有异议\n申请复核\n向主管部门反映",
      "如有疑问，请联系：李老师 010-6234 5678。",
      "第一医院\n2026年3月4日（周三）",
    ])
    expect(written("en", letter({ ...answered, again: true }, "Wang Fang"))).toEqual([
      "Our answer (f-1)",
      "Dear Wang Fang,",
      "On Mon 2 Mar 2026 you told us of “换药等了两个小时”. We have it under the number f-1. We have looked into it again, and this is our answer.",
      "What we did\n- Mon 2 Mar 2026: registered\n- Mon 2 Mar 2026: told you that we have it\n- Mon 2 Mar 2026: took measures at once\n- Mon 2 Mar 2026: surgery came to see\n- Tue 3 Mar 2026: heard from you again\n- Departments concerned: surgery, pharmacy",
      "What came of it\nWe found it to be so in part.\n排班有误",
      "What is done about it\n1. 已补换药\n2. 调整排班",
      "Settled on Wed 4 Mar 2026",
      "If you have a question, turn to 李老师 010-6234 5678.",
      "第一医院\nWed 4 Mar 2026",
    ])
  })

  test("says whose matter it is that the hospital doesn't handle", () => {
    const result = { _tag: "NotHandled", ground: "inCourt", summary: "", referredTo: "区法院" } as const
    const says: Letter.Says = { ...answered, steps: [], departments: [], result }
    expect(written("zh", letter(says)).slice(1, 5)).toEqual([
      "您好：",
      "您于2026年3月2日（周一）反映的“换药等了两个小时”，登记号为 f-1。我们已办理完毕，答复如下。",
      "办理结果\n此事不属本院办理：已进入诉讼。\n请向区法院反映。",
      "办结日期：2026年3月4日（周三）",
    ])
    expect(written("en", letter(says))[3]).toBe(
      "What came of it\nThis isn't ours to handle: before a court.\nPlease turn to 区法院.",
    )
  })

  test("finds nothing where nothing was asked to be found", () => {
    const result = { _tag: "Handled", finding: "answered", summary: "门诊八点开始", measures: [] } as const
    const says: Letter.Says = { ...answered, steps: [], departments: [], result }
    expect(written("zh", letter(says)).slice(3, 5)).toEqual([
      "办理结果\n门诊八点开始",
      "办结日期：2026年3月4日（周三）",
    ])
  })

  test("tells that an item came in, and by when it is answered: midnight is the day before", () => {
    expect(written("zh", letter({ _tag: "Received", answerBy: at("10T00:00") }))[2]).toBe(
      "您于2026年3月2日（周一）反映的“换药等了两个小时”，登记号为 f-1。我们已受理，正在办理，将于2026年3月9日（周一）前（含当日）答复您。",
    )
    expect(written("zh", letter({ _tag: "Received" }))[2]).toMatch(/我们已受理，正在办理。$/)
    expect(written("en", letter({ _tag: "Received" }))[2]).toMatch(/, and look into it\.$/)
  })

  test("tells that an answer takes longer", () => {
    const says: Letter.Says = { _tag: "Delayed", answerBy: at("10T18:00") }
    expect(written("zh", letter(says)).slice(0, 3)).toEqual([
      "延期告知（f-1）",
      "您好：",
      "您于2026年3月2日（周一）反映的“换药等了两个小时”，登记号为 f-1。此事尚在办理，未能如期答复，谨致歉意。我们将于2026年3月10日（周二）前（含当日）答复您。",
    ])
    expect(written("en", letter(says)).slice(0, 3)).toEqual([
      "Our answer is late (f-1)",
      "Good day,",
      "On Mon 2 Mar 2026 you told us of “换药等了两个小时”. We have it under the number f-1. We are still looking into it, and are sorry that this takes longer. You will have our answer by Tue 10 Mar 2026.",
    ])
  })
})
