import { LaterWish, PlainTime, TimeZone } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const wish = (times: ReadonlyArray<string>, day?: number) => ({
  ...(day === undefined ? {} : { day }),
  times,
})

test.each([
  ["晚上6点再打", wish(["18:00"])],
  ["晚上６点再打吧。", wish(["18:00"])],
  ["晚上六点再打给我", wish(["18:00"])],
  ["6点再打", wish(["06:00", "18:00"])],
  ["请明天上午十点半给我打电话", wish(["10:30"], 1)],
  ["明早8点来电", wish(["08:00"], 1)],
  ["今晚7点一刻联系我", wish(["19:15"], 0)],
  ["后天下午两点二十分再来电话", wish(["14:20"], 2)],
  ["中午12点打给我", wish(["12:00"])],
  ["中午1点打给我", wish(["13:00"])],
  ["18:30再打", wish(["18:30"])],
  ["晚点 20点 再打", wish(["20:00"])],
  ["0点再打", wish(["00:00"])],
  ["早上0点半再打", wish(["00:30"])],
  ["23:59再打", wish(["23:59"])],
  ["十点再打", wish(["10:00", "22:00"])],
  ["二十点再打", wish(["20:00"])],
  ["中午2点打给我", wish(["14:00"])],
  ["中午11点打给我", wish(["11:00"])],
  ["13:30再打", wish(["13:30"])],
  [" 晚上6点， 再打！！ 。", wish(["18:00"])],
  ["  call me  at   6 pm !!", wish(["18:00"])],
  ["麻烦您十二点以后再打", wish(["12:00"])],
  ["Call me later at 6", wish(["06:00", "18:00"])],
  ["call me back at 6pm", wish(["18:00"])],
  ["Please call me tomorrow at 10:30 a.m.", wish(["10:30"], 1)],
  ["Phone me tonight at 7, thanks!", wish(["19:00"], 0)],
  ["ring at 9 in the morning please", wish(["09:00"])],
  ["call me at 15:45 tomorrow", wish(["15:45"], 1)],
  ["call me at 4 in the afternoon", wish(["16:00"])],
  ["call me tomorrow evening at 6pm", wish(["18:00"], 1)],
  ["晚上11点再打", wish(["23:00"])],
  ["傍晚5点再打", wish(["17:00"])],
  ["下午19点再打", wish(["19:00"])],
])("%s", (text, expected) => {
  expect(LaterWish.read(text)).toStrictEqual(expected)
})

test.each([
  "",
  "好的",
  "6",
  "6点",
  "6点还没退烧",
  "昨天6点打过电话",
  "不要再打电话了",
  "晚上6点不要打",
  "25点再打",
  "6点75分再打",
  "早上18点再打",
  "晚上12点再打",
  "中午6点再打",
  "中午3点再打",
  "中午10点再打",
  "早上13点再打",
  "6点60分再打",
  "24点再打",
  "call me",
  "don't call me at 6",
  "call me at 6 or 7",
  "call me at 25",
  "call me at 12am",
  // One at night is after midnight, which is no afternoon's one.
  "晚上1点再打",
  "今晚两点打给我",
  "call me tonight at 3",
  "call me tomorrow evening at 1",
  "下午11点再打",
  "call me at 11 in the afternoon",
  "call me tomorrow morning at 6pm",
  "明早下午3点打给我",
  "中午18点打给我",
  "晚上13点再打",
  "下午0点再打",
  "call my son at 6",
  "I will call you at 6",
  "my temperature at 6pm was 38.5, please call",
])("of what isn't surely a wish nothing is made: %s", (text) => {
  expect(LaterWish.read(text)).toBeUndefined()
})

test("is read hour by hour as the parts of the day have it", () => {
  const half = [
    ["", "", "00:00-23:59"],
    ["早上", "in the morning", "00:00-11:59"],
    ["中午", "", "11:00-14:59"],
    ["下午", "in the afternoon", "13:00-19:59"],
    ["晚上", "in the evening", "17:00-23:59"],
    ["", "pm", "13:00-23:59"],
  ] as const
  const two = (n: number) => String(n).padStart(2, "0")
  fc.assert(
    fc.property(
      fc.nat(25),
      fc.nat(61),
      fc.constantFrom(...half),
      fc.constantFrom(["", "", undefined], ["今天", "today", 0], ["明天", "tomorrow", 1]),
      (hour, minute, [han, english, hours], [on, onDay, day]) => {
        const [from = "", until = ""] = hours.split("-")
        // A clock of twelve hours reads an hour from one to eleven twice a day, and one of twenty-four each other once.
        const meant = Array.from({ length: 24 }, (_, h) => h)
          .filter((h) => h === hour || (h > 12 && h - 12 === hour))
          .map((h) => `${two(h)}:${two(minute)}`)
          .filter((time) => minute < 60 && from <= time && time <= until)
        const expected = meant.length === 0 ? undefined : wish(meant, day)
        const zh = `${on}${han}${hour}点${minute === 0 ? "" : `${minute}分`}再打`
        if (english !== "pm") expect(LaterWish.read(zh)).toEqual(expected)
        const en = `call me ${onDay} at ${hour}:${two(minute)} ${english}`
        if (han !== "中午") expect(LaterWish.read(en)).toEqual(expected)
      },
    ),
    runs(500),
  )
})

