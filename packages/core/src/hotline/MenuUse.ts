/**
 * What callers made of a voice menu: how many came to each menu, pressed wrong keys there, and gave up there.
 *
 * **Details**
 *
 * Read off the keys in the records of calls. A caller came to a menu who pressed a key there or was led there by one;
 * silence leaves no key, so who was led on by it alone was last seen where it began. A call counts once in each menu, and
 * not at all where a key is of a menu that isn't among these, as with an earlier version.
 *
 * **Example** (Led to the nurses' menu, and gone)
 *
 * ```ts
 * import { CallRecord, GeneralHotline, Id, MenuUse } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const stamp = (seconds: number) => ({ id: Id.EventId.make(`e-${seconds}`), at: DateTime.makeUnsafe(seconds * 1000) })
 * const [arrived] = CallRecord.arrive({ call: Id.CallId.make("call-1") }, stamp(0))
 * const [chosen] = Result.getOrThrow(
 *   CallRecord.record(arrived, { _tag: "Chose", menu: Id.MenuId.make("main"), key: "2" }, stamp(8)),
 * )
 * const [gone] = Result.getOrThrow(CallRecord.record(chosen, { _tag: "Abandoned" }, stamp(15)))
 * MenuUse.of(GeneralHotline.menu, [gone])
 * // => [
 * //      { menu: "main", calls: 1, wrongKey: 0, givenUp: 0 },
 * //      { menu: "after-discharge", calls: 1, wrongKey: 0, givenUp: 1 },
 * //    ]
 * ```
 *
 * @since 0.1.0
 */
import type { MenuId } from "../foundation/Id.ts"
import type { CallRecord } from "./CallEvent.ts"
import { led, type Menu, nextOf, type Press, type VoiceMenu } from "./VoiceMenu.ts"

/** One menu, and the calls that came to it. */
export interface MenuUse {
  readonly menu: MenuId
  readonly calls: number
  /** Those in which a key was pressed that the menu doesn't have. */
  readonly wrongKey: number
  /** Those whose caller gave up in the menu. */
  readonly givenUp: number
}

/** One call's way: the menus it came to, those where it went wrong, and where it was last seen. */
interface Way {
  readonly seen: ReadonlySet<MenuId>
  readonly wrong: ReadonlySet<MenuId>
  readonly last: MenuId
}

const wayOf = (menus: ReadonlyMap<MenuId, Menu>, first: MenuId, { choices }: CallRecord): Way | undefined => {
  const [seen, wrong] = [new Set([first]), new Set<MenuId>()]
  let last = first
  let vain: ReadonlyArray<Press> = []
  for (const { key, menu: id } of choices) {
    const menu = menus.get(id)
    if (menu === undefined) return undefined
    seen.add(id)
    if (!menu.options.some((option) => option.key === key)) wrong.add(id)
    const before = id === last ? vain : []
    const to = led(menu, key, before)
    const next = to && nextOf(to)
    last = next !== undefined && menus.has(next) ? next : id
    seen.add(last)
    vain = to === undefined ? [...before, key] : []
  }
  return { seen, wrong, last }
}

const isGivenUp = ({ state, waits }: CallRecord): boolean =>
  state._tag === "Over" && state.end._tag === "Abandoned" && waits.length === 0

/** What callers made of each menu, in their order. */
export const of = (voiceMenu: VoiceMenu, calls: Iterable<CallRecord>): ReadonlyArray<MenuUse> => {
  const menus = new Map(voiceMenu.menus.map((menu) => [menu.id, menu]))
  const ways = Array.from(calls, (call) => ({ way: wayOf(menus, voiceMenu.first, call), call }))
  return voiceMenu.menus.map(({ id }) => {
    const here = ways.flatMap(({ call, way }) => (way?.seen.has(id) === true ? [{ call, way }] : []))
    return {
      menu: id,
      calls: here.length,
      wrongKey: here.filter(({ way }) => way.wrong.has(id)).length,
      givenUp: here.filter(({ call, way }) => way.last === id && isGivenUp(call)).length,
    }
  })
}
