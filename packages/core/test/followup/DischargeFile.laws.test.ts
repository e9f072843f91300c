import { Discharge, DischargeFile } from "@aftercare/core"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { any, cellsOf, csvOf, field, flat, options, several } from "./support/DischargeRows.ts"

const { columns, readCsv, readJson } = DischargeFile
const discharges = (file: DischargeFile.DischargeFile) => file.accepted.map(({ discharge }) => discharge)

const lineEnd = fc.constantFrom("\n", "\r\n", "\r")
const mark = fc.constantFrom("", "\uFEFF")
/** Lines that are no rows. */
const emptyLines = fc.array(fc.constantFrom("", "  ", `${",".repeat(columns.length - 1)}`), { maxLength: 2 })

const order = fc.shuffledSubarray([...columns], { minLength: columns.length })

describe("a discharge written as a row of CSV", patience, () => {
  test("is read back as it was, in any order of columns and with any line ending", () => {
    fc.assert(
      fc.property(several(flat), order, lineEnd, mark, emptyLines, (written, header, end, mark, empty) => {
        const [names = "", ...rows] = csvOf(header, written.map(cellsOf))
        const lines = [...empty.slice(1), names, ...rows.flatMap((row) => [...empty, row])]
        const file = readCsv(mark + lines.join(end), options)
        expect(file.refused).toEqual([])
        expect(discharges(file)).toEqual(written)
        expect(file.accepted.map(({ row }) => row)).toEqual(written.map((_, at) => at + 1))
      }),
    )
  })

  test("is the same in any order of rows, and whichever file each is in", () => {
    fc.assert(
      fc.property(
        several(flat).chain((written) =>
          fc.tuple(
            fc.constant(written),
            fc.shuffledSubarray(written, { minLength: written.length }),
            fc.nat(written.length),
          ),
        ),
        ([written, shuffled, cut]) => {
          const read = (rows: ReadonlyArray<Discharge.Discharge>) =>
            readCsv(csvOf(columns, rows.map(cellsOf)).join("\n"), options)
          const parts = [shuffled.slice(0, cut), shuffled.slice(cut)].map(read)
          expect(parts.flatMap(({ refused }) => refused)).toEqual([])
          expect(parts.flatMap(discharges)).toEqual(shuffled)
          // The same rows behind the first ones are refused, each by its id, and change nothing.
          const twice = read([...written, ...shuffled])
          expect(discharges(twice)).toEqual(written)
          expect(twice.refused.map(({ problems }) => problems.map(({ path }) => path))).toEqual(
            shuffled.map(() => ["discharge_id"]),
          )
        },
      ),
      runs(60),
    )
  })

  test("begins on the line that an editor shows", () => {
    fc.assert(
      fc.property(several(flat), lineEnd, emptyLines, (written, end, empty) => {
        const lines = csvOf(columns, written.map(cellsOf)).flatMap((row) => [row, ...empty])
        const file = readCsv(lines.join(end), options)
        const before = (at: number) => lines.slice(0, (at + 1) * (empty.length + 1)).join(end) + end
        const expected = written.map((_, at) => before(at).split(/\r\n|\n|\r/).length)
        expect(file.accepted.map(({ line }) => line)).toEqual(expected)
      }),
    )
  })
})

describe("a discharge written as JSON", patience, () => {
  const encoded = (written: ReadonlyArray<Discharge.Discharge>) =>
    written.map((discharge) => Schema.encodeSync(Discharge.Discharge)(discharge))

  test("is read back as it was, one a line", () => {
    fc.assert(
      fc.property(several(any), lineEnd, mark, (written, end, mark) => {
        const file = readJson(
          mark +
            encoded(written)
              .map((row) => JSON.stringify(row))
              .join(end + end),
          options,
        )
        expect(file.refused).toEqual([])
        expect(discharges(file)).toEqual(written)
        expect(file.accepted.map(({ line, row }) => [row, line])).toEqual(
          written.map((_, at) => [at + 1, 2 * at + 1]),
        )
      }),
    )
  })

  test("is read back as it was, all in one array", () => {
    fc.assert(
      fc.property(several(any), fc.constantFrom(0, 2), mark, (written, indent, mark) => {
        const json = JSON.stringify(encoded(written), undefined, indent)
        const file = readJson(mark + json, options)
        expect(file.refused).toEqual([])
        expect(discharges(file)).toEqual(written)
        const lines = json.split("\n").flatMap((line, at) => (line === "  {" ? [at + 1] : []))
        expect(file.accepted.map(({ line }) => line)).toEqual(indent === 0 ? written.map(() => 1) : lines)
      }),
    )
  })
})

