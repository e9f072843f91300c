import { DigitAnswer, GeneralQuestionnaires, Id, type Questionnaire, SurveyResponse } from "@aftercare/core"
import { SurveyArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

type Item = Questionnaire.Item

const scale = (least: number, most: number): Item => ({
  id: "mark",
  text: {},
  answer: { _tag: "Scale", least, most, anchors: [] },
})
const open = (invitation: string, item: Item): DigitAnswer.OpenQuestion => ({
  invitation: Id.InvitationId.make(invitation),
  item,
})
const marks = [open("i-1", scale(0, 10))]

describe("a short message", () => {
  test.each([
    ["4", 4, ""],
    ["４", 4, ""],
    [" 4 ", 4, ""],
    ["4。", 4, ""],
    ["4分", 4, ""],
    ["10 分！", 10, ""],
    ["5 很好", 5, "很好"],
    ["5很好", 5, "很好"],
    ["5，医生很耐心", 5, "医生很耐心"],
    ["5: very good", 5, "very good"],
    ["5 stars", 5, ""],
    ["5星", 5, ""],
    ["④", 4, ""],
    ["4️⃣", 4, ""],
    ["五", 5, ""],
    ["十分", 10, ""],
    ["八。", 8, ""],
    ["0", 0, ""],
    ["-0", 0, ""],
    ["007", 7, ""],
    ["5\n谢谢", 5, "谢谢"],
    ["5颗星", 5, ""],
    ["5多谢", 5, "多谢"],
    ["5很好,谢谢", 5, "很好,谢谢"],
    ["5 ，  很好! ", 5, "很好!"],
    ["5分 很好", 5, "很好"],
    ["5万分感谢", 5, "万分感谢"],
    ["5支持", 5, "支持"],
    ["4条件一般", 4, "条件一般"],
    ["5回答清楚", 5, "回答清楚"],
    ["4 officially good", 4, "officially good"],
  ])("%j is a mark", (message, value, words) => {
    expect(DigitAnswer.read(message, marks)).toEqual({
      _tag: "Answered",
      invitation: "i-1",
      item: "mark",
      answer: { _tag: "Scale", value },
      words,
    })
  })

  test.each([
    "",
    "很好",
    "好的5",
    "我给5分",
    "4.5",
    "4/5",
    "4 or 5",
    "4-5",
    "8点再打",
    "8 点再打给我",
    "8:30",
    "5号出院",
    "3天后",
    "2 weeks",
    "5pm",
    "3rd floor",
    "90%",
    "½",
    "十分满意",
    "一般",
    "10分钟后",
    "星期5",
    "13800138000",
    "٤",
    "TD",
    "3片药吃完了",
    "2粒",
    "4毫升",
    "1级护理",
    "3种药都停了吗",
    "2盒 还要吗",
    "4遍电话没人接",
    "2回",
    "1万元",
    "2 pills left",
    "5 mg",
    "2 nurses were rude",
    "3 out of five",
    "1 of you",
  ])("%j is for a person to read", (message) => {
    expect(DigitAnswer.read(message, marks)).toEqual({ _tag: "Unread" })
  })

  test.each([
    ["11", [11]],
    ["-4", [-4]],
    ["4 5", [4, 5]],
    ["10 12、3", [10, 12, 3]],
    ["①②", [1, 2]],
    ["5²", [5, 2]],
  ])("%j is taken by none", (message, numbers) => {
    expect(DigitAnswer.read(message, marks)).toEqual({
      _tag: "NotTaken",
      numbers,
      open: [{ invitation: "i-1", item: "mark" }],
    })
    expect(DigitAnswer.read(message, [])).toEqual({ _tag: "NotTaken", numbers, open: [] })
  })

  test("with two surveys open answers the one that takes it, and neither where both do", () => {
    const two = [open("i-1", scale(1, 5)), open("i-2", scale(0, 10))]
    expect(DigitAnswer.read("9", two)).toMatchObject({ _tag: "Answered", invitation: "i-2" })
    expect(DigitAnswer.read("4", two)).toEqual({
      _tag: "Ambiguous",
      numbers: [4],
      among: [
        { invitation: "i-1", item: "mark" },
        { invitation: "i-2", item: "mark" },
      ],
    })
  })

  test("answers yes and no by 1 and 2, options by their places, several by several", () => {
    const { afterVisit, hotline } = GeneralQuestionnaires
    const of = (item: Item | undefined) => (item === undefined ? [] : [open("i-1", item)])
    const solved = of(hotline.items[0])
    expect(DigitAnswer.read("1", solved)).toMatchObject({ answer: { _tag: "YesNo", yes: true } })
    expect(DigitAnswer.read("2", solved)).toMatchObject({ answer: { _tag: "YesNo", yes: false } })
    expect(DigitAnswer.read("3", solved)).toMatchObject({ _tag: "NotTaken" })
    const improve = of(afterVisit.items.find(({ id }) => id === "toImprove"))
    expect(DigitAnswer.read("2，5", improve)).toMatchObject({
      answer: { _tag: "Choice", options: ["waiting", "cost"] },
    })
    expect(DigitAnswer.read("2 2", improve)).toMatchObject({ _tag: "NotTaken" })
    expect(DigitAnswer.read("2 9", improve)).toMatchObject({ _tag: "NotTaken" })
    expect(DigitAnswer.read("0", improve)).toMatchObject({ _tag: "NotTaken" })
  })
})

test("numbers are taken as the table says, and no others", () => {
  const words = { zh: "项", en: "item" }
  const options = [
    { id: "a", text: words },
    { id: "b", text: words },
    { id: "c", text: words },
  ] as const
  const answers: ReadonlyArray<Item["answer"]> = [
    { _tag: "Scale", least: -1, most: 3, anchors: [] },
    { _tag: "YesNo" },
    { _tag: "Choice", options },
    { _tag: "Choice", options, several: true },
    { _tag: "Words" },
  ]
  const scale = [-1, 0, 1, 2, 3].map((value) => [[value], { _tag: "Scale", value }] as const)
  const sorts = [[1], [2], [3], [1, 2], [2, 1], [1, 3], [3, 1], [2, 3], [3, 2]]
  const sets = [...sorts, ...sorts.slice(3).map(([a = 0, b = 0]) => [a, b, 6 - a - b])]
  const chosen = (of: ReadonlyArray<ReadonlyArray<number>>) =>
    of.map((places) => [places, { _tag: "Choice", options: places.map((n) => " abc"[n]) }] as const)
  const taken = [
    scale,
    [[[1], { _tag: "YesNo", yes: true }] as const, [[2], { _tag: "YesNo", yes: false }] as const],
    chosen(sets.slice(0, 3)),
    chosen(sets),
    [],
  ]
  const digits = [-2, -1, 0, 1, 2, 3, 4]
  const one = digits.map((n) => [n])
  const two = digits.flatMap((n) => one.map((more) => [n, ...more]))
  const lists = [[], ...one, ...two, ...digits.flatMap((n) => two.map((more) => [n, ...more]))]
  for (const [i, answer] of answers.entries())
    for (const numbers of lists)
      expect(DigitAnswer.answerFor({ answer }, numbers)).toEqual(
        taken[i]?.find(([of]) => of.join() === numbers.join())?.[1],
      )
})

test("an answer is to the item that its message asked, else to the first that takes numbers", () => {
  fc.assert(
    fc.property(SurveyArbitraries.questionnaire(), (questionnaire) => {
      for (const item of questionnaire.items)
        expect(DigitAnswer.askedBy(questionnaire, { item: item.id })).toBe(item)
      expect(DigitAnswer.askedBy(questionnaire, { item: "nobody's" })).toBe(undefined)
      expect(DigitAnswer.askedBy(questionnaire, {})).toBe(DigitAnswer.next(questionnaire, {}))
    }),
  )
})

const anyItem = SurveyArbitraries.questionnaire().chain(({ items }) => fc.constantFrom(...items))
const questions = fc
  .array(anyItem, { maxLength: 4 })
  .map((items) => items.map((item, i) => open(`i-${i}`, item)))
const message = fc.oneof(
  fc.integer({ min: -12, max: 12 }).map(String),
  fc
    .tuple(fc.integer({ min: 0, max: 10 }), fc.string({ unit: "grapheme" }))
    .map(([n, words]) => `${n} ${words}`),
  fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 4 }).map((list) => list.join(" ")),
  fc.string({ unit: "grapheme" }),
)

