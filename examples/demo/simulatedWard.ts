/**
 * What the demo plays instead of the world: channels that write to the console, and people who answer or don't.
 * Everything depends on the seed and on what is sent, never on the order in which things happen.
 */
import {
  type Agenda,
  type ContactAttempt,
  type ContactStore,
  type DischargeStore,
  MessageChannel,
  Outreach,
  type PlanStore,
  type Practice,
  type StoreError,
  type UnitOfWork,
  type VitalStatusStore,
  type Word,
} from "@aftercare/core"
import { Duration, Effect, Option, Queue, Stream } from "effect"

/** A number in [0, 1) for a seed and a text: FNV-1a, stirred. */
const chance = (seed: number, text: string): number => {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}

/** What somebody does on being contacted; undefined: nothing at all. */
type Answer = { readonly disposition: ContactAttempt.Disposition; readonly afterMinutes: number } | undefined

const pick = <A>(p: number, shares: ReadonlyArray<readonly [share: number, value: A]>): A | undefined => {
  let below = 0
  for (const [share, value] of shares) {
    below += share
    if (p < below) return value
  }
  return undefined
}

/** The contact that a message is; the demo has no others. */
export const contactOf = ({ subject }: MessageChannel.Outgoing) => {
  if (subject._tag !== "FollowUp") throw new Error("the demo has no tickets")
  return subject
}

const answerTo = (seed: number, message: MessageChannel.Outgoing, channel: Word.Channel): Answer => {
  const p = chance(seed, `answer ${contactOf(message).attempt}`)
  const q = chance(seed, `delay ${contactOf(message).attempt}`)
  if (channel === "phone") {
    const disposition = pick<ContactAttempt.Disposition>(p, [
      [0.66, "completed"],
      [0.2, "noAnswer"],
      [0.06, "busy"],
      [0.03, "declined"],
      [0.02, "wrongNumber"],
    ])
    return disposition === undefined ? undefined : { disposition, afterMinutes: 2 + Math.floor(q * 12) }
  }
  const disposition = pick<ContactAttempt.Disposition>(p, [
    [0.55, "completed"],
    [0.04, "declined"],
  ])
  return disposition === undefined ? undefined : { disposition, afterMinutes: 5 + Math.floor(q * 600) }
}

/** A contact that went out. */
export interface Sent {
  readonly channel: Word.Channel
  readonly message: MessageChannel.Outgoing
  readonly delivery: ContactAttempt.Delivery["_tag"]
}

/** Channels that hand every contact to `onSent`; an SMS gateway that now and then doesn't say what it did. */
export const channels = (seed: number, onSent: (sent: Sent) => Effect.Effect<unknown>) => {
  const channel = (name: Word.Channel, unknownShare: number): MessageChannel.MessageChannel => ({
    channel: name,
    capabilities: {
      idempotency: { _tag: "None" },
      lookUp: false,
      receipts: false,
      inbound: false,
      costMilli: name === "sms" ? 45 : 0,
    },
    send: (message) => {
      const delivery: ContactAttempt.Delivery =
        chance(seed, `delivery ${contactOf(message).attempt}`) < unknownShare
          ? { _tag: "Unknown" }
          : { _tag: "Accepted", reference: contactOf(message).attempt }
      return Effect.as(onSent({ channel: name, message, delivery: delivery._tag }), delivery)
    },
    lookUp: () => Effect.succeed(Option.none()),
    receipts: Stream.empty,
    inbound: Stream.empty,
  })
  return MessageChannel.fromList([channel("phone", 0), channel("sms", 0.03), channel("wechat", 0)])
}

/** People answering, each in their own time, until interrupted. */
export const people = (
  seed: number,
  sent: Queue.Dequeue<Sent>,
): Effect.Effect<
  never,
  StoreError.StoreError,
  | Agenda.Agenda
  | ContactStore.ContactStore
  | DischargeStore.DischargeStore
  | PlanStore.PlanStore
  | Practice.Practice
  | UnitOfWork.UnitOfWork
  | VitalStatusStore.VitalStatusStore
> =>
  Queue.take(sent).pipe(
    Effect.flatMap(({ channel, delivery, message }) => {
      const answer = delivery === "Accepted" ? answerTo(seed, message, channel) : undefined
      if (answer === undefined) return Effect.void
      return Effect.forkChild(
        Effect.sleep(Duration.minutes(answer.afterMinutes)).pipe(
          Effect.andThen(
            Outreach.recordDisposition(
              message.tenant,
              contactOf(message).plan,
              contactOf(message).task,
              contactOf(message).attempt,
              answer.disposition,
            ),
          ),
          // The try may be over by the time a late answer comes.
          Effect.catchTag("NotFound", () => Effect.void),
        ),
      )
    }),
    Effect.forever,
  )
