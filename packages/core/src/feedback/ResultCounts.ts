/**
 * What came of feedback, by category, in counts: the ground of a report or of a notice to patients.
 *
 * **Details**
 *
 * Counts alone, whole and exact. Before they are shown to the public, small cells are suppressed; that is the business of
 * whoever publishes (`quality`), as it depends on everything else that was published.
 *
 * @since 0.1.0
 */

import type { CategoryId, FeedbackId } from "../foundation/Id.ts"
import { contains, type Interval } from "../foundation/Interval.ts"
import { type CategoryTree, pathOf } from "./Category.ts"
import { receipts, resultOf, type Ticket } from "./TicketRecord.ts"

const nothing = {
  received: 0,
  closed: 0,
  withdrawn: 0,
  founded: 0,
  partlyFounded: 0,
  unfounded: 0,
  undecidable: 0,
  answered: 0,
  notHandled: 0,
  satisfied: 0,
  dissatisfied: 0,
  notKnown: 0,
}

/**
 * What is counted: items received; their tickets closed; taken back; what was found, or that it wasn't the hospital's to
 * handle; and of those asked, whether they were satisfied.
 */
export type Counted = keyof typeof nothing

/** Items of one category and of those below it. */
export interface CategoryCounts extends Readonly<Record<Counted, number>> {
  readonly category: CategoryId
}

/**
 * The counts of each category of the tree, in the tree's order, of items received within the period, as put right since. An
 * item counts in the category that it is seen in now; one that was merged counts where it went on, once.
 */
export const of = (
  tickets: Iterable<Ticket>,
  tree: CategoryTree,
  period: Interval,
): ReadonlyArray<CategoryCounts> => {
  const rows = new Map(tree.categories.map(({ id }) => [id, { category: id, ...nothing }]))
  for (const ticket of tickets) {
    if (ticket.state._tag === "Merged") continue
    for (const { item, receivedAt } of receipts(ticket)) {
      if (!contains(period, receivedAt.epochMilliseconds)) continue
      const counted = countedOf(ticket, item.id)
      for (const category of pathOf(tree, item.assessment.category)) {
        const row = rows.get(category)
        if (row !== undefined) for (const count of counted) row[count]++
      }
    }
  }
  return [...rows.values()]
}

const countedOf = (ticket: Ticket, item: FeedbackId): ReadonlyArray<Counted> => {
  const counted: Array<Counted> = ["received"]
  if (ticket.state._tag === "Closed") counted.push("closed")
  const loop = ticket.loops.find((l) => l.item === item)
  if (loop?.withdrawn !== undefined) return [...counted, "withdrawn"]
  const result = resultOf(ticket)
  if (result !== undefined) counted.push(result._tag === "Handled" ? result.finding : "notHandled")
  if (loop?.check !== undefined) counted.push(satisfaction[loop.check._tag])
  return counted
}

const satisfaction = { Satisfied: "satisfied", Dissatisfied: "dissatisfied", NotKnown: "notKnown" } as const
