// Where Kannel calls back: it keeps what it is told as it came, and answers that it has it.
import { once } from "node:events"
import { createServer } from "node:http"

/** A reply. */
interface Heard {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly text: string
}

/** Kannel escapes bytes, of whatever alphabet the text is in: taken for UTF-8 they would be lost. */
const heardOf = (query: string): Heard => {
  const fields = new Map(
    query.split("&").map((pair) => {
      const [name = "", value = ""] = pair.split("=")
      const bytes = value
        .replaceAll("+", " ")
        .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
      return [name, Buffer.from(bytes, "latin1")] as const
    }),
  )
  const field = (name: string, charset = "utf-8") => new TextDecoder(charset).decode(fields.get(name))
  return {
    id: field("id"),
    from: field("from"),
    to: field("to"),
    text: field("text", field("charset")),
  }
}

export interface Callbacks {
  readonly receipts: string
  readonly replies: string
  /** The queries of receipts, in the order they came. */
  readonly told: Array<URLSearchParams>
  readonly heard: Array<Heard>
  readonly close: () => Promise<void>
}

export const callbacks = async (): Promise<Callbacks> => {
  const told: Array<URLSearchParams> = []
  const heard: Array<Heard> = []
  const server = createServer((request, response) => {
    const url = request.url ?? ""
    if (url.startsWith("/receipts?")) told.push(new URLSearchParams(url.slice(url.indexOf("?"))))
    else heard.push(heardOf(url.slice(url.indexOf("?") + 1)))
    response.end()
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
  return {
    receipts: `${base}/receipts`,
    replies: `${base}/replies?id=%I&from=%p&to=%P&at=%T&coding=%c&charset=%C&text=%b`,
    told,
    heard,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}
