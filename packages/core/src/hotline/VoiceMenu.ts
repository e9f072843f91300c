/**
 * The hotline's voice menus as data: what is said, which key leads where, and what is done about silence and wrong keys.
 *
 * **Details**
 *
 * A menu is checked when it is published, so that nobody is led into nothing, goes round for ever, or finds no way to a
 * person. `walk` goes through it key by key, as the telephone system would. What the standard for government hotlines
 * advises, no menus at all, is a limit like any other: see `ChinaHotline.noMenus`.
 *
 * **Example** (The way to a nurse, and a menu that forgets those who press nothing)
 *
 * ```ts
 * import { GeneralHotline, VoiceMenu } from "@aftercare/core"
 *
 * const { menu, menuLimits } = GeneralHotline
 * VoiceMenu.check(menu, menuLimits) // => []
 * const { standing } = VoiceMenu.walk(menu, ["7", "2", "1"])
 * standing // => { _tag: "Left", to: { _tag: "Queue", queue: "nurses" } }
 *
 * const [{ silence, ...first }, ...others] = menu.menus
 * VoiceMenu.check({ ...menu, menus: [first, ...others] }, menuLimits)
 * // => [{ rule: "menu.noSilence", menu: "main" }]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { MenuId, QueueId, StaffId } from "../foundation/Id.ts"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual } from "../foundation/Word.ts"
import { Choice } from "./CallEvent.ts"

/** What can be pressed. */
export const Key = Choice.fields.key
export type Key = typeof Key.Type

/** Where a key leads. After a message the caller hears the next menu, or the call ends where none is named. */
export const Destination = closed(
  Schema.TaggedUnion({
    Menu: { menu: MenuId },
    Queue: { queue: QueueId },
    /** One member of staff, such as the switchboard's. */
    Person: { agent: StaffId },
    Callback: {},
    Message: { says: Bilingual, next: Schema.optionalKey(MenuId) },
  }),
)
export type Destination = typeof Destination.Type

/** What is done about a caller who doesn't choose: the menu is said again so many times, and then they are led on. */
export const Unchosen = closed(
  Schema.Struct({
    says: Bilingual,
    again: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 })),
    to: Destination,
  }),
)
export interface Unchosen extends Schema.Schema.Type<typeof Unchosen> {}

/** One key: what it is for, as it is said, and where it leads. */
export const MenuOption = closed(Schema.Struct({ key: Key, title: Bilingual, to: Destination }))
export interface MenuOption extends Schema.Schema.Type<typeof MenuOption> {}

export const Menu = closed(
  Schema.Struct({
    id: MenuId,
    /** What is said before the keys are. */
    says: Bilingual,
    options: Schema.Array(MenuOption),
    silence: Schema.optionalKey(Unchosen),
    wrongKey: Schema.optionalKey(Unchosen),
  }),
)
export interface Menu extends Schema.Schema.Type<typeof Menu> {}

export const VoiceMenu = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    /** Where every caller begins. */
    first: MenuId,
    menus: Schema.Array(Menu).check(Schema.isMaxLength(200)),
    source: Source,
  }),
)
export interface VoiceMenu extends Schema.Schema.Type<typeof VoiceMenu> {}

/** How much of a menu a caller bears: keys in one menu, and menus below one another, the first one counted. */
export const Limits = closed(
  Schema.Struct({
    keys: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })),
    depth: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20 })),
    source: Source,
  }),
)
export interface Limits extends Schema.Schema.Type<typeof Limits> {}

/** What may be wrong with a menu. `ReasonText` has the words. */
export const MenuRule = Schema.Literals([
  "menu.twice",
  "menu.keyTwice",
  "menu.dangling",
  "menu.unreachable",
  "menu.noWayOut",
  "menu.noPerson",
  "menu.noSilence",
  "menu.noWrongKey",
  "menu.silenceLoops",
  "menu.wrongKeyLoops",
  "menu.tooManyKeys",
  "menu.tooDeep",
])
export type MenuRule = typeof MenuRule.Type

/** What leads on from a menu. */
export const Step = Schema.Union([Key, Schema.Literals(["silence", "wrongKey"])])
export type Step = typeof Step.Type

