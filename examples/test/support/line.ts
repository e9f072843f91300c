// A line to a mail server on which its answer to a message can be lost.
import { once } from "node:events"
import { connect, createServer, type Server, type Socket } from "node:net"
import type { ChannelContract } from "@aftercare/core/testing"

export interface Line {
  readonly port: number
  readonly set: (manner: ChannelContract.Manner) => Promise<void>
  /** How many messages were handed in on connections that are still open and haven't been answered. */
  readonly unanswered: () => number
  readonly close: () => Promise<void>
}

/** The end of a message, and of the client's words until the server answers. */
const end = /(^|\r\n)\.\r\n$/

export const lineTo = async (port: number): Promise<Line> => {
  let manner: ChannelContract.Manner = "takes"
  const sockets = new Set<Socket>()
  let waiting = 0
  let server: Server | undefined
  let own = 0

  const connected = (client: Socket) => {
    const behind = connect(port, "127.0.0.1")
    let [handedIn, last] = [false, ""]
    for (const socket of [client, behind]) {
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => {
        sockets.delete(socket)
        client.destroy()
        behind.destroy()
      })
    }
    client.on("close", () => {
      if (handedIn) waiting -= 1
      handedIn = false
    })
    client.on("data", (bytes) => {
      last = `${last}${bytes.toString("latin1")}`.slice(-5)
      if (end.test(last) && !handedIn) {
        handedIn = true
        waiting += 1
      }
      behind.write(bytes)
    })
    behind.on("data", (bytes) => {
      if (!handedIn || manner === "takes") {
        if (handedIn) waiting -= 1
        handedIn = false
        client.write(bytes)
      } else if (manner === "drops") client.destroy()
      else if (manner === "babbles") client.write("Ahoy!\r\n")
    })
  }

  const open = async () => {
    server = createServer(connected).listen(own, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    own = typeof address === "object" && address !== null ? address.port : 0
  }
  const shut = async () => {
    for (const socket of sockets) socket.destroy()
    if (server?.listening !== true) return
    server.close()
    await once(server, "close")
  }
  await open()
  return {
    port: own,
    set: async (next) => {
      manner = next
      if (next === "away") await shut()
      else if (server?.listening !== true) await open()
    },
    unanswered: () => waiting,
    close: shut,
  }
}
