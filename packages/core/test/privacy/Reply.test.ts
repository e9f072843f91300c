import { ChinaReplies, GeneralReplies, Reply, Rule } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const lists = [...ChinaReplies.words, ...GeneralReplies.words]
const on = lists.filter(({ enabled }) => enabled)

/** The same word as a phone may send it: case, full width, spaces and punctuation around it. */
const written = (word: string) =>
  fc
    .tuple(
      fc.constantFrom("", " ", "\n", "“", "　"),
      fc.array(fc.boolean(), { minLength: word.length, maxLength: word.length }),
      fc.boolean(),
      fc.constantFrom("", " ", "。", "!", "！", ".", "\r\n", "…"),
    )
    .map(([before, upper, wide, after]) => {
      const cased = [...word].map((c, i) => (upper[i] === true ? c.toUpperCase() : c.toLowerCase())).join("")
      const widened = wide
        ? cased.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
        : cased
      return before + widened + after
    })

describe("a reply", () => {
  test("is the word of a list in any case, width and punctuation", () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...on.flatMap((list) => list.words.map((word) => ({ list, word }))))
          .chain(({ list, word }) => written(word).map((text) => ({ list, text }))),
        ({ list, text }) => {
          expect(Reply.read(lists, text)._tag).toBe(list.meaning)
        },
      ),
      runs(500),
    )
  })

  test.each(["退訂", "退 订", "退　订。", "退\u200b订", "回复TD", "回复 R", "回td", "T D", "t  d", "回R。"])(
    "%j stops, as it is asked for",
    (text) => {
      expect(Reply.read(ChinaReplies.words, text)).toMatchObject({ _tag: "OptOut" })
    },
  )

  test("of any other text is left to a person, and says what it resembles", () => {
    const read = (text: string) => Reply.read(lists, text)
    expect(read("please stop")).toEqual({ _tag: "Other", resembles: "OptOut" })
    expect(read("Please, STOP! it")).toEqual({ _tag: "Other", resembles: "OptOut" })
    expect(read("我要退订，别发了")).toEqual({ _tag: "Other", resembles: "OptOut" })
    for (const text of ["我要退 订", "退。订", "退-订!", "退\n、订吧", "S.T.O.P", "s t o p"])
      expect(read(text)).toEqual({ _tag: "Other", resembles: "OptOut" })
    expect(read("不订，退")).toEqual({ _tag: "Other" })
    expect(read("how do I start the tablets")).toEqual({ _tag: "Other", resembles: "OptIn" })
    expect(read("stopped bleeding")).toEqual({ _tag: "Other" })
    expect(read("R超")).toEqual({ _tag: "Other" })
    expect(read("4")).toEqual({ _tag: "Other" })
    expect(read("")).toEqual({ _tag: "Other" })
    expect(read("！！")).toEqual({ _tag: "Other" })
  })

  test("resembles a word inside a sentence where that is long enough, and Latin ones stand alone", () => {
    const list = (...words: readonly [string, ...ReadonlyArray<string>]): ReadonlyArray<Reply.WordList> => [
      {
        id: Rule.RuleId.make("words.own"),
        meaning: "OptOut",
        words,
        enabled: true,
        source: { title: "own", status: "hospitalPolicy", verified: "own" },
      },
    ]
    const resembles = (word: string, text: string) => {
      const found = Reply.read(list(word), text)
      return found._tag === "Other" && found.resembles !== undefined
    }
    expect([resembles("退", "我退烧了"), resembles("退订", "我退订了")]).toEqual([false, true])
    expect([resembles("no", "no problem"), resembles("end", "the end, please")]).toEqual([false, true])
    expect([
      resembles("end", "the weekend"),
      resembles("退订A", "我退订A了"),
      resembles("A退", "我A退了"),
    ]).toEqual([false, true, true])
    expect(resembles("opt out", "I would opt, out now")).toBe(true)
  })

  test("may stand between emoji, and is found as fast between any other signs", () => {
    for (const text of ["TD❤️", "☎️TD", "退订‼️", "TD\u20e3"])
      expect(Reply.read(lists, text)._tag).toBe("OptOut")
    const from = performance.now()
    expect(Reply.read(lists, `a${"…".repeat(9_998)}a`)).toEqual({ _tag: "Other" })
    expect(performance.now() - from).toBeLessThan(500)
  })

  test("goes by the lists that are on alone", () => {
    expect(Reply.read(lists, "不要")).toEqual({ _tag: "Other" })
    expect(Reply.read([], "STOP")).toEqual({ _tag: "Other" })
  })

  test("that could mean two things stops", () => {
    const list = (meaning: Reply.Meaning): Reply.WordList => ({
      id: Rule.RuleId.make("reply.test"),
      meaning,
      words: ["same"],
      enabled: true,
      source: { title: "test", status: "practice", verified: "own" },
    })
    expect(Reply.read([list("Help"), list("OptIn"), list("OptOut")], "same")._tag).toBe("OptOut")
    expect(Reply.read([list("Help"), list("OptIn")], "same")._tag).toBe("OptIn")
  })

  test("of anything is read without a throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(["OptOut", "OptIn", "Help", "Other"]).toContain(Reply.read(lists, text)._tag)
      }),
      runs(500),
    )
  })
})

test("a word list without a letter, or with an unknown key, isn't one", () => {
  const decode = Schema.decodeUnknownResult(Reply.WordList)
  const [list] = lists
  expect(Result.isSuccess(decode(list))).toBe(true)
  expect(Result.isFailure(decode({ ...list, words: ["!!"] }))).toBe(true)
  expect(Result.isFailure(decode({ ...list, word: [] }))).toBe(true)
  expect(new Set(lists.map(({ id }) => id)).size).toBe(lists.length)
})
