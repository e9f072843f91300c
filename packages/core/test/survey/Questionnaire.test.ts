import { GeneralQuestionnaires, Questionnaire, SurveyResponse } from "@aftercare/core"
import { SurveyArbitraries } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

type Whole = Questionnaire.Questionnaire
type Item = Questionnaire.Item

const decode = Schema.decodeUnknownSync(Questionnaire.Questionnaire)
const encode = Schema.encodeSync(Questionnaire.Questionnaire)
const any = SurveyArbitraries.questionnaire()

describe.each(GeneralQuestionnaires.all.map((shipped) => [shipped.id, shipped] as const))(
  "%s, as it ships",
  (_, shipped) => {
    test("is fit to be published, and decodes as it was written", () => {
      expect(Result.isSuccess(Questionnaire.check(shipped))).toBe(true)
      expect(decode(JSON.parse(JSON.stringify(encode(shipped))))).toEqual(shipped)
    })

    test("is written in Chinese and English throughout", () => {
      const texts = JSON.stringify(shipped, (key, part) => (key === "source" ? undefined : part))
      const zh = [...texts.matchAll(/"zh":"([^"]*)"/g)].map(([, text]) => text ?? "")
      const en = [...texts.matchAll(/"en":"([^"]*)"/g)].map(([, text]) => text ?? "")
      expect(zh.length).toBe(en.length)
      for (const text of zh) expect(text).toMatch(/\p{Script=Han}/u)
      for (const text of en) expect(text).not.toMatch(/\p{Script=Han}/u)
    })
  },
)

test("the five shipped ones have ids of their own", () => {
  expect(new Set(GeneralQuestionnaires.all.map(({ id }) => id)).size).toBe(5)
})

const scale = (id: string, more: Partial<Item> = {}): Item => ({
  id,
  text: { en: id },
  answer: { _tag: "Scale", least: 1, most: 5, anchors: [] },
  ...more,
})
const yesNo = (id: string, more: Partial<Item> = {}): Item =>
  scale(id, { answer: { _tag: "YesNo" }, ...more })
const choice = (id: string, options: ReadonlyArray<string>, several = false): Item => {
  const [first, ...rest] = options.map((option) => ({ id: option, text: { en: option } }))
  return scale(id, {
    answer: {
      _tag: "Choice",
      options: [first ?? { id: "o", text: { en: "o" } }, ...rest],
      ...(several ? { several } : {}),
    },
  })
}
const askIf = (_tag: "All" | "Any", ...tests: ReadonlyArray<Questionnaire.Test>): Partial<Item> => {
  const [first, ...rest] = tests
  return first === undefined ? {} : { askIf: { _tag, tests: [first, ...rest] } }
}
const plain = (items: ReadonlyArray<Item>, more: Partial<Whole> = {}): Whole => {
  const [first, ...rest] = items
  return {
    ...GeneralQuestionnaires.hotline,
    title: { en: "plain" },
    languages: ["en"],
    items: [first ?? scale("a"), ...rest],
    domains: [],
    weightsSumTo: 0,
    ...more,
  }
}
const problems = (whole: Whole) => {
  const checked = Questionnaire.check(whole)
  return Result.isFailure(checked)
    ? checked.failure.problems.map(({ path, rule }) => `${path} ${rule.slice(14)}`)
    : []
}
const domain = (id: string, weight: number, ...items: readonly [string, ...ReadonlyArray<string>]) => ({
  id,
  title: { en: id },
  weight,
  items,
})

