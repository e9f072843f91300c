/** Days of calling to draw from: few agents, few slots, and calls that want the same ones. */
import {
  type CallSlot,
  type Capacity,
  ChinaCalendar,
  ChinaContact,
  ContactWindow,
  Hours,
  Id,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { day, hour, minute, wallAt } from "../../calendar/support/WallClock.ts"
import { contacts, type Place, places, profile } from "../../contact/support/people.ts"

export interface CallDay {
  readonly place: Place
  readonly calls: ReadonlyArray<Capacity.Call>
  readonly staffing: Capacity.Staffing
}

const calendar = ChinaCalendar.publicHolidays

/** Where the place's day begins, as its clock then runs. */
const midnight = ({ around, zone }: Place): number => around - (wallAt(zone, around) % day)

const mostly = <A>(usual: ReadonlyArray<A>, others: ReadonlyArray<A>): fc.Arbitrary<A> =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usual) }, fc.constantFrom(...others))

/** Stretches of the day on whole minutes, most of them where people may be called. */
const shift = (place: Place): fc.Arbitrary<Hours.Hours> =>
  fc
    .array(
      fc.tuple(
        fc.oneof(fc.constantFrom(9 * 60, 10 * 60, 14 * 60), fc.integer({ min: 7 * 60, max: 19 * 60 })),
        fc.oneof(fc.constantFrom(60, 90), fc.integer({ min: 1, max: 200 })),
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((stretches) =>
      Hours.instants(
        stretches.map(([from, length]) => ({
          from: midnight(place) + from * minute,
          until: midnight(place) + (from + length) * minute,
        })),
      ),
    )

/** Agents on shift about the place's day. */
export const agentAt = (place: Place): fc.Arbitrary<CallSlot.Agent> =>
  fc.record({
    id: fc.constantFrom("a", "b", "c", "d", "e").map((id) => Id.StaffId.make(id)),
    skills: mostly<CallSlot.Agent["skills"]>(
      [["nurse"], ["doctor", "nurse"]],
      [["doctor"], ["nutritionist"]],
    ),
    languages: mostly<CallSlot.Agent["languages"]>([["zh"], ["en", "zh"]], [["en"]]),
    zone: fc.constantFrom(place.zone, ...places.map(({ zone }) => zone)),
    shift: fc.oneof(
      { weight: 4, arbitrary: shift(place) },
      fc.constant(Hours.daily("09:00", "10:30")),
      fc.constant(
        Hours.workWeek({ tuesday: ["08:30-12:10"], thursday: ["14:00-15:00"], saturday: ["09:00-10:00"] }),
      ),
    ),
    callsPerHour: mostly([1, 2, 3], [4, 6, 7]),
  })

const window = (place: Place): fc.Arbitrary<ContactWindow.ContactWindow> =>
  fc
    .tuple(
      profile(place),
      mostly([true], [false]),
      mostly([5, 10], [15, 60]),
      fc.constantFrom(0, 5),
      fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, contacts(place)),
    )
    .map(([someone, atHome, minutes, latenessMinutes, contacts]) => {
      const { carePolicy } = ChinaContact
      const [first, ...rest] = carePolicy.channels
      return ContactWindow.make({
        profile: atHome ? { ...someone, rest: { noon: [], night: [] }, work: { _tag: "None" } } : someone,
        policy: { ...carePolicy, latenessMinutes, channels: [{ ...first, minutes }, ...rest] },
        channel: first.channel,
        purpose: "followUp",
        calendar,
        contacts,
      })
    })
    .filter(Result.isSuccess)
    // Written out, a window fills pages: its calendar alone has hundreds of days.
    .map(({ success }) => ({
      ...success,
      [fc.toStringMethod]: () => JSON.stringify({ zone: success.zone, rules: success.rules }),
    }))

/** Most spans reach over the day, so that many calls may begin in the same slots. */
const span = (place: Place): fc.Arbitrary<ContactWindow.Span> =>
  fc
    .tuple(
      mostly([-4, 0, 9], [10, 14]),
      mostly([0, 60, 120], [7, 500]),
      mostly([60, 400, 800], [0, 23]),
      mostly([0, 300, 900], [1, 1500]),
    )
    .map(([start, early, ideal, overdue]) => {
      const earliest = midnight(place) + start * hour
      const from = earliest + early * minute
      const due = from + ideal * minute
      return { earliest, ideal: from, due, latest: due + overdue * minute }
    })

const call = (place: Place): fc.Arbitrary<Capacity.Call> =>
  fc.record({
    id: fc.integer({ min: 1, max: 99 }).map((n) => Id.TaskId.make(`call-${n}`)),
    window: window(place),
    span: span(place),
    skills: mostly([[], ["nurse"]], [["doctor"], ["nurse", "doctor"], ["psychologist"]]),
    language: mostly(["zh"], ["en", "ug"]),
    risk: fc.integer({ min: -1, max: 1 }),
  })

/** Up to so many, none alike by id; mostly many, since few never get in each other's way. */
const upToMany = <A extends { readonly id: string }>(one: fc.Arbitrary<A>, most: number) => {
  const distinct = (least: number) =>
    fc.uniqueArray(one, { minLength: least, maxLength: most, selector: ({ id }) => id })
  return fc.oneof({ weight: 4, arbitrary: distinct(Math.ceil(most * 0.6)) }, distinct(0))
}

/** At most so many calls and agents, in any order. */
export const callDay = (most: { readonly calls: number; readonly agents: number }): fc.Arbitrary<CallDay> =>
  fc.constantFrom(...places).chain((place) =>
    fc.record({
      place: fc.constant(place),
      calls: upToMany(call(place), most.calls),
      staffing: fc.record({
        agents: upToMany(agentAt(place), most.agents),
        period: fc
          .tuple(mostly([0], [9 * 60 + 10, 13 * 60]), mostly([24 * 60], [10 * 60, 36 * 60 + 7]))
          .map(([from, length]) => ({
            from: midnight(place) + from * minute,
            until: midnight(place) + (from + length) * minute,
          })),
        calendar: fc.constant(calendar),
      }),
    }),
  )