/** Texts that look like files, and are broken in all ways. */
const rubble = (signs: ReadonlyArray<string>) =>
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc
      .array(fc.oneof(fc.constantFrom(...signs), fc.string({ maxLength: 4 })), { maxLength: 60 })
      .map((all) => all.join("")),
  )

/** That each row is in one list, by its number, and that lines go down the file. */
const accountsForEveryRow = ({ accepted, refused }: DischargeFile.DischargeFile): number => {
  const rows = [...accepted, ...refused].sort((a, b) => a.row - b.row)
  const whole = rows.filter(({ row }) => row > 0)
  expect(whole.map(({ row }) => row)).toEqual(whole.map((_, at) => at + 1))
  expect(whole.every(({ line }, at) => line >= (whole[at - 1]?.line ?? 1))).toBe(true)
  expect(refused.every(({ problems }) => problems.length > 0)).toBe(true)
  return whole.length
}

describe("reading", patience, () => {
  const header = columns.join(",")

  test("of any text ends, and accounts for every row: CSV", () => {
    const signs = [
      '"',
      '""',
      ",",
      "\n",
      "\r\n",
      "\r",
      "a",
      "D1",
      "none",
      ";",
      "\uFEFF",
      ",".repeat(columns.length - 1),
    ]
    fc.assert(
      fc.property(rubble(signs), fc.boolean(), (text, headed) => {
        const file = readCsv(headed ? `${header}\n${text}` : text, options)
        const rows = accountsForEveryRow(file)
        const filled = text.split(/\r\n|\n|\r/).filter((line) => /[^\s,]/.test(line)).length
        if (headed && !text.includes('"')) expect(rows).toBe(filled)
      }),
      runs(300),
    )
  })

  test("of any text ends, and accounts for every row: JSON", () => {
    const signs = [
      "{",
      "}",
      "[",
      "]",
      '"',
      ",",
      ":",
      "\\",
      "\n",
      "1",
      "null",
      '"id"',
      "{}",
      '{"id":"D1"}',
      "[]",
    ]
    fc.assert(
      fc.property(rubble(signs), (text) => {
        accountsForEveryRow(readJson(text, options))
      }),
      runs(300),
    )
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.constantFrom(0, 1), (values, indent) => {
        const lines = values.map((value) => JSON.stringify(value))
        if (!lines[0]?.startsWith("["))
          expect(accountsForEveryRow(readJson(lines.join("\n"), options))).toBe(values.length)
        const array = JSON.stringify(values, undefined, indent)
        expect(accountsForEveryRow(readJson(array, options))).toBe(values.length)
      }),
    )
  })

  test("takes time in proportion to the text, however its quotes and brackets stand", () => {
    for (const line of ['"', '"a""b', '",",","', 'x,"', '"""', '"x\n",y,"z'])
      for (const start of ["a,b,c\n", 'a,b,c\n"\n'])
        readCsv(start + Array(20_000).fill(line).join("\n"), options)
    for (const line of ["{[", '["', "[".repeat(50), '"'])
      readJson(`[${Array(20_000).fill(line).join("\n")}`, options)
    readJson(`${"[".repeat(5000)}${"]".repeat(5000)}`, options)
    readJson(`[${'{"a":'.repeat(5000)}1${"}".repeat(5000)}]`, options)
  })

  // An open quote closes at the next row's quote where that one's text begins with a comma: nobody can tell.
  const plain = flat.filter((discharge) =>
    Object.values(cellsOf(discharge)).every((cell) => !/^[,"]/.test(cell)),
  )
  const broken = fc.constantFrom(
    'D,"open',
    '"',
    'a,b"c,d',
    '"a"b,c',
    "a,b,c",
    "a",
    `a${",".repeat(columns.length)}`,
    `a${",".repeat(columns.length - 1)}`,
    `"a""${",".repeat(columns.length - 1)}`,
  )

  test("of CSV isn't changed by a broken row anywhere", () => {
    fc.assert(
      fc.property(several(plain), broken, fc.nat(), lineEnd, (written, broken, place, end) => {
        const [names = "", ...rows] = csvOf(columns, written.map(cellsOf))
        const at = place % (rows.length + 1)
        const file = readCsv([names, ...rows.toSpliced(at, 0, broken)].join(end), options)
        expect(discharges(file)).toEqual(written)
        expect(file.refused.map(({ row }) => row)).toEqual([at + 1])
        expect(file.accepted.map(({ row }) => row)).toEqual(written.map((_, i) => (i < at ? i + 1 : i + 2)))
      }),
    )
  })

  test("of JSON Lines isn't changed by a broken row anywhere", () => {
    const broken = fc.constantFrom(
      "{",
      "}",
      '{"id"',
      "null",
      "7",
      '"D1"',
      "{}",
      '{"id":"D1"}',
      "nonsense",
      "\\",
    )
    fc.assert(
      fc.property(several(any), broken, fc.nat(), (written, broken, place) => {
        const rows = written.map((discharge) =>
          JSON.stringify(Schema.encodeSync(Discharge.Discharge)(discharge)),
        )
        const at = place % (rows.length + 1)
        const file = readJson(rows.toSpliced(at, 0, broken).join("\n"), options)
        expect(discharges(file)).toEqual(written)
        expect(file.refused.map(({ line, row }) => [row, line])).toEqual([[at + 1, at + 1]])
      }),
    )
  })
})