describe("a draft is refused", () => {
  const atLeast = (item: string, value: number) => ({ _tag: "AtLeast", item, value }) as const
  const atMost = (item: string, value: number) => ({ _tag: "AtMost", item, value }) as const
  const is = (item: string, yes: boolean) => ({ _tag: "Is", item, yes }) as const
  const chosen = (item: string, option: string) => ({ _tag: "Chosen", item, option }) as const
  const anchored = (...values: ReadonlyArray<number>) =>
    scale("a", {
      answer: {
        _tag: "Scale",
        least: 1,
        most: 5,
        anchors: values.map((value) => ({ value, text: { en: "x" } })),
      },
    })
  const cases: ReadonlyArray<readonly [why: string, draft: Whole, found: ReadonlyArray<string>]> = [
    ["two items of one id", plain([scale("a"), scale("b"), scale("a")]), ["items[2].id itemTwice"]],
    [
      "two options of one id",
      plain([choice("a", ["x", "y", "x"])]),
      ["items[0].answer.options[2].id optionTwice"],
    ],
    ["an anchor twice", plain([anchored(2, 2)]), ["items[0].answer.anchors[1].value anchorTwice"]],
    ["an anchor outside", plain([anchored(1, 5, 6)]), ["items[0].answer.anchors[2].value anchorOutside"]],
    [
      "a scale without two points",
      plain([scale("a", { answer: { _tag: "Scale", least: 3, most: 3, anchors: [] } })]),
      ["items[0].answer scaleEmpty"],
    ],
    ["a language twice", plain([scale("a")], { languages: ["en", "en"] }), ["languages[1] languageTwice"]],
    [
      "texts missing in a language",
      plain(
        [choice("a", ["x"]), anchored(1)].map((item, i) => ({ ...item, id: `i${i}` })),
        {
          languages: ["en", "zh"],
          domains: [domain("d", 1, "i1")],
          weightsSumTo: 1,
        },
      ),
      [
        "title.zh languageMissing",
        "items[0].text.zh languageMissing",
        "items[0].answer.options[0].text.zh languageMissing",
        "items[1].text.zh languageMissing",
        "items[1].answer.anchors[0].text.zh languageMissing",
        "domains[0].title.zh languageMissing",
      ],
    ],
    [
      "reversed without an order",
      plain([
        { ...choice("a", ["x"]), reverse: true },
        scale("b", { answer: { _tag: "Words" }, reverse: true }),
      ]),
      ["items[0].reverse reverseUnordered", "items[1].reverse reverseUnordered"],
    ],
    [
      "a condition on nothing",
      plain([scale("a", askIf("All", is("z", true)))]),
      ["items[0].askIf skipDangling"],
    ],
    [
      "conditions on later items and on itself",
      plain([scale("a", askIf("Any", atLeast("b", 2))), scale("b", askIf("All", atLeast("b", 2)))]),
      ["items[0].askIf skipBackward", "items[1].askIf skipBackward"],
    ],
    [
      "a test of another kind",
      plain([scale("a"), scale("b", askIf("All", is("a", true)))]),
      ["items[1].askIf skipKind"],
    ],
    [
      "tests that no answer passes",
      plain([
        scale("a"),
        choice("c", ["x"]),
        scale("b", askIf("Any", atLeast("a", 6))),
        scale("d", askIf("Any", atMost("a", 0))),
        scale("e", askIf("Any", { _tag: "Equals", item: "a", value: 9 }, chosen("c", "y"))),
      ]),
      ["items[2].askIf skipOutside", "items[3].askIf skipOutside", "items[4].askIf skipOutside"],
    ],
    [
      "tests that rule one another out",
      plain([scale("a"), scale("b", askIf("All", atLeast("a", 4), atMost("a", 3)))]),
      ["items[1].askIf itemUnreachable"],
    ],
    [
      "a condition that its own item's condition rules out",
      plain([
        yesNo("a"),
        yesNo("b", askIf("All", is("a", true))),
        scale("c", askIf("All", is("b", true), is("a", false))),
        scale("d", askIf("Any", is("b", true), is("a", false))),
      ]),
      ["items[2].askIf itemUnreachable"],
    ],
    [
      "two options of a single choice at once",
      plain([choice("a", ["x", "y"]), scale("b", askIf("All", chosen("a", "x"), chosen("a", "y")))]),
      ["items[1].askIf itemUnreachable"],
    ],
    [
      "weights that don't add up",
      plain([scale("a"), scale("b")], {
        domains: [domain("d", 40, "a"), domain("e", 50, "b")],
        weightsSumTo: 100,
      }),
      ["weightsSumTo weightsSum"],
    ],
    [
      "domains in disorder",
      plain([scale("a"), choice("c", ["x"]), scale("w", { answer: { _tag: "Words" } })], {
        domains: [domain("d", 1, "a", "z", "a"), domain("d", 1, "a", "c", "w")],
        weightsSumTo: 2,
      }),
      [
        "domains[1].id domainTwice",
        "domains[0].items[1] domainItemUnknown",
        "domains[1].items[1] domainItemUnscored",
        "domains[1].items[2] domainItemUnscored",
        "domains[0].items[2] domainItemTwice",
        "domains[1].items[0] domainItemTwice",
      ],
    ],
  ]
  test.each(cases)("%s", (_, draft, found) => {
    expect(problems(draft)).toEqual(found)
  })

  test.each([
    [8, "items[25].askIf itemUnreachable"],
    [18, "items[55].askIf skipsEntangled"],
  ])("where it takes 2 to the %i tries to see that an item is never reached", (links, found) => {
    const ids = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}${i}`)
    const [roots, middle] = [ids("r", 2 * links), ids("l", links)]
    const items = [
      ...roots.map((id) => yesNo(id)),
      yesNo("neither", askIf("All", is("r0", false), is("r1", false))),
      ...middle.map((id, i) => yesNo(id, askIf("Any", is(`r${2 * i}`, true), is(`r${2 * i + 1}`, true)))),
      scale("end", askIf("All", is("neither", true), ...middle.map((id) => is(id, true)))),
    ]
    expect(problems(plain(items))).toEqual([found])
  })

  test("two options of a choice of several may both be asked for", () => {
    const both = askIf("All", chosen("a", "x"), chosen("a", "y"))
    expect(problems(plain([choice("a", ["x", "y"], true), scale("b", both)]))).toEqual([])
  })

  test("with a key that nobody reads", () => {
    expect(() => decode({ ...encode(GeneralQuestionnaires.hotline), wieghts: 3 })).toThrow(
      "the key isn't known",
    )
  })
})

/** Small questionnaires whose conditions are sound one by one, and may rule one another out. */
const small: fc.Arbitrary<ReadonlyArray<Item>> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom("All", "Any", "None"),
      fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((drawn) => {
    const items: Array<Item> = []
    for (const [i, [kind, how, picks]] of drawn.entries()) {
      const tests = picks.flatMap((pick): ReadonlyArray<Questionnaire.Test> => {
        const on = items[pick % Math.max(1, i)]
        if (on === undefined) return []
        const n = Math.floor(pick / 7)
        if (on.answer._tag === "YesNo") return [{ _tag: "Is", item: on.id, yes: n % 2 === 0 }]
        if (on.answer._tag === "Choice") return [{ _tag: "Chosen", item: on.id, option: `o${n % 3}` }]
        const _tag = (["AtLeast", "AtMost", "Equals"] as const)[n % 3] ?? "Equals"
        return [{ _tag, item: on.id, value: 1 + (Math.floor(n / 3) % 3) }]
      })
      const condition = how === "None" ? {} : askIf(how, ...tests)
      const id = `q${i}`
      items.push(
        kind === 0
          ? yesNo(id, condition)
          : kind === 1
            ? scale(id, { answer: { _tag: "Scale", least: 1, most: 3, anchors: [] }, ...condition })
            : { ...choice(id, ["o0", "o1", "o2"], i % 2 === 0), ...condition },
      )
    }
    return items
  })

/** Every answer that there is, for scales of three points and three options. */
const possible = ({ answer }: Item): ReadonlyArray<SurveyResponse.Answer> => {
  if (answer._tag === "YesNo") return [true, false].map((yes) => ({ _tag: "YesNo", yes }))
  if (answer._tag === "Scale") return [1, 2, 3].map((value) => ({ _tag: "Scale", value }))
  const sets = [["o0"], ["o1"], ["o2"], ["o0", "o1"], ["o0", "o2"], ["o1", "o2"], ["o0", "o1", "o2"]]
  const several = answer._tag === "Choice" && answer.several === true
  return sets
    .slice(0, several ? 7 : 3)
    .map(([first = "", ...rest]) => ({ _tag: "Choice", options: [first, ...rest] }))
}

test("an item is called unreachable exactly where no answers at all lead to it", () => {
  fc.assert(
    fc.property(small, (items) => {
      const found = new Set<string>()
      const walk = (i: number, answers: SurveyResponse.Answers): void => {
        const item = items[i]
        if (item === undefined) return
        const isAsked = SurveyResponse.asked({ items: items as Whole["items"] }, answers).includes(item)
        if (isAsked) found.add(item.id)
        walk(i + 1, answers)
        if (isAsked) for (const answer of possible(item)) walk(i + 1, { ...answers, [item.id]: answer })
      }
      walk(0, {})
      const unreachable = items.flatMap(({ id }, i) =>
        found.has(id) ? [] : [`items[${i}].askIf itemUnreachable`],
      )
      expect(problems(plain(items))).toEqual(unreachable)
    }),
    runs(150),
  )
})

describe("the hash", () => {
  const quiet: ReadonlyArray<(whole: Whole) => Whole> = [
    (q) => ({ ...q, version: `${q.version}!`, title: { zh: "别名", en: "another" }, requiredBase: 7 }),
    (q) => decode(JSON.parse(JSON.stringify(encode(q)))),
    (q) => ({ ...q, languages: [...q.languages].reverse() as unknown as Whole["languages"] }),
    (q) => {
      const items = q.items.map((item) => ({
        ...item,
        ...(item.answer._tag === "Scale"
          ? { answer: { ...item.answer, anchors: [...item.answer.anchors].reverse() } }
          : {}),
        ...(item.askIf === undefined
          ? {}
          : { askIf: { ...item.askIf, tests: [...item.askIf.tests].reverse() } }),
      }))
      return { ...q, items: items as unknown as Whole["items"] }
    },
  ]
  const onFirst = (q: Whole, change: Partial<Item>): Whole => {
    const [first, ...rest] = q.items
    return { ...q, items: [{ ...first, ...change }, ...rest] }
  }
  const loud: ReadonlyArray<(whole: Whole) => Whole> = [
    (q) => onFirst(q, { text: { zh: "另一种问法", en: "asked another way, for once" } }),
    (q) => onFirst(q, { id: "renamed" }),
    (q) => onFirst(q, { answer: { _tag: "Scale", least: 0, most: 100, anchors: [] } }),
    (q) => ({ ...q, items: [...q.items, yesNo("added")] }),
    (q) => ({ ...q, domains: [...q.domains, domain("added", 1, "x")] }),
    (q) => onFirst(q, { askIf: { _tag: "Any", tests: [{ _tag: "Answered", item: "q9" }] } }),
  ]

  test("is another exactly where what is asked or how it is scored is", () => {
    fc.assert(
      fc.property(any, fc.constantFrom(...quiet), fc.constantFrom(...loud), (whole, hush, change) => {
        expect(Questionnaire.hash(hush(whole))).toBe(Questionnaire.hash(whole))
        expect(Questionnaire.hash(change(whole))).not.toBe(Questionnaire.hash(whole))
      }),
    )
  })
})

test("whatever is drawn decodes as it was encoded", () => {
  fc.assert(
    fc.property(any, (whole) => {
      expect(decode(JSON.parse(JSON.stringify(encode(whole))))).toEqual(whole)
    }),
  )
})
