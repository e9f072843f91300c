// A short message centre that speaks SMPP and does as it is told: the far end of a carrier's line.
import smpp, { type Pdu, type Session } from "smpp"

/** What becomes of a number's messages: a final state by receipt, or a refusal at once. */
export type Fate = "DELIVRD" | "UNDELIV" | "EXPIRED" | "REJECTD" | "invalid" | "throttled" | "silent"

/** One segment, as it came over the line. */
export interface Segment {
  /** The centre's own name for it. */
  readonly id: string
  readonly to: string
  readonly text: string
  /** Which of how many, where the message was cut, and by what the parts belong together. */
  readonly part: readonly [part: number, of: number, message: number] | undefined
}

export interface Centre {
  readonly port: number
  /** By number, its plus sign left out; a number without a fate is delivered. */
  readonly fates: Map<string, Fate>
  /** Every segment that was taken, in order. */
  readonly segments: Array<Segment>
  /** How often a number was turned away. */
  readonly refused: Array<string>
  /** While true, receipts are kept back; `release` sends them in the order asked for. */
  hold: boolean
  readonly release: (order: "asTheyCame" | "backwards") => void
  /** Tells of one segment whose receipt is kept back that this became of it. */
  readonly settle: (id: string, fate: Fate) => void
  /** Whether a gateway is let in that wants to bind. */
  lets: boolean
  /** How often one wasn't. */
  readonly turnedAway: () => number
  /** Whether anybody is bound. */
  readonly bound: () => boolean
  readonly reply: (from: string, to: string, text: string) => void
  readonly open: () => Promise<void>
  readonly shut: () => Promise<void>
}

const partOf = (udh: ReadonlyArray<Buffer> | undefined): Segment["part"] => {
  const [message, of, part] = udh?.find(([kind]) => kind === 0)?.subarray(2) ?? []
  return message === undefined || of === undefined || part === undefined ? undefined : [part, of, message]
}

const date = "2611221000"

/** The centre on a port of loopback; not open yet. */
export const centreOn = (port: number): Centre => {
  const sessions = new Set<Session>()
  let server: ReturnType<typeof smpp.createServer> | undefined
  let [messages, turnedAway] = [0, 0]
  const kept: Array<() => void> = []
  const settling = new Map<string, (fate: Fate) => void>()

  const receipt = (pdu: Pdu, id: string, fate: Fate) => () => {
    const [session] = sessions
    const good = fate === "DELIVRD"
    session?.deliver_sm({
      esm_class: 4,
      source_addr: pdu.destination_addr,
      destination_addr: pdu.source_addr,
      receipted_message_id: id,
      short_message: `id:${id} sub:001 dlvrd:00${good ? 1 : 0} submit date:${date} done date:${date} stat:${fate} err:${good ? "000" : "011"} text:`,
    })
  }

  const submitted = (session: Session, pdu: Pdu) => {
    const to = pdu.destination_addr ?? ""
    const fate = centre.fates.get(to) ?? "DELIVRD"
    if (fate === "invalid" || fate === "throttled") {
      centre.refused.push(to)
      session.send(
        pdu.response({ command_status: fate === "invalid" ? smpp.ESME_RINVDSTADR : smpp.ESME_RTHROTTLED }),
      )
      return
    }
    messages += 1
    const id = `m${messages}`
    const { message = "", udh } = pdu.short_message ?? {}
    centre.segments.push({ id, to, text: message.toString(), part: partOf(udh) })
    session.send(pdu.response({ message_id: id }))
    if (fate === "silent") return
    const tell = receipt(pdu, id, fate)
    if (!centre.hold) setTimeout(tell, 20)
    else {
      kept.push(tell)
      settling.set(id, (final) => receipt(pdu, id, final)())
    }
  }

  const connected = (session: Session) => {
    session.on("error", () => {})
    session.on("close", () => sessions.delete(session))
    session.on("pdu", (pdu) => {
      if (pdu.command === "bind_transceiver" && !centre.lets) {
        turnedAway += 1
        session.send(pdu.response({ command_status: smpp.ESME_RBINDFAIL }))
      } else if (pdu.command === "bind_transceiver") {
        sessions.add(session)
        session.send(pdu.response())
      } else if (pdu.command === "submit_sm") submitted(session, pdu)
      else if (["enquire_link", "unbind"].includes(pdu.command)) session.send(pdu.response())
    })
  }

  const centre: Centre = {
    port,
    fates: new Map(),
    segments: [],
    refused: [],
    hold: false,
    lets: true,
    turnedAway: () => turnedAway,
    release: (order) => {
      const all = kept.splice(0)
      for (const tell of order === "backwards" ? all.reverse() : all) tell()
    },
    settle: (id, fate) => settling.get(id)?.(fate),
    bound: () => sessions.size > 0,
    reply: (from, to, text) => {
      const [session] = sessions
      session?.deliver_sm({ source_addr: from, destination_addr: to, short_message: text })
    },
    open: () =>
      new Promise((resolve) => {
        server = smpp.createServer(connected)
        server.listen(port, "127.0.0.1", resolve)
      }),
    shut: () =>
      new Promise((resolve) => {
        for (const session of sessions) session.destroy()
        sessions.clear()
        if (server === undefined) resolve()
        else server.close(resolve)
      }),
  }
  return centre
}