/** Something that is wrong with a menu. */
export const Finding = Schema.Struct({
  rule: MenuRule,
  menu: MenuId,
  /** The step that it is about; absent where it is about the whole menu, or about where callers begin. */
  by: Schema.optionalKey(Step),
  /** How many keys or menus there are, where those are too many. */
  count: Schema.optionalKey(Schema.Int),
})
export interface Finding extends Schema.Schema.Type<typeof Finding> {}

/** The menu can't be put before callers. */
export class MenuUnsound extends Schema.TaggedError<MenuUnsound>("@aftercare/core/MenuUnsound")(
  "MenuUnsound",
  { menu: Schema.String, findings: Schema.NonEmptyArray(Finding) },
) {
  override get message() {
    return `voice menu ${this.menu}: ${this.findings.map(({ menu, rule }) => `${menu} ${rule}`).join(", ")}`
  }
}

/** The menu that a destination leads to; undefined where the caller leaves the menus. */
export const nextOf = (to: Destination): MenuId | undefined => {
  if (to._tag === "Menu") return to.menu
  return to._tag === "Message" ? to.next : undefined
}

/** Where somebody rings or answers, sooner or later. */
const isPerson = ({ _tag }: Destination): boolean =>
  _tag === "Queue" || _tag === "Person" || _tag === "Callback"

const stepsOf = ({
  options,
  silence,
  wrongKey,
}: Menu): ReadonlyArray<{ readonly by: Step; readonly to: Destination }> => [
  ...options.map(({ key, to }) => ({ by: key, to })),
  ...(silence === undefined ? [] : [{ by: "silence" as const, to: silence.to }]),
  ...(wrongKey === undefined ? [] : [{ by: "wrongKey" as const, to: wrongKey.to }]),
]

type Menus = ReadonlyMap<MenuId, Menu>

/** Of menus with one id the first counts. */
const menusOf = ({ menus }: VoiceMenu): Menus => new Map(menus.toReversed().map((menu) => [menu.id, menu]))

/** The menus that can be come to from one, itself included, with how far below it they lie. */
const below = (
  all: Menus,
  from: MenuId,
  leads: (menu: Menu) => ReadonlyArray<Destination>,
): ReadonlyMap<MenuId, number> => {
  const depths = new Map([[from, 0]])
  for (const [id, depth] of depths) {
    const menu = all.get(id)
    for (const to of menu === undefined ? [] : leads(menu)) {
      const next = nextOf(to)
      if (next !== undefined && !depths.has(next)) depths.set(next, depth + 1)
    }
  }
  return depths
}

const everyLead = (menu: Menu) => stepsOf(menu).map(({ to }) => to)
const keyLeads = ({ options }: Menu) => options.map(({ to }) => to)

/** Whether a caller who does nothing but this comes round to the menu again. */
const comesRound = (all: Menus, from: Menu, unchosen: "silence" | "wrongKey"): boolean => {
  const seen = new Set<MenuId>()
  for (let at: Menu | undefined = from; at !== undefined && !seen.has(at.id); ) {
    seen.add(at.id)
    const to: Destination | undefined = at[unchosen]?.to
    const next: MenuId | undefined = to && nextOf(to)
    if (next === from.id) return true
    at = next && all.get(next)
  }
  return false
}

