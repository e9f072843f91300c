/**
 * Lines to the server that are given up once nothing has been heard over them for too long: a line that died without
 * being closed would else hold whoever waits for an answer, for as long as the operating system hopes. A commit that waits
 * for a standby is ended by no time-out of the server's, and the driver lets go of neither a BEGIN nor a COMMIT.
 */
import { connect, type NetConnectOpts, type Socket } from "node:net"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"

/** The longest that a timer waits. */
const longest = 2 ** 31 - 1

/** Where an address leads, as libpq and the driver read it. */
const endOf = (address: Redacted.Redacted): NetConnectOpts => {
  const { hostname, port: plain, searchParams } = new URL(Redacted.value(address))
  const named = searchParams.get("host") ?? decodeURIComponent(hostname.replace(/^\[(.*)\]$/, "$1"))
  const [host, port] = [named || "localhost", Number(searchParams.get("port") ?? (plain || 5432))]
  return host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port, noDelay: true }
}

/** How a line to the address is opened. */
export const to =
  (address: Redacted.Redacted, silence: Duration.Duration): (() => Socket) =>
  () => {
    const socket = connect(endOf(address))
    return socket.setTimeout(Math.min(Duration.toMillis(silence), longest), () => {
      socket.destroy(new Error("nothing was heard from the server"))
    })
  }
