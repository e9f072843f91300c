// A provider of text messages in a process of its own: it keeps every message that it accepts, and sometimes cuts the answer.
import { createHash } from "node:crypto"
import { createServer } from "node:http"
import { text } from "node:stream/consumers"
import { setTimeout } from "node:timers/promises"
import type { Accepted } from "./ward.ts"

const accepted: Array<Accepted> = []

/** What is done with a message, by its id alone: the same in every run with the same messages. */
const script = (id: string) => {
  const [chance = 0, delay = 0] = createHash("sha256").update(id).digest()
  const what = chance < 26 ? "cut before" : chance < 77 ? "cut after" : "answer"
  return { what, delay: delay / 8 }
}

const server = createServer(async (request, response) => {
  if (request.method === "GET") {
    response.end(JSON.stringify(accepted))
    return
  }
  const message: Accepted = JSON.parse(await text(request))
  const { delay, what } = script(message.id)
  await setTimeout(delay / 2)
  if (what === "cut before") {
    response.destroy()
    return
  }
  accepted.push(message)
  await setTimeout(delay / 2)
  if (what === "cut after") response.destroy()
  else response.end()
})
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  console.log(typeof address === "object" && address !== null ? address.port : 0)
})

// Whoever started it is gone.
process.stdin.resume().on("end", () => process.exit())
