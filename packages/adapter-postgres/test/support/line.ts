// A line between an application and its server that can be cut.
import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"

/**
 * What becomes of a client's bytes: they pass, or the line is cut before the server has them or before it is heard, or they
 * vanish with all that come later, or the server has them and is never heard again.
 */
export type Rule = (fromClient: Buffer) => "pass" | "cutBefore" | "cutAfter" | "vanish" | "mute"

export interface Line {
  readonly port: number
  /** The server's port. */
  to: number
  rule: Rule
  /** Whether anybody gets through at all. */
  open: boolean
  /** Lets nothing through from now on, and tells nobody: what is sent is lost. */
  readonly freeze: () => void
  /** Ends every connection that there is. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

export const lineTo = async (to: number): Promise<Line> => {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    if (!line.open) {
      client.destroy()
      return
    }
    const behind = connect(line.to, "127.0.0.1")
    let [deaf, dumb, mute] = [false, false, false]
    for (const socket of [client, behind]) {
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => {
        sockets.delete(socket)
        // Of a line that fell silent, not even the end is heard.
        if (!dumb && !mute) client.destroy()
        behind.destroy()
      })
    }
    client.on("data", (bytes) => {
      const what = line.rule(bytes)
      if (what === "cutAfter") deaf = true
      if (what === "vanish") dumb = true
      if (what === "mute") mute = true
      if (what === "cutBefore") client.destroy()
      else if (!dumb) behind.write(bytes)
    })
    behind.on("data", (bytes) => {
      if (deaf) client.destroy()
      else if (!mute) client.write(bytes)
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const line: Line = {
    port: typeof address === "object" && address !== null ? address.port : 0,
    to,
    rule: () => "pass",
    open: true,
    freeze: () => {
      for (const socket of sockets) socket.pause()
    },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    close: async () => {
      line.cut()
      server.close()
      await once(server, "close")
    },
  }
  return line
}
