// What stands before a gateway and passes requests on, and whose answers can be lost.
import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { ChannelContract } from "@aftercare/core/testing"

export interface Front {
  readonly url: string
  readonly set: (manner: ChannelContract.Manner) => Promise<void>
  /** How many requests are on this side and neither answered nor given up. */
  readonly underway: () => number
  readonly close: () => Promise<void>
}

export const frontOf = async (behind: string): Promise<Front> => {
  let manner: ChannelContract.Manner = "takes"
  let underway = 0
  let port = 0
  let server: Server | undefined

  const open = async () => {
    server = createServer(async ({ socket, url = "" }, response) => {
      underway += 1
      response.on("close", () => {
        underway -= 1
      })
      const taken = await fetch(behind + url.slice(url.indexOf("?")))
      const text = await taken.text()
      if (manner === "babbles") response.end("<html>")
      else if (manner === "drops") socket.destroy()
      else if (manner !== "hangs") response.writeHead(taken.status).end(text)
    }).listen(port, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    port = typeof address === "object" && address !== null ? address.port : 0
  }
  const shut = async () => {
    if (server?.listening !== true) return
    server.close()
    server.closeAllConnections()
    await once(server, "close")
  }
  await open()
  return {
    url: `http://127.0.0.1:${port}/cgi-bin/sendsms`,
    set: async (next) => {
      manner = next
      if (next === "away") await shut()
      else if (server?.listening !== true) await open()
    },
    underway: () => underway,
    close: shut,
  }
}
