import { CareStore, StoreError } from "@aftercare/core/ports"
import { Effect, Option } from "effect"
import { type Broken, replacing } from "./Broken.ts"

interface Row<A, E> {
  readonly tenant: string
  readonly record: A
  readonly version: number
  readonly events: ReadonlyArray<E>
}

/** What of a record its store must tell. */
interface About {
  readonly id: string
  readonly addressee: string
  readonly patient?: string
  readonly isOpen: boolean
}

interface Ways {
  readonly key: (tenant: string, id: string) => string
  readonly order: (a: string, b: string) => number
  readonly isOpen: (about: About) => boolean
  /** Which of somebody's records are looked for. */
  readonly asked: (of: CareStore.Which) => CareStore.Which
  readonly mayUpdate: (version: number, expected: number) => boolean
  readonly events: <E>(before: ReadonlyArray<E>, next: ReadonlyArray<E>) => ReadonlyArray<E>
  readonly isOf: (about: About, person: string) => boolean
  readonly isAbout: (about: About, patient: string) => boolean
  readonly sees: (tenant: string, other: string) => boolean
  readonly overwrites: boolean
  readonly pause: Effect.Effect<void>
  readonly more: boolean
}

/** Records of a kind of its own in a map, with one way of it wrong perhaps. */
const keyed = <A, E, Key extends string>(
  aboutOf: (record: A) => About,
  wrong: Partial<Ways>,
): CareStore.CareRecords<A, E, Key> => {
  const ways: Ways = {
    key: (tenant, id) => `${tenant} ${id}`,
    order: (a, b) => (a < b ? -1 : 1),
    isOpen: ({ isOpen }) => isOpen,
    asked: (of) => of,
    mayUpdate: (version, expected) => version === expected,
    events: (before, next) => [...before, ...next],
    isOf: ({ addressee }, person) => addressee === person,
    isAbout: ({ patient }, asked) => patient === asked,
    sees: (tenant, other) => tenant === other,
    overwrites: false,
    pause: Effect.void,
    more: true,
    ...wrong,
  }
  const all = new Map<string, Row<A, E>>()
  const idOf = (record: A) => aboutOf(record).id as Key
  const rows = (tenant: string, of: (about: About) => boolean) =>
    [...all.values()]
      .filter((row) => ways.sees(row.tenant, tenant) && of(aboutOf(row.record)))
      .sort((a, b) => ways.order(idOf(a.record), idOf(b.record)))
  const isAmong = (about: About, of: CareStore.Which) => of === "all" || ways.isOpen(about)
  const versioned = ({ record, version }: Row<A, E>) => ({ record, version })
  return {
    find: (tenant, id) =>
      Effect.sync(() => Option.map(Option.fromUndefinedOr(all.get(ways.key(tenant, id))), versioned)),
    insert: (tenant, record, events) =>
      Effect.suspend(() => {
        const key = ways.key(tenant, idOf(record))
        if (all.has(key) && !ways.overwrites)
          return Effect.fail(StoreError.because({ _tag: "AlreadyExists", record: idOf(record) }))
        all.set(key, { tenant, record, version: 1, events })
        return Effect.void
      }),
    update: (tenant, record, expected, events) =>
      Effect.gen(function* () {
        const id = idOf(record)
        const key = ways.key(tenant, id)
        const found = all.get(key)
        yield* ways.pause
        if (found === undefined) return yield* StoreError.because({ _tag: "NotFound", record: id })
        const { version: actual } = found
        if (!ways.mayUpdate(actual, expected))
          return yield* StoreError.because({ _tag: "VersionConflict", record: id, expected, actual })
        const before = all.get(key) ?? found
        all.set(key, { tenant, record, version: actual + 1, events: ways.events(before.events, events) })
      }),
    list: (tenant, { after, limit, of }) =>
      Effect.sync(() => {
        const rest = rows(tenant, (about) => about.id > (after ?? "") && isAmong(about, of))
        const page = rest.slice(0, limit)
        const last = page.at(-1)
        return {
          records: page.map(versioned),
          next:
            ways.more && rest.length > limit && last !== undefined
              ? Option.some(idOf(last.record))
              : Option.none(),
        }
      }),
    ofPerson: (tenant, person, of) =>
      Effect.sync(() =>
        rows(tenant, (about) => ways.isOf(about, person) && isAmong(about, ways.asked(of))).map(versioned),
      ),
    ofPatient: (tenant, patient, of) =>
      Effect.sync(() =>
        rows(tenant, (about) => ways.isAbout(about, patient) && isAmong(about, ways.asked(of))).map(
          versioned,
        ),
      ),
    events: (tenant, id) => Effect.sync(() => all.get(ways.key(tenant, id))?.events ?? []),
  }
}

