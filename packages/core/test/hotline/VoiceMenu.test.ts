import {
  CallRecord,
  ChinaHotline,
  GeneralHotline,
  Id,
  MenuUse,
  VoiceMenu,
  VoiceMenuText,
} from "@aftercare/core"
import { HotlineArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

type Menus = VoiceMenu.VoiceMenu
type Destination = VoiceMenu.Destination

const { menu, menuLimits } = GeneralHotline
const boundless: VoiceMenu.Limits = { ...menuLimits, keys: 12, depth: 20 }

const rulesOf = (menus: Menus, limits = boundless) =>
  VoiceMenu.check(menus, limits).map(({ by, menu, rule }) =>
    [rule, menu, ...(by === undefined ? [] : [by])].join(" "),
  )

/** The shipped menu with its second menu changed. */
const with2nd = (change: (menu: VoiceMenu.Menu) => Partial<VoiceMenu.Menu>): Menus => ({
  ...menu,
  menus: [menu.menus[0], { ...menu.menus[1], ...change(menu.menus[1]) }],
})

const main = Id.MenuId.make("main")
const to = (id: string): Destination => ({ _tag: "Menu", menu: Id.MenuId.make(id) })
const says = { zh: "请稍候", en: "Please wait" }
const led = (to: Destination): VoiceMenu.Unchosen => ({ says, again: 0, to })

describe("a menu", () => {
  test("that is shipped is sound, and the standard advises none", () => {
    expect(Result.isSuccess(VoiceMenu.publish(menu, menuLimits))).toBe(true)
    const advised = VoiceMenu.check(menu, ChinaHotline.noMenus)
    expect(new Set(advised.map(({ rule }) => rule))).toEqual(new Set(["menu.tooManyKeys", "menu.tooDeep"]))
    expect(advised).toHaveLength(4)
  })

  test.each<readonly [what: string, menus: Menus, found: ReadonlyArray<string>]>([
    [
      "leads to a menu that isn't there",
      with2nd(({ options }) => ({ options: [...options, { key: "7", title: says, to: to("nowhere") }] })),
      ["menu.dangling after-discharge 7"],
    ],
    [
      "begins nowhere",
      { ...menu, first: Id.MenuId.make("start") },
      ["menu.dangling start", "menu.unreachable main", "menu.unreachable after-discharge"],
    ],
    [
      "has a menu that nothing leads to",
      { ...menu, menus: [...menu.menus, { ...menu.menus[1], id: Id.MenuId.make("forgotten") }] },
      ["menu.unreachable forgotten"],
    ],
    [
      "goes round with no way out",
      {
        ...menu,
        menus: menu.menus.map((one) => ({
          ...one,
          options: [{ key: "1", title: says, to: to(one.id === main ? "after-discharge" : "main") }],
          silence: led(to("main")),
          wrongKey: led(to("after-discharge")),
        })),
      },
      [
        "menu.noWayOut main",
        "menu.silenceLoops main",
        "menu.noWayOut after-discharge",
        "menu.wrongKeyLoops after-discharge",
      ],
    ],
    [
      "has only a tape to listen to",
      {
        ...menu,
        menus: [
          {
            id: main,
            says,
            options: [{ key: "1", title: says, to: { _tag: "Message", says } }],
            silence: led({ _tag: "Message", says }),
            wrongKey: led({ _tag: "Message", says }),
          },
        ],
      },
      ["menu.noPerson main"],
    ],
    [
      "forgets who presses nothing, or something else",
      { ...menu, menus: menu.menus.map(({ silence, wrongKey, ...one }) => one) },
      [
        "menu.noSilence main",
        "menu.noWrongKey main",
        "menu.noSilence after-discharge",
        "menu.noWrongKey after-discharge",
      ],
    ],
    [
      "has a key twice, and a menu",
      {
        ...menu,
        menus: [
          menu.menus[0],
          { ...menu.menus[1], options: [...menu.menus[1].options, ...menu.menus[1].options.slice(0, 1)] },
          menu.menus[1],
        ],
      },
      ["menu.keyTwice after-discharge 1", "menu.twice after-discharge"],
    ],
  ])("that %s is found out", (_, menus, found) => {
    expect(rulesOf(menus)).toEqual(found)
  })

  test("within its limits is sound, and beyond them is told by how much", () => {
    const tight = { ...menuLimits, keys: 4, depth: 1 }
    const found = VoiceMenu.check(menu, tight)
    expect(found).toEqual([
      { rule: "menu.tooManyKeys", menu: "main", count: 5 },
      { rule: "menu.tooDeep", menu: "after-discharge", count: 2 },
    ])
    expect(found.map((one) => VoiceMenuText.finding(one, tight, "zh"))).toEqual([
      "菜单 main：按键多于来电者能记住的数目。（5，至多 4）",
      "菜单 after-discharge：菜单层级过深。（2，至多 1）",
    ])
    const key = { rule: "menu.dangling", menu: main, by: "*" } as const
    expect(VoiceMenuText.finding(key, tight, "en")).toBe(
      "Menu main, key star: It leads to a menu that isn't there.",
    )
  })

  test("is spoken in both languages", () => {
    expect(VoiceMenuText.spoken(menu.menus[1], "zh")).toEqual([
      "如有胸痛、呼吸困难等急症，请立即拨打急救电话。",
      "用药与护理，请按 1。",
      "复诊，请按 2。",
      "返回上一层，请按 星号键。",
      "人工服务，请按 0。",
    ])
  })
})

describe("a caller", () => {
  const standingOf = (presses: ReadonlyArray<VoiceMenu.Press>, menus: Menus = menu) => {
    const { standing } = VoiceMenu.walk(menus, presses)
    if (standing._tag === "Left") return standing.to._tag === "Queue" ? standing.to.queue : standing.to._tag
    return `${standing._tag} ${standing.menu}`
  }

  test.each<readonly [presses: ReadonlyArray<VoiceMenu.Press>, standing: string]>([
    [[], "InMenu main"],
    [["1"], "appointments"],
    [["9"], "Callback"],
    [["2", "*"], "InMenu main"],
    // Silence and wrong keys are forgiven once each, and anew in each menu.
    [["silence"], "InMenu main"],
    [["silence", "7"], "InMenu main"],
    [["silence", "silence"], "operator"],
    [["7", "8"], "operator"],
    [["7", "2", "7"], "InMenu after-discharge"],
    [["7", "2", "7", "7"], "operator"],
    [["1", "2", "0"], "appointments"],
  ])("who presses %j stands at %s", (presses, standing) => {
    expect(standingOf(presses)).toBe(standing)
  })

  test("hears a message, and then the menu it leads to, or nothing more", () => {
    const message = (next?: string): Destination => ({
      _tag: "Message",
      says,
      ...(next === undefined ? {} : { next: Id.MenuId.make(next) }),
    })
    const options = (...all: ReadonlyArray<Destination>) =>
      with2nd(() => ({ options: all.map((to, n) => ({ key: n === 0 ? "1" : "2", title: says, to })) }))
    const menus = options(message("main"), message())
    expect([standingOf(["2", "1"], menus), standingOf(["2", "2"], menus)]).toEqual(["InMenu main", "Message"])
    expect(rulesOf(options(message("nowhere")))).toEqual(["menu.dangling after-discharge 1"])
    expect(standingOf(["2", "1"], options(message("nowhere")))).toBe("Lost nowhere")
  })

  test("meets the first of two menus with one id", () => {
    const twice = { ...menu, menus: [...menu.menus, { ...menu.menus[0], options: [] }] }
    expect(standingOf(["1"], twice)).toBe("appointments")
  })
})

const press: fc.Arbitrary<VoiceMenu.Press> = fc.constantFrom("0", "1", "2", "9", "*", "#", "silence")

/** Every destination that presses bring one to, each press tried in each place, without asking the checks. */
const explored = (menus: Menus, from: ReadonlyArray<VoiceMenu.Press>) => {
  const presses = ["0", "1", "2", "3", "9", "*", "#", "silence"] as const
  const left: Array<Destination> = []
  const seen = new Set<string>()
  // As often as a menu may be said again, and once more.
  const ways: Array<ReadonlyArray<VoiceMenu.Press>> = [from]
  for (const way of ways) {
    const { standing, steps } = VoiceMenu.walk(menus, way)
    if (standing._tag === "Left") left.push(standing.to)
    if (standing._tag !== "InMenu") continue
    const here = steps.findLastIndex(({ to }) => to !== undefined)
    const vain = steps.slice(here + 1).map(({ press }) => (press === "silence" ? "s" : "w"))
    const key = `${standing.menu} ${vain.sort().join("")}`
    if (seen.has(key) || vain.length > 6) continue
    seen.add(key)
    for (const press of presses) ways.push([...way, press])
  }
  return { left, menus: new Set([...seen].map((key) => key.split(" ")[0])) }
}

describe("laws", () => {
  test("what is generated decodes, and what is checked finds the same menus as pressing everything", () => {
    fc.assert(
      fc.property(HotlineArbitraries.voiceMenu(), (menus) => {
        expect(Schema.is(VoiceMenu.VoiceMenu)(menus)).toBe(true)
        const found = VoiceMenu.check(menus, boundless)
        const has = (rule: VoiceMenu.MenuRule, menu?: string) =>
          found.some((one) => one.rule === rule && (menu === undefined || one.menu === menu))
        if (has("menu.twice") || has("menu.keyTwice")) return
        const everything = explored(menus, [])
        for (const { id } of menus.menus)
          expect([id, has("menu.unreachable", id)]).toEqual([id, !everything.menus.has(id)])
        const first = menus.menus.find(({ id }) => id === menus.first)
        if (first === undefined) return
        const isOut = everything.left.length > 0
        expect(has("menu.noWayOut", first.id)).toBe(!isOut)
        const people = ["Queue", "Person", "Callback"]
        const isPerson = everything.left.some(({ _tag }) => people.includes(_tag))
        expect(has("menu.noPerson", first.id)).toBe(isOut && !isPerson)
      }),
      runs(300),
    )
  })

  test("from wherever a sound menu brings a caller, a person can be reached, and doing nothing leads out", () => {
    let sound = 0
    const menus = fc.oneof(
      HotlineArbitraries.voiceMenu().filter((one) => VoiceMenu.check(one, boundless).length === 0),
      fc.constant<Menus>(menu),
    )
    fc.assert(
      fc.property(menus, fc.array(press, { maxLength: 6 }), (menus, presses) => {
        sound++
        const { standing } = VoiceMenu.walk(menus, presses)
        expect(standing._tag).not.toBe("Lost")
        if (standing._tag !== "InMenu") return
        const people = ["Queue", "Person", "Callback"]
        expect(explored(menus, presses).left.some(({ _tag }) => people.includes(_tag))).toBe(true)
        for (const idle of ["silence", "#"] as const) {
          const enough = Array.from({ length: menus.menus.length * 7 }, () => idle)
          expect(VoiceMenu.walk(menus, [...presses, ...enough]).standing._tag).toBe("Left")
        }
      }),
      runs(100),
    )
    expect(sound).toBeGreaterThan(50)
  })

  test("a way goes on as far as it is pressed: a beginning of it is the beginning of the whole", () => {
    fc.assert(
      fc.property(
        HotlineArbitraries.voiceMenu(),
        fc.array(press, { maxLength: 8 }),
        fc.nat(8),
        (menus, presses, cut) => {
          const whole = VoiceMenu.walk(menus, presses)
          const part = VoiceMenu.walk(menus, presses.slice(0, cut))
          expect(whole.steps.slice(0, part.steps.length)).toEqual(part.steps)
          if (part.standing._tag !== "InMenu") expect(whole).toEqual(part)
          const menuOfStep = whole.steps.map(({ menu }) => menu)
          expect(menuOfStep.every((id) => menus.menus.some((one) => one.id === id))).toBe(true)
        },
      ),
      runs(100),
    )
  })
})

const callOf = (presses: ReadonlyArray<VoiceMenu.Key>, end: "gone" | "queued", menus: Menus = menu) => {
  let seconds = 0
  const stamp = () => ({ id: Id.EventId.make(`e-${seconds}`), at: DateTime.makeUnsafe(1000 * seconds++) })
  let [call] = CallRecord.arrive({ call: Id.CallId.make("call-1") }, stamp())
  const record = (act: CallRecord.CallAct) => {
    ;[call] = Result.getOrThrow(CallRecord.record(call, act, stamp()))
  }
  for (const { menu, press } of VoiceMenu.walk(menus, presses).steps)
    if (press !== "silence") record({ _tag: "Chose", menu, key: press })
  if (end === "queued") record({ _tag: "Queued", queue: Id.QueueId.make("desk") })
  record({ _tag: "Abandoned" })
  return call
}

describe("what callers made of it", () => {
  test("is counted menu by menu: who came, went wrong, gave up", () => {
    const calls = [
      callOf([], "gone"),
      callOf(["7", "2"], "gone"),
      callOf(["2", "*", "2", "5"], "gone"),
      callOf(["2", "1"], "queued"),
      callOf(["1"], "queued"),
    ]
    const use = (menu: string, calls: number, wrongKey: number, givenUp: number) => ({
      menu,
      calls,
      wrongKey,
      givenUp,
    })
    expect(MenuUse.of(menu, calls)).toEqual([use("main", 5, 1, 1), use("after-discharge", 3, 1, 2)])
    const other = with2nd(() => ({ id: Id.MenuId.make("renamed") }))
    expect(MenuUse.of(other, calls)).toEqual([use("main", 3, 1, 2), use("renamed", 0, 0, 0)])
  })

  test("follows the walks of the callers, whatever they press", () => {
    const keys = fc.array(fc.constantFrom<VoiceMenu.Key[]>("0", "1", "2", "9", "*", "#"), { maxLength: 6 })
    const menus = HotlineArbitraries.voiceMenu().filter(({ first, menus }) => {
      const ids = menus.map(({ id }) => id)
      return ids.includes(first) && new Set(ids).size === ids.length
    })
    fc.assert(
      fc.property(menus, fc.array(keys, { maxLength: 5 }), (menus, ways) => {
        const walks = ways.map((way) => VoiceMenu.walk(menus, way))
        const uses = MenuUse.of(
          menus,
          ways.map((way) => callOf(way, "gone", menus)),
        )
        for (const { calls, givenUp, menu, wrongKey } of uses) {
          const options = menus.menus.find(({ id }) => id === menu)?.options ?? []
          const through = walks.filter(
            ({ standing, steps }) =>
              menu === menus.first ||
              steps.some((step) => step.menu === menu) ||
              (standing._tag === "InMenu" && standing.menu === menu),
          )
          expect(calls).toBe(through.length)
          const last = through.filter(({ standing, steps }) =>
            standing._tag === "InMenu"
              ? standing.menu === menu
              : (steps.at(-1)?.menu ?? menus.first) === menu,
          )
          expect(givenUp).toBe(last.length)
          const wrong = through.filter(({ steps }) =>
            steps.some((step) => step.menu === menu && !options.some(({ key }) => key === step.press)),
          )
          expect(wrongKey).toBe(wrong.length)
        }
      }),
      runs(100),
    )
  })
})
