/**
 * Lines to the server that are given up once nothing has been heard over them for too long: a line that died without
 * being closed would else hold whoever waits for an answer, for as long as the operating system hopes.
 */
import { connect, type Socket } from "node:net"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"

/** The longest that a timer waits. */
const longest = 2 ** 31 - 1

/** How a line to the address is opened; undefined where it names no host, but leaves it to the driver. */
export const to = (url: Redacted.Redacted, silence: Duration.Duration): (() => Socket) | undefined => {
  if (!URL.canParse(Redacted.value(url))) return undefined
  const { hostname, port, searchParams } = new URL(Redacted.value(url))
  if (hostname === "" || searchParams.has("host")) return undefined
  const host = decodeURIComponent(hostname.replace(/^\[(.*)\]$/, "$1"))
  return () => {
    const socket = connect({ host, port: Number(port || 5432), noDelay: true })
    socket.setTimeout(Math.min(Duration.toMillis(silence), longest), () =>
      socket.destroy(new Error("nothing was heard from the server")),
    )
    return socket
  }
}