/** All kinds of records in maps. */
const inMaps = (wrong: Partial<Ways> = {}): CareStore.CareStore["Service"] => ({
  enrolments: keyed(
    ({ enrolment: { id, patient, person, state } }) => ({
      ...{ id, addressee: person, patient },
      isOpen: state._tag === "Active",
    }),
    wrong,
  ),
  regimens: keyed((regimen) => ({ ...regimen, isOpen: regimen.end === undefined }), wrong),
  messages: keyed(({ message }) => ({ ...message, isOpen: message.state._tag !== "Ended" }), wrong),
})

/** The clauses' names: each is said of every kind. */
const clauses = (say: (one: string, many: string) => string): ReadonlyArray<string> => [
  say("an enrolment", "enrolments"),
  say("a regimen", "regimens"),
  say("a care message", "care messages"),
]
const found = clauses(
  (one) => `${one} is found as it was inserted, at version 1, and one that nobody wrote isn't`,
)
const updated = clauses(
  (one) =>
    `an update takes the place of ${one}, one version further, and adds its events behind those before`,
)
const persons = clauses(
  (_, many) => `${many} of a person are those that address them, by id: all of them or those that are open`,
)
const patients = clauses(
  (_, many) =>
    `${many} about a patient are theirs, by id, whoever is written to: all of them or those that are open`,
)
const listed = clauses(
  (_, many) => `${many} are listed by id in code units, all of them or those that are open`,
)
const paged = clauses(
  (_, many) => `pages of ${many} hold at most as many as asked for, and together every one once`,
)
const whole = clauses((one) => `${one} and its events come back equal, whatever they are`)
const stale = clauses(
  (one) => `an update of ${one} that was decided on another version is refused, and loses nothing`,
)
const racing = clauses(
  (one) => `of updates of ${one} at the same time on one version one is written, with its events`,
)
const failing = clauses(
  (one) => `${one} that is there already can't be inserted, and one that isn't can't be updated`,
)
const apart = clauses(
  (_, many) => `tenants neither see nor change each other's ${many}, however their ids run together`,
)

/** In the order of the contract: all of one kind after all of another. */
const ofEachKind = (breaks: ReadonlyArray<ReadonlyArray<string>>) =>
  [0, 1, 2].flatMap((kind) => breaks.flatMap((names) => names[kind] ?? []))

const broken = (fault: string, wrong: Partial<Ways>, ...breaks: ReadonlyArray<ReadonlyArray<string>>) =>
  replacing(CareStore.CareStore)(fault, () => inMaps(wrong), ofEachKind(breaks))

export const brokenCare: ReadonlyArray<Broken> = [
  broken("is a sound store in maps", {}),
  broken("keeps the newest events alone", { events: (_, next) => next }, updated, stale),
  broken(
    "leaves out a person's records that have ended",
    { isOf: (about, person) => about.addressee === person && about.isOpen },
    persons,
    whole,
  ),
  broken(
    "takes who is written to for whom it is about",
    { isAbout: ({ addressee }, patient) => addressee === patient },
    patients,
    whole,
  ),
  broken("orders by the alphabet", { order: (a, b) => a.localeCompare(b, "en") }, persons, patients, listed),
  broken("takes every record for open", { isOpen: () => true }, persons, patients, listed, whole),
  broken("gives all that is somebody's, whatever is asked for", { asked: () => "all" }, persons, patients),
  broken("never has a further page", { more: false }, paged),
  broken("updates whatever the version", { mayUpdate: () => true }, stale, racing),
  broken("looks at what is there, and writes a moment later", { pause: Effect.yieldNow }, racing),
  broken("inserts over what is there", { overwrites: true }, failing),
  broken("joins tenant and id by nothing", { key: (tenant, id) => `${tenant}${id}` }, apart),
  broken("shows everybody everything", { sees: () => true }, whole, apart),
  replacing(CareStore.CareStore)(
    "finds nothing",
    () => {
      const { enrolments, messages, regimens } = inMaps()
      const find = () => Effect.succeed(Option.none())
      return {
        enrolments: { ...enrolments, find },
        regimens: { ...regimens, find },
        messages: { ...messages, find },
      }
    },
    ofEachKind([found, updated, whole, stale, racing, failing, apart]),
  ),
]
