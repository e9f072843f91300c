/** What was done in a stay, as the procedures of a bundle tell it, and which of it stages may be counted from. */
import { type Entry, type Find, placeOf, readEntry, type Unread } from "./BundleEntries.ts"
import { codes, type Origin } from "./BundlePerson.ts"
import * as Resources from "./BundleResources.ts"
import type { Events } from "./Discharge.ts"
import type { Problem } from "./DischargeFile.ts"
import { decode } from "./DischargeRow.ts"

const decodeEncounter = decode(Resources.Encounter, "ignore")
const decodeProcedure = decode(Resources.Procedure, "ignore")

/** Categories of procedures in SNOMED CT: surgical, diagnostic. */
const events: { readonly [category: string]: keyof Events } = {
  "387713003": "operationAt",
  "103693007": "examinationAt",
}

/** A day or less, which is no instant. */
const withoutTime = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/

/** A procedure that was done: what, and the event that it is, with its moment. */
export interface Done {
  readonly procedure: Origin
  readonly event?: { readonly name: keyof Events; readonly at: string; readonly path: string }
}

/** The procedures of each stay, and what isn't read of procedures: those of no stay, and moments that are none. */
export interface Procedures {
  readonly of: (encounter: Entry) => ReadonlyArray<Done>
  readonly unread: ReadonlyArray<Unread>
}

/** Finds the stay of each procedure: the one that it names, else the one that names it among its diagnoses. */
export const proceduresOf = (entries: ReadonlyArray<Entry>, find: Find): Procedures => {
  const byStay = new Map<Entry, Array<Done>>()
  const unread: Array<Procedures["unread"][number]> = []
  for (const [entry, naming] of withNaming(entries, find)) {
    const problems: Array<Problem> = []
    const wrong = (path: string, rule: string) => {
      problems.push({ path: `${placeOf(entry)}.${path}`, rule })
      return undefined
    }
    const resource = readEntry(entry, decodeProcedure, problems)
    if (resource !== undefined) {
      const done = doneBy(resource, placeOf(entry), wrong)
      const stay = find(resource.encounter, "encounter", entry, ["Encounter"], []) ?? naming
      if (stay === undefined) wrong("encounter", "no stay of the bundle is meant")
      else if (done !== undefined) byStay.set(stay, [...(byStay.get(stay) ?? []), done])
    }
    if (problems.length > 0) unread.push({ entry: entry.at, problems })
  }
  return { of: (encounter) => byStay.get(encounter) ?? [], unread }
}

/** Every procedure, contained ones too, with the stay that names it among its diagnoses. */
const withNaming = (entries: ReadonlyArray<Entry>, find: Find) => {
  const naming = new Map<string, readonly [procedure: Entry, stay: Entry | undefined]>()
  for (const entry of entries.filter(({ type }) => type === "Procedure"))
    naming.set(placeOf(entry), [entry, undefined])
  for (const stay of entries.filter(({ type }) => type === "Encounter"))
    for (const { condition } of readEntry(stay, decodeEncounter, [])?.diagnosis ?? []) {
      const meant = find(condition, "diagnosis", stay, ["Procedure"], [])
      if (meant !== undefined) naming.set(placeOf(meant), [meant, stay])
    }
  return naming.values()
}

/** What was done; undefined where nothing was, or nobody says what. */
const doneBy = (
  { category, code, performedDateTime, performedPeriod, status }: Resources.Procedure,
  place: string,
  wrong: (path: string, rule: string) => undefined,
): Done | undefined => {
  const { coding = [], text } = code ?? {}
  const at = coding.findIndex((each) => each.code !== undefined)
  if (status !== "completed") return wrong("status", "the procedure isn't completed")
  if (at < 0) return wrong("code", "the procedure has no code")
  const value = { code: coding[at]?.code, text: text ?? coding[at]?.display ?? "" }
  const procedure = { value, path: `${place}.code.coding[${at}]` }
  const name = codes(category).flatMap((each) => (Object.hasOwn(events, each) ? [events[each]] : []))[0]
  if (name === undefined) return { procedure }
  const [performed, path] =
    performedDateTime === undefined
      ? [performedPeriod?.end ?? performedPeriod?.start, "performedPeriod"]
      : [performedDateTime, "performedDateTime"]
  if (performed === undefined || withoutTime.test(performed)) {
    wrong(path, "no time of day is named: no stage is counted from it")
    return { procedure }
  }
  return { procedure, event: { name, at: performed, path: `${place}.${path}` } }
}
