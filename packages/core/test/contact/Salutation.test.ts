import { Salutation, SalutationText, type Word } from "@aftercare/core"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const custom = { elderFrom: 65, childUnder: 14 }
type Sex = Word.Sex
type Relation = Word.Relation

const say = (name: string, sex: Sex, age: number, relation: Relation = "self", answers = name) => {
  const salutation = Salutation.choose({ name, sex, age }, { relation, name: answers }, custom)
  return [SalutationText.render(salutation, "zh"), SalutationText.render(salutation, "en")]
}

test.each<[Parameters<typeof say>, string, string]>([
  [["王芳", "female", 40], "王女士", "王芳"],
  [["王建国", "male", 64], "王先生", "王建国"],
  [["王建国", "male", 65], "王爷爷", "王建国"],
  [["欧阳淑芬", "female", 70], "欧阳奶奶", "欧阳淑芬"],
  [["欧阳", "male", 30], "欧先生", "欧阳"],
  [["诸葛亮", "male", 30], "诸葛先生", "诸葛亮"],
  [["李娜", "unknown", 80], "李娜", "李娜"],
  [["张小明", "male", 6], "张小明小朋友", "张小明"],
  [["张小明", "male", 13, "guardian", "张伟"], "张小明小朋友的家长", "parent or guardian of 张小明"],
  [["张小明", "male", 14, "guardian", "张伟"], "张伟", "张伟"],
  [["王建国", "male", 80, "caregiver", "李四"], "李四", "李四"],
  [["Mary Ann Smith", "female", 70], "Mary Ann Smith奶奶", "Ms Smith"],
  [["Łukasz O'Neill-Żak", "male", 30], "Łukasz O'Neill-Żak先生", "Mr O'Neill-Żak"],
  [["阿卜杜热西提·买买提", "male", 30], "阿卜杜热西提·买买提先生", "阿卜杜热西提·买买提"],
])("%j", (said, chinese, english) => {
  expect(say(...said)).toEqual([chinese, english])
})

test("nobody is called grandfather or grandmother where the hospital names no age", () => {
  const patient = { name: "王建国", sex: "male", age: 99 } as const
  expect(Salutation.choose(patient, { relation: "self", name: patient.name }, { childUnder: 14 })._tag).toBe(
    "Title",
  )
})

test("a preference holds before all else; every salutation decodes, is never blank, and tells nothing but names", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("王芳", "Mary Smith", "شيماء", "欧阳娜娜", "ひかり", "王"),
      fc.constantFrom<Sex>("female", "male", "unknown"),
      fc.integer({ min: 0, max: 120 }),
      fc.constantFrom<Relation>("self", "guardian", "caregiver"),
      fc.option(fc.constant("老师"), { nil: undefined }),
      (name, sex, age, relation, prefers) => {
        const answerer = { relation, name: "李四", ...(prefers === undefined ? {} : { prefers }) }
        const salutation = Salutation.choose({ name, sex, age }, answerer, custom)
        expect(Schema.is(Salutation.Salutation)(salutation)).toBe(true)
        for (const language of ["zh", "en"] as const) {
          const text = SalutationText.render(salutation, language)
          if (prefers !== undefined) expect(text).toBe(prefers)
          expect(text.trim()).not.toBe("")
          expect(text).not.toMatch(/\d|undefined/)
        }
      },
    ),
    runs(300),
  )
})
