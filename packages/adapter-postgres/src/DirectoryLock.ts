/**
 * A directory for one process alone.
 *
 * **Details**
 *
 * Each that wants it leaves a file whose name says who it is, made with `O_EXCL`, and only then looks who else is there: of
 * two at least one sees the other, and whoever sees a living one goes away again. So a file left by a process that died
 * is simply taken away: no two can mistake each other's for it. Who is on another host can't be asked and counts as alive.
 */
import { readFileSync } from "node:fs"
import { mkdir, open, readdir, rm } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

/** The directory can't be had: another process has it, which is named, or it can't be written. */
export class NotOurs extends Schema.TaggedError<NotOurs>("@aftercare/adapter-postgres/NotOurs")("NotOurs", {
  directory: Schema.String,
  detail: Schema.String,
  /** Who has it, where somebody has. */
  holder: Schema.optionalKey(Schema.Struct({ pid: Schema.Int, host: Schema.String, file: Schema.String })),
}) {
  override get message() {
    return `${this.directory}: ${this.detail}`
  }
}

interface Holder {
  readonly pid: number
  /** When it began, as the system tells it: a number may be another's by now, and in a container often is. */
  readonly start: string
  readonly host: string
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}

/** Empty where the system doesn't tell; undefined for one that has died and that nobody has asked after yet. */
const startOf = (pid: number): string | undefined => {
  const status = read(`/proc/${pid}/stat`)
  const [state, ...fields] = status.slice(status.lastIndexOf(")") + 2).split(" ")
  if (state === "Z" || state === "X") return undefined
  const ticks = fields[18]
  return ticks === undefined ? "" : `${ticks}-${read("/proc/sys/kernel/random/boot_id").trim()}`
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(Predicate.hasProperty(error, "code") && error.code === "ESRCH")
  }
}

const isAlive = ({ host, pid, start }: Holder): boolean => {
  if (host !== hostname()) return true
  if (!isThere(pid)) return false
  const now = startOf(pid)
  return now === start || now === "" || start === ""
}

const nameOf = ({ host, pid, start }: Holder): string => `lock.${pid}.${start}.${encodeURIComponent(host)}`

const holderOf = (name: string): Holder | undefined => {
  const [, pid, start, host] = /^lock\.(\d+)\.([^.]*)\.(.+)$/.exec(name) ?? []
  return pid === undefined || start === undefined || host === undefined
    ? undefined
    : { pid: Number(pid), start, host: decodeURIComponent(host) }
}

const held = (directory: string, file: string, { host, pid }: Holder) =>
  new NotOurs({
    directory,
    detail: `process ${pid} on ${host} has it; if that one is surely gone, remove ${file}`,
    holder: { pid, host, file },
  })

const take = async (directory: string): Promise<string> => {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const self = { pid: process.pid, start: startOf(process.pid) ?? "", host: hostname() }
  const own = nameOf(self)
  try {
    await (await open(join(directory, own), "wx", 0o600)).close()
  } catch (error) {
    throw Predicate.hasProperty(error, "code") && error.code === "EEXIST" ? held(directory, own, self) : error
  }
  try {
    for (const name of await readdir(directory)) {
      const holder = holderOf(name)
      if (holder === undefined || name === own) continue
      if (isAlive(holder)) throw held(directory, name, holder)
      await rm(join(directory, name), { force: true })
    }
  } catch (error) {
    await rm(join(directory, own), { force: true })
    throw error
  }
  return join(directory, own)
}

/** Makes the directory where it isn't there, and holds it until the scope ends. */
export const hold = (directory: string): Effect.Effect<void, NotOurs, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () => take(directory),
      catch: (error) =>
        error instanceof NotOurs
          ? error
          : new NotOurs({ directory, detail: error instanceof Error ? error.message : String(error) }),
    }).pipe(
      // Of two that came at the same moment both may have gone away again.
      Effect.retry({ schedule: Schedule.jittered(Schedule.spaced("50 millis")), times: 4 }),
    ),
    (own) => Effect.promise(() => rm(own, { force: true })),
  ).pipe(Effect.asVoid)