test("no text makes it throw, and whatever it reads is a time of day", () => {
  const bits = ["请", "明天", "晚上", "6", "十", "点", "半", "再", "打", "电话", "call me ", "at ", "pm", " "]
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...bits), { maxLength: 9 }).map((all) => all.join("")),
  )
  fc.assert(
    fc.property(text, (said) => {
      for (const time of LaterWish.read(said)?.times ?? []) expect(PlainTime.make(time)).toBe(time)
    }),
  )
})

test("is read in time that grows with the text alone, however it is made", () => {
  for (const bit of ["再打", "请", "1", " ", "call me later ", "点", "来给我"]) {
    const started = performance.now()
    LaterWish.read(bit.repeat(3_000))
    expect(performance.now() - started).toBeLessThan(1_000)
  }
})

describe("the moments meant", () => {
  const zone = fc
    .constantFrom("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
    .map((name) => TimeZone.make(name))
  const wishes = fc.record(
    {
      day: fc.constantFrom(0 as const, 1 as const, 2 as const),
      times: fc.constantFrom(["06:00", "18:00"], ["00:00"], ["02:30"], ["23:59"], ["09:15", "21:15"]),
    },
    { requiredKeys: ["times"] },
  )
  const nows = fc.integer({ min: Date.UTC(2011, 0, 1), max: Date.UTC(2027, 0, 1) })

  test("lie ahead, in order, on one date: the one named, else the first that has any", () => {
    fc.assert(
      fc.property(zone, wishes, nows, (zone, { day, times }, now) => {
        const [first, ...rest] = times.map((time) => PlainTime.make(time))
        if (first === undefined) return
        const wish = { times: [first, ...rest] as const, ...(day === undefined ? {} : { day }) }
        const found = LaterWish.moments(wish, zone, now)
        const dateOf = (at: number) =>
          new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(at)
        expect([...found].sort((a, b) => a - b)).toEqual(found)
        expect(found.every((at) => at > now)).toBe(true)
        expect(new Set(found.map(dateOf)).size).toBeLessThanOrEqual(1)
        if (day === undefined) expect(found.length).toBeGreaterThan(0)
        for (const at of found) expect(at - now).toBeLessThan(4 * 86_400_000)
        // No other of these times is ever skipped, nor any of their dates but one.
        if (times[0] === "02:30" || zone === "Pacific/Apia") return
        const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeStyle: "short" }).format(now)
        const later = times.filter((time) => time > clock)
        const ahead = day ?? (later.length > 0 ? 0 : 1)
        expect(found.length).toBe(ahead === 0 ? later.length : times.length)
        const on = new Date(Date.parse(dateOf(now)) + ahead * 86_400_000).toISOString().slice(0, 10)
        for (const at of found) expect(dateOf(at)).toBe(on)
      }),
    )
  })

  test("of an hour that is over today are tomorrow's", () => {
    const shanghai = TimeZone.make("Asia/Shanghai")
    const at = (text: string) => Date.parse(`${text}+08:00`)
    const six = { times: [PlainTime.make("06:00"), PlainTime.make("18:00")] } as const
    const from = (text: string) => LaterWish.moments(six, shanghai, at(text))
    expect(from("2026-03-02T05:00")).toEqual([at("2026-03-02T06:00"), at("2026-03-02T18:00")])
    expect(from("2026-03-02T06:00")).toEqual([at("2026-03-02T18:00")])
    expect(from("2026-03-02T18:00")).toEqual([at("2026-03-03T06:00"), at("2026-03-03T18:00")])
    expect(LaterWish.moments({ ...six, day: 0 }, shanghai, at("2026-03-02T18:00"))).toEqual([])
  })
})
