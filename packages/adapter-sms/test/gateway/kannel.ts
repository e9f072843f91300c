// Debian's Kannel on loopback, from a configuration of our own: bearerbox, smsbox, and a line over SMPP or its fake one.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"

const [bearerbox, smsbox] = ["/usr/sbin/bearerbox", "/usr/sbin/smsbox"]
export const fakesmsc = "/usr/lib/kannel/test/fakesmsc"

/** Why there is no Kannel on this machine; undefined where there is. */
export const missing = [bearerbox, smsbox, fakesmsc].some((path) => !existsSync(path))
  ? `${bearerbox}, ${smsbox} or ${fakesmsc} isn't there: install Debian's kannel and kannel-extras`
  : undefined

export const user = { username: "aftercare", password: "on loopback" }

/** A program of ours that ends with this process however that ends: the shell's pipe closes and takes it along. */
interface Program {
  /** At once, and waits until it has ended. */
  readonly kill: () => Promise<void>
}

export const run = async (path: string, args: ReadonlyArray<string>, log: string): Promise<Program> => {
  const script = `"$@" >>"$0" 2>&1 & echo $!; cat >/dev/null; kill -KILL $! 2>/dev/null`
  const child = spawn("sh", ["-c", script, log, path, ...args], {
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  })
  child.unref()
  for (const stream of [child.stdin, child.stdout])
    if ("unref" in stream && typeof stream.unref === "function") stream.unref()
  const [line] = await once(child.stdout, "data")
  const pid = Number(String(line))
  const alive = () => {
    try {
      process.kill(pid, 0)
      return true
    } catch {
      return false
    }
  }
  return {
    kill: async () => {
      if (alive()) process.kill(pid, "SIGKILL")
      while (alive()) await setTimeout(10)
      child.stdin.end()
    },
  }
}

export const freePorts = async (count: number): Promise<ReadonlyArray<number>> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"))
  const ports: Array<number> = []
  for (const server of servers) {
    if (!server.listening) await once(server, "listening")
    const address = server.address()
    ports.push(typeof address === "object" && address !== null ? address.port : 0)
  }
  for (const server of servers) {
    server.close()
    await once(server, "close")
  }
  return ports
}

/** Waits until something is so, which it is soon or never. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>) => {
  const end = performance.now() + 20_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await setTimeout(20)
  }
}

export interface Options {
  /** Where a message centre listens for Kannel to bind. */
  readonly centre: number
  /** Where replies go, as a `get-url` is written. */
  readonly replies: string
}

export interface Kannel {
  /** Where texts are handed in. */
  readonly url: string
  /** Where it keeps its configuration, its store and its log. */
  readonly directory: string
  /** Where fakesmsc connects. */
  readonly fakePort: number
  /** How many messages wait in the gateway's own store. */
  readonly waiting: () => Promise<number>
  readonly log: () => Promise<string>
  /** Ends the gateway at once, as a power cut does. What it stored stays. */
  readonly kill: () => Promise<void>
  /** Starts it again on what it stored. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

const adminPassword = "loopback"

const configuration = (directory: string, ports: ReadonlyArray<number>, { centre, replies }: Options) => {
  const [admin, boxes, fake, sendsms] = ports
  return `group = core
admin-port = ${admin}
admin-interface = 127.0.0.1
admin-password = ${adminPassword}
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
smsbox-port = ${boxes}
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
store-type = file
store-location = ${join(directory, "store")}
store-dump-freq = 1
dlr-storage = internal
sms-resend-freq = 1
sms-resend-retry = 2

group = smsc
smsc = smpp
smsc-id = line
host = 127.0.0.1
port = ${centre}
smsc-username = hospital
smsc-password = secret
system-type = ""
transceiver-mode = true
reconnect-delay = 1
enquire-link-interval = 5

group = smsc
smsc = fake
smsc-id = fake
port = ${fake}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendsms}
sendsms-interface = 127.0.0.1
sendsms-chars = "0123456789 +-"
http-request-retry = 3
http-queue-delay = 1

group = sendsms-user
username = ${user.username}
password = "${user.password}"
concatenation = true
max-messages = 10
default-smsc = line
user-deny-ip = "*.*.*.*"
user-allow-ip = "127.0.0.1"

group = sendsms-user
username = fake
password = "${user.password}"
concatenation = true
max-messages = 10
forced-smsc = fake
user-deny-ip = "*.*.*.*"
user-allow-ip = "127.0.0.1"

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "${replies}"
`
}

export const kannel = async (options: Options): Promise<Kannel> => {
  const directory = await mkdtemp(join(tmpdir(), "aftercare-kannel-"))
  const ports = await freePorts(4)
  const [admin, , fakePort = 0, sendsms] = ports
  const file = join(directory, "kannel.conf")
  await writeFile(file, configuration(directory, ports, options))
  const log = join(directory, "log")
  let boxesRunning: ReadonlyArray<Program> = []
  const url = `http://127.0.0.1:${sendsms}/cgi-bin/sendsms`
  const get = async (address: string) => {
    try {
      return await (await fetch(address)).text()
    } catch {
      return ""
    }
  }
  const status = `http://127.0.0.1:${admin}/status.txt?password=${adminPassword}`
  const start = async () => {
    const bearer = await run(bearerbox, ["-v", "1", file], log)
    await until("bearerbox listens", async () => (await get(status)) !== "").catch(async ({ message }) => {
      throw new Error(`${message}\n${await readFile(log, "utf8")}`)
    })
    const sms = await run(smsbox, ["-v", "1", file], log)
    boxesRunning = [sms, bearer]
    await until("smsbox is connected", async () => /smsbox:/.test(await get(status)))
    await until("smsbox listens", async () => (await get(url)) !== "")
  }
  await start()
  return {
    url,
    directory,
    fakePort,
    start,
    waiting: async () => Number(/store size (\d+)/.exec(await get(status))?.[1] ?? Number.NaN),
    log: () => readFile(log, "utf8"),
    kill: async () => {
      for (const box of boxesRunning) await box.kill()
    },
    stop: async () => {
      for (const box of boxesRunning) await box.kill()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
