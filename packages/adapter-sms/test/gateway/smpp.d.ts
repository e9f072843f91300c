// The part of npm's `smpp` that the tests use: it has no types of its own.
declare module "smpp" {
  interface Pdu {
    readonly command: string
    readonly system_id?: string
    readonly source_addr?: string
    readonly destination_addr?: string
    readonly data_coding?: number
    readonly short_message?: { readonly message?: string | Buffer; readonly udh?: ReadonlyArray<Buffer> }
    response(fields?: Readonly<Record<string, unknown>>): Pdu
  }
  interface Session {
    on(event: "pdu", listener: (pdu: Pdu) => void): void
    on(event: "close" | "error", listener: () => void): void
    send(pdu: Pdu): boolean
    deliver_sm(fields: Readonly<Record<string, unknown>>, answered?: (pdu: Pdu) => void): boolean
    destroy(): void
  }
  interface Server {
    listen(port: number, host: string, listening: () => void): void
    close(closed?: () => void): void
  }

  export type { Pdu, Session }

  const smpp: {
    createServer(connected: (session: Session) => void): Server
    readonly ESME_RINVDSTADR: number
    readonly ESME_RTHROTTLED: number
    readonly ESME_RBINDFAIL: number
  }
  export default smpp
}