test("a message answers a question exactly where no other open one takes its numbers, with what the item takes", () => {
  fc.assert(
    fc.property(questions, message, (list, text) => {
      const alone = list.map((question) => DigitAnswer.read(text, [question]))
      const taking = alone.filter(({ _tag }) => _tag === "Answered")
      const together = DigitAnswer.read(text, list)
      const other = DigitAnswer.read(text, [...list].reverse())
      expect(other._tag).toBe(together._tag)
      if (together._tag === "Unread") expect(taking).toEqual([])
      else if (taking.length === 1) expect([together, other]).toEqual([taking[0], taking[0]])
      else expect(together._tag).toBe(taking.length === 0 ? "NotTaken" : "Ambiguous")
      for (const { item } of list) {
        const reply = DigitAnswer.read(text, [open("i", item)])
        if (reply._tag === "Answered") {
          expect(SurveyResponse.problemWith(item, reply.answer)).toBe(undefined)
          expect(SurveyResponse.hasValue(reply.answer)).toBe(true)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test("answered in turn, digit by digit, a questionnaire comes to its end", () => {
  fc.assert(
    fc.property(SurveyArbitraries.questionnaire(), fc.infiniteStream(fc.nat(9)), (whole, digits) => {
      let answers: SurveyResponse.Answers = {}
      for (let step = 0; step < 40; step++) {
        const item = DigitAnswer.next(whole, answers)
        if (item === undefined) break
        const digit = Number(digits.next().value)
        const answer =
          DigitAnswer.answerFor(item, [digit]) ?? ({ _tag: "Unanswered", because: "unknown" } as const)
        answers = { ...answers, [item.id]: answer }
      }
      expect(DigitAnswer.next(whole, answers)).toBe(undefined)
      expect(SurveyResponse.problemsWith(whole, answers)).toEqual([])
      const inDigits = SurveyResponse.asked(whole, answers).filter(({ answer }) => answer._tag !== "Words")
      expect(Object.keys(answers)).toEqual(inDigits.map(({ id }) => id))
    }),
  )
})
