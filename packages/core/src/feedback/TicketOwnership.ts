/**
 * First-receiver responsibility: whoever takes an item sees it through, or hands it over to somebody who accepts.
 *
 * **Source** 首诉负责制 of 《医疗机构投诉管理办法》 (2019): who is complained to first settles it or leads the sender to whoever
 * does; nobody pushes it off.
 *
 * @since 0.1.0
 */
import type { DepartmentId, StaffId } from "../foundation/Id.ts"
import type { Act, Stamp } from "./TicketEvent.ts"
import type { Ground } from "./TicketPolicy.ts"
import { type Addressee, actingAt, type Owner, type Ticket } from "./TicketRecord.ts"
import { type Judge, type Objection, UnknownReference } from "./TicketRefusal.ts"

export type OwnershipAct = Extract<
  Act,
  {
    readonly _tag:
      | "Taken"
      | "HandoverOffered"
      | "HandoverAccepted"
      | "HandoverRefused"
      | "HandoverRetracted"
      | "DeputyNamed"
      | "DeputyReleased"
  }
>

/** What stands against a change of who sees the ticket through. */
export const objectionTo: Judge<OwnershipAct> = (ticket, act, stamp, ground) => {
  if (ticket.state._tag === "Closed") return "ticket.closed"
  const { offer, owner } = ticket
  switch (act._tag) {
    case "Taken":
      if (act.owner.staff === owner.staff) return "ticket.ownerAlready"
      return isBy(stamp, act.owner.staff) ? unknownOwner(act.owner, ground) : "ticket.notAddressed"
    case "HandoverOffered":
      if (offer !== undefined) return "ticket.offerStands"
      if (act.to.staff === owner.staff) return "ticket.ownerAlready"
      return act.to.staff === undefined
        ? unknownDepartment(act.to.department, ground)
        : unknownOwner({ staff: act.to.staff, department: act.to.department }, ground)
    case "HandoverAccepted":
      if (offer === undefined) return "ticket.noOffer"
      if (act.owner.staff === owner.staff) return "ticket.ownerAlready"
      if (!isBy(stamp, act.owner.staff) || !isAddressed(offer.to, act.owner)) return "ticket.notAddressed"
      return unknownOwner(act.owner, ground)
    case "HandoverRefused": {
      if (offer === undefined) return "ticket.noOffer"
      const { department } = offer.to
      const staff = stamp.by._tag === "Staff" ? stamp.by.staff : undefined
      const may =
        staff !== undefined &&
        isAddressed(offer.to, { staff, department }) &&
        worksIn(staff, department, ground)
      return may ? undefined : "ticket.notAddressed"
    }
    case "HandoverRetracted":
      return offer === undefined ? "ticket.noOffer" : unlessActing(ticket, stamp)
    case "DeputyNamed": {
      const { from, staff, until } = act.deputy
      if (staff === owner.staff) return "ticket.ownerAlready"
      if (from.epochMilliseconds >= until.epochMilliseconds) return "ticket.absence"
      return unknownStaff(staff, ground)
    }
    case "DeputyReleased":
      return ticket.deputy === undefined ? "ticket.noDeputy" : undefined
  }
}

const isBy = ({ by }: Stamp, staff: StaffId): boolean => by._tag === "Staff" && by.staff === staff

const isAddressed = (to: Addressee, { department, staff }: Owner): boolean =>
  to.department === department && (to.staff === undefined || to.staff === staff)

const worksIn = (staff: StaffId, department: DepartmentId, ground: Ground): boolean =>
  ground.staff.get(staff)?.includes(department) ?? false

/** Only the owner, or the deputy while there is one, or a program for them. */
export const unlessActing = (ticket: Ticket, { at, by }: Stamp): Objection =>
  by._tag === "System" ||
  (by._tag === "Staff" && (by.staff === ticket.owner.staff || by.staff === actingAt(ticket, at)))
    ? undefined
    : "ticket.notOwner"

export const unknownStaff = (id: StaffId, { staff }: Ground): UnknownReference | undefined =>
  staff.has(id) ? undefined : new UnknownReference({ field: "staff", id })

export const unknownDepartment = (id: DepartmentId, { departments }: Ground): UnknownReference | undefined =>
  departments.has(id) ? undefined : new UnknownReference({ field: "department", id })

/** An owner works in the department that the ticket goes to. */
export const unknownOwner = ({ department, staff }: Owner, ground: Ground): UnknownReference | undefined => {
  const unknown = unknownStaff(staff, ground) ?? unknownDepartment(department, ground)
  if (unknown !== undefined) return unknown
  return worksIn(staff, department, ground)
    ? undefined
    : new UnknownReference({ field: "staff", id: `${department}/${staff}` })
}
