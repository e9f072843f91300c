/**
 * What workers do, in numbers: named as OpenTelemetry names things, and without a word about anybody.
 *
 * **Details**
 *
 * The numbers go to the fiber's `Metric.MetricRegistry`, from which effect's exporters take them: OTLP, or a page for
 * Prometheus, which writes dots as underscores. Labels are words of closed lists and the channels' names; no tenant,
 * record, person or message is ever a label.
 *
 * | metric | counts | labels |
 * |---|---|---|
 * | `aftercare.agenda.claims` | entries claimed | `kind` |
 * | `aftercare.agenda.retries` | entries that failed and are tried again | `kind`, `reason` |
 * | `aftercare.agenda.dead_letters` | entries that became dead letters | `kind`, `reason` |
 * | `aftercare.agenda.lag` | seconds for which the oldest due entry waits, as a worker last found it | |
 * | `messaging.client.sent.messages` | messages handed to a channel | `messaging.system`, `delivery` |
 * | `messaging.client.operation.duration` | seconds until a channel answered | `messaging.system`, `delivery` |
 * | `aftercare.contact.given_up` | tries whose answer was no longer waited for | `channel`, `disposition` |
 * | `aftercare.sla.breaches` | targets that a worker found breached when their moment had come | `target` |
 * | `aftercare.sla.escalations` | steps of a target's ladder that somebody is told of | `target`, `state` |
 * | `aftercare.retention.erased` | records out of which something was erased unasked | `kind` |
 * | `aftercare.retention.waiting` | patients, and calls of nobody's, met whose term is over and who wait for something to end | `rule` |
 *
 * Unknown sends are `messaging.client.sent.messages` whose `delivery` is `Unknown`; those that nothing explained later are
 * `aftercare.contact.given_up` whose `disposition` is `deliveryUnknown`. A breach that is made good before a worker comes to look
 * isn't counted.
 *
 * **Example** (How many entries were claimed)
 *
 * ```ts
 * import { Memory } from "@aftercare/adapter-memory"
 * import { Metrics } from "@aftercare/core"
 * import { Effect, Metric } from "effect"
 *
 * const claimed = Metric.value(Metric.withAttributes(Metrics.claims, { kind: "followUp" }))
 * const registry = new Map()
 * const program = Effect.provideService(claimed, Metric.MetricRegistry, registry)
 * const { count } = await Effect.runPromise(Effect.provide(program, Memory.layer))
 * count // => 0
 * ```
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"

const counter = (name: string, description: string): Metric.Counter<number> =>
  Metric.counter(name, { description, incremental: true })

export const claims = counter("aftercare.agenda.claims", "Entries of the agenda claimed")
export const retries = counter("aftercare.agenda.retries", "Entries that failed and are tried again")
export const deadLetters = counter("aftercare.agenda.dead_letters", "Entries that became dead letters")

/** Zero where nothing is due. */
export const lag: Metric.Gauge<number> = Metric.gauge("aftercare.agenda.lag", {
  description: "Seconds for which the oldest due entry waits",
})

export const sent = counter("messaging.client.sent.messages", "Messages handed to a channel")

export const sendDuration: Metric.Histogram<number> = Metric.histogram(
  "messaging.client.operation.duration",
  {
    description: "Seconds until a channel answered",
    boundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
)

export const givenUp = counter("aftercare.contact.given_up", "Tries whose answer was no longer waited for")
export const breaches = counter("aftercare.sla.breaches", "Targets found breached as their moment came")
export const escalations = counter("aftercare.sla.escalations", "Steps of a ladder that somebody is told of")

export const erased = counter(
  "aftercare.retention.erased",
  "Records out of which something was erased unasked",
)
export const waiting = counter("aftercare.retention.waiting", "Patients met who wait for something to end")

const counters = [claims, retries, deadLetters, sent, givenUp, breaches, escalations, erased, waiting].map(
  ({ id }) => id,
)
const seconds = [lag.id, sendDuration.id]

/**
 * A metric's name with the suffix that Prometheus' own conventions want, for the `metricNameMapper` of effect's page:
 * counters end in `_total`, and what is measured in seconds says so.
 */
export const prometheusName = (name: string): string =>
  counters.includes(name) ? `${name}_total` : seconds.includes(name) ? `${name}_seconds` : name

/** Adds to a metric under labels. */
export const add = <State>(
  metric: Metric.Metric<number, State>,
  labels: Readonly<Record<string, string>>,
  amount = 1,
): Effect.Effect<void> => Metric.update(Metric.withAttributes(metric, labels), amount)