describe("a refusal", () => {
  const secret = (at: number) => `⟨secret ${at}⟩`
  const hides = (file: DischargeFile.DischargeFile) => {
    expect(JSON.stringify(file.refused)).not.toMatch(/secret|⟨|⟩/)
    return file.refused.flatMap(({ problems }) => problems)
  }

  test("never shows what a cell says, whichever cells are wrong", () => {
    fc.assert(
      fc.property(flat, fc.subarray([...columns], { minLength: 1 }), (discharge, wrong) => {
        const cells: Record<string, string> = { ...cellsOf(discharge) }
        for (const [at, column] of wrong.entries()) cells[column] = secret(at)
        const text = csvOf(columns, [cells]).join("\n")
        const problems = hides(readCsv(text, options))
        for (const { path } of problems) expect(columns).toContain(path.replace(/ #\d+$/, ""))
        hides(readCsv(text.replace(field(discharge.id), `${secret(0)},"`), options))
        hides(readCsv(text.split("\n").slice(1).join("\n"), options))
      }),
    )
  })

  test("never shows what JSON says, whichever values or keys are wrong", () => {
    const spoilt = (value: unknown, seed: number, depth = 0): unknown => {
      const here = (seed >> depth) % 4
      if (here === 0) return depth % 2 === 0 ? secret(depth) : { [secret(depth)]: secret(depth) }
      if (Array.isArray(value)) return value.map((each) => spoilt(each, seed, depth + 1))
      if (typeof value !== "object" || value === null) return value
      const entries = Object.entries(value).map(([key, each], at) => [
        here === 1 && at === depth ? secret(at) : key,
        spoilt(each, seed + at, depth + 1),
      ])
      return Object.fromEntries(entries)
    }
    fc.assert(
      fc.property(any, fc.nat(), (discharge, seed) => {
        const row = JSON.stringify(spoilt(Schema.encodeSync(Discharge.Discharge)(discharge), seed))
        hides(readJson(`${row}\n${row.slice(0, -2)}`, options))
        hides(readJson(`[${row}, ${row}]`, options))
        hides(readJson(`[${row}`, options))
      }),
    )
  })
})