/** All that is wrong with a menu, menu by menu. */
export const check = (voiceMenu: VoiceMenu, limits: Limits): ReadonlyArray<Finding> => {
  const { first, menus } = voiceMenu
  const all = menusOf(voiceMenu)
  const reached = below(all, first, everyLead)
  const depths = below(all, first, keyLeads)
  return [
    ...(all.has(first) ? [] : [{ rule: "menu.dangling", menu: first } as const]),
    ...menus.flatMap((menu, i): ReadonlyArray<Finding> => {
      const { id, options, silence, wrongKey } = menu
      const found = (rule: MenuRule, is: boolean, more: Pick<Finding, "by" | "count"> = {}) =>
        is ? [{ rule, menu: id, ...more }] : []
      const leads = [...below(all, id, everyLead).keys()].flatMap((at) => {
        const one = all.get(at)
        return one === undefined ? [] : everyLead(one)
      })
      const isOut = leads.some((to) => nextOf(to) === undefined)
      const depth = (depths.get(id) ?? 0) + 1
      return [
        ...found("menu.twice", menus.findIndex((other) => other.id === id) < i),
        ...options.flatMap(({ key }, n) =>
          found("menu.keyTwice", options.findIndex((other) => other.key === key) < n, { by: key }),
        ),
        ...stepsOf(menu).flatMap(({ by, to }) => {
          const next = nextOf(to)
          return found("menu.dangling", next !== undefined && !all.has(next), { by })
        }),
        ...found("menu.unreachable", !reached.has(id)),
        ...found("menu.noWayOut", !isOut),
        ...found("menu.noPerson", isOut && !leads.some(isPerson)),
        ...found("menu.noSilence", silence === undefined),
        ...found("menu.noWrongKey", wrongKey === undefined),
        ...found("menu.silenceLoops", comesRound(all, menu, "silence")),
        ...found("menu.wrongKeyLoops", comesRound(all, menu, "wrongKey")),
        ...found("menu.tooManyKeys", options.length > limits.keys, { count: options.length }),
        ...found("menu.tooDeep", depth > limits.depth, { count: depth }),
      ]
    }),
  ]
}

/** The menu, if nothing is wrong with it. Fails with `MenuUnsound`. */
export const publish = (voiceMenu: VoiceMenu, limits: Limits): Result.Result<VoiceMenu, MenuUnsound> => {
  const [first, ...more] = check(voiceMenu, limits)
  return first === undefined
    ? Result.succeed(voiceMenu)
    : Result.fail(new MenuUnsound({ menu: voiceMenu.id, findings: [first, ...more] }))
}

/** What a caller does in a menu. */
export type Press = Key | "silence"

/** Where a caller stands: in a menu, out of the menus, or led to a menu that isn't there. */
export type Standing =
  | { readonly _tag: "InMenu"; readonly menu: MenuId }
  | { readonly _tag: "Left"; readonly to: Destination }
  | { readonly _tag: "Lost"; readonly menu: MenuId }

/** One press: in which menu, and what was done about it. */
export interface Pressed {
  readonly menu: MenuId
  readonly press: Press
  /** Where it led; absent where the menu was said again. */
  readonly to?: Destination
}

/** A way through the menus. */
export interface Walk {
  readonly steps: ReadonlyArray<Pressed>
  readonly standing: Standing
}

const standingAt = (all: Menus, id: MenuId): Standing =>
  all.has(id) ? { _tag: "InMenu", menu: id } : { _tag: "Lost", menu: id }

/** Where a press leads in a menu, after those that were in vain there; undefined where the menu is said again. */
export const led = (menu: Menu, press: Press, vain: ReadonlyArray<Press>): Destination | undefined => {
  const option = menu.options.find(({ key }) => key === press)
  if (option !== undefined) return option.to
  const isSilence = press === "silence"
  const unchosen = isSilence ? menu.silence : menu.wrongKey
  const before = vain.filter((one) => (one === "silence") === isSilence).length
  return unchosen !== undefined && before >= unchosen.again ? unchosen.to : undefined
}

/**
 * The way of a caller who does this, press by press, from the first menu on. Silence and wrong keys count apart, and anew
 * in each menu; what is pressed once the caller has left the menus does nothing.
 */
export const walk = (voiceMenu: VoiceMenu, presses: Iterable<Press>): Walk => {
  const all = menusOf(voiceMenu)
  const steps: Array<Pressed> = []
  let standing = standingAt(all, voiceMenu.first)
  let vain: ReadonlyArray<Press> = []
  for (const press of presses) {
    const menu = standing._tag === "InMenu" ? all.get(standing.menu) : undefined
    if (menu === undefined) break
    const to = led(menu, press, vain)
    steps.push({ menu: menu.id, press, ...(to === undefined ? {} : { to }) })
    vain = to === undefined ? [...vain, press] : []
    if (to === undefined) continue
    const next = nextOf(to)
    standing = next === undefined ? { _tag: "Left", to } : standingAt(all, next)
  }
  return { steps, standing }
}
