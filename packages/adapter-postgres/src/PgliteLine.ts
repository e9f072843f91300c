/**
 * Lines to a PGlite in this process, for the driver that speaks to servers. All lead to the same session: one is open at
 * a time, and finds nothing of the one before it.
 */
import { Duplex } from "node:stream"
import type { PGlite } from "@electric-sql/pglite"
import * as Duration from "effect/Duration"
import * as Hints from "./Hints.ts"

const [terminate, notification] = [0x58, 0x41]

/** The code in the packets that come before a session, which begin with their length. */
const cancel = 80_877_102

/** Whether the server's messages tell of something: each is a letter, a length that counts itself, and what is said. */
const tells = (messages: Buffer): boolean => {
  for (let at = 0; at + 5 <= messages.length; at += 1 + messages.readUInt32BE(at + 1))
    if (messages[at] === notification) return true
  return false
}

export interface Options {
  /** As whom statements run: the superuser by default. */
  readonly role?: string
  /** How long a transaction may do nothing before its line is given up: there is no server that would end it. */
  readonly idle: Duration.Duration
  /** Is called where something is due. */
  readonly onHint?: () => void
}

/** A session as it is at its beginning: what the last line has left undone isn't done. */
const begin = async (db: PGlite, { onHint, role }: Options): Promise<void> => {
  if (db.isInTransaction()) await db.exec("rollback")
  await db.exec("discard all")
  if (role !== undefined) await db.exec(`set session authorization ${role}`)
  if (onHint !== undefined) await db.exec(`listen ${Hints.channel}`)
}

/** How a line is opened. The driver writes whole messages, and each write comes here as it was made. */
export const to = (db: PGlite, options: Options) => (): Duplex => {
  let idle: NodeJS.Timeout | undefined
  const answer = async (message: Buffer): Promise<void> => {
    const isFirst = message[0] === 0
    if (isFirst) await begin(db, options)
    const answered = Buffer.from(await db.execProtocolRaw(message))
    if (line.destroyed) return
    line.push(answered)
    if (tells(answered)) options.onHint?.()
    if (db.isInTransaction())
      idle = setTimeout(
        () => line.destroy(new Error("the unit of work did nothing for too long")),
        Duration.toMillis(options.idle),
      )
  }
  const line = new Duplex({
    read: () => {},
    write: (message: Buffer, _, done) => {
      clearTimeout(idle)
      if (message[0] === terminate) return done()
      if (message[0] === 0 && message.readUInt32BE(4) === cancel) {
        line.destroy() // nothing is under way that could be cancelled
        return done()
      }
      // A statement holds up the whole process while it runs: between two of them others have their turn.
      setImmediate(() => {
        if (line.destroyed) done()
        else answer(message).then(() => done(), done)
      })
    },
    final: (done) => {
      done()
      line.destroy()
    },
    destroy: (error, done) => {
      clearTimeout(idle)
      done(error)
    },
  })
  return line
}
