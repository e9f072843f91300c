/** Debian's Exim on loopback, from a configuration of our own: a mail server that keeps what it takes until told. */
import { execFile, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from "node:fs/promises"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { promisify } from "node:util"

const binary = "/usr/sbin/exim4"

/** Why no Exim can be started here; undefined where one can. */
export const missing = !existsSync(binary)
  ? `${binary} isn't there: install Debian's exim4-daemon-light`
  : process.getuid?.() === 0
    ? undefined
    : `${binary} takes a configuration of ours from root alone`

/** What it says to a recipient; `take` by default. */
export type Answer = "take" | "refuse" | "later"

export interface Exim {
  readonly port: number
  readonly answer: (answer: Answer) => Promise<void>
  /** The ids of what it has taken and neither delivered nor given up. */
  readonly queued: () => Promise<ReadonlyArray<string>>
  /** A queued mail as it came. */
  readonly mail: (id: string) => Promise<string>
  /** Puts a queued mail into its mailbox, or gives it up; a notification for its sender is queued then. */
  readonly settle: (id: string, outcome: "deliver" | "giveUp") => Promise<void>
  /** Takes everything out of the mailbox of the hospital, `hospital.test`, or of everyone else. */
  readonly collect: (mailbox: "hospital" | "everyone") => Promise<ReadonlyArray<string>>
  readonly stop: () => Promise<void>
}

const configuration = (directory: string, port: number) => `
primary_hostname = mail.hospital.test
spool_directory = ${directory}/spool
log_file_path = ${directory}/%slog
daemon_smtp_ports = ${port}
local_interfaces = 127.0.0.1
disable_ipv6 = true
tls_advertise_hosts =
dsn_advertise_hosts = *
queue_only = true
never_users =
deliver_drop_privilege = true
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
acl_smtp_rcpt = recipient
acl_smtp_data = acl_accept

begin acl
recipient:
  deny condition = \${if exists{${directory}/refuse}}
       message = 5.7.1 not wanted here
  defer condition = \${if exists{${directory}/later}}
       message = 4.7.1 come back later
  accept
acl_accept:
  accept

begin routers
hospital:
  driver = accept
  domains = hospital.test
  transport = hospital
everyone:
  driver = accept
  transport = everyone

begin transports
hospital:
  driver = appendfile
  directory = ${directory}/mail/hospital
  maildir_format
  mode = 0644
everyone:
  driver = appendfile
  directory = ${directory}/mail/everyone
  maildir_format
  mode = 0644
`

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1")
      .once("connect", () => resolve(true))
      .once("error", () => resolve(false))
    socket.once("connect", () => socket.destroy())
  })

export const exim = async (): Promise<Exim> => {
  const directory = await mkdtemp(join(tmpdir(), "aftercare-exim-"))
  const port = await freePort()
  for (const folder of ["spool", "mail"]) {
    await mkdir(join(directory, folder))
    // Exim works as users of its own.
    await chmod(join(directory, folder), 0o777)
  }
  await chmod(directory, 0o777)
  const config = join(directory, "exim.conf")
  await writeFile(config, configuration(directory, port))
  // Exim reads no configuration that others could have written.
  await chmod(config, 0o644)
  const ask = async (...args: ReadonlyArray<string>) =>
    (await promisify(execFile)(binary, ["-C", config, ...args])).stdout

  // The shell's pipe closes with this process, and takes the server with it.
  const script = `"$0" -C "$1" -bdf >"$2" 2>&1 & echo $!; cat >/dev/null; kill -KILL $! 2>/dev/null`
  const child = spawn("sh", ["-c", script, binary, config, join(directory, "out")], {
    stdio: ["pipe", "ignore", "ignore"],
  })
  for (let tries = 0; !(await listens(port)); tries += 1) {
    if (tries === 200)
      throw new Error(`Exim doesn't listen: ${await readFile(join(directory, "out"), "utf8")}`)
    await setTimeout(50)
  }

  return {
    port,
    answer: async (answer) => {
      for (const file of ["refuse", "later"]) await rm(join(directory, file), { force: true })
      if (answer !== "take") await writeFile(join(directory, answer), "")
    },
    queued: async () => {
      const files = await readdir(join(directory, "spool", "input")).catch(() => [])
      return files.flatMap((file) => (file.endsWith("-H") ? [file.slice(0, -2)] : [])).sort()
    },
    mail: (id) => ask("-Mvc", id),
    settle: async (id, outcome) => {
      await ask(outcome === "deliver" ? "-M" : "-Mg", id)
    },
    collect: async (mailbox) => {
      const folder = join(directory, "mail", mailbox, "new")
      const files = existsSync(folder) ? await readdir(folder) : []
      return Promise.all(
        files.sort().map(async (file) => {
          const mail = await readFile(join(folder, file), "utf8")
          await unlink(join(folder, file))
          return mail
        }),
      )
    },
    stop: async () => {
      child.stdin.end()
      await new Promise((resolve) => child.once("exit", resolve))
      await rm(directory, { recursive: true, force: true })
    },
  }
}
