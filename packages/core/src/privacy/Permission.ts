/**
 * Who in a hospital may do what with patients' data, as data: permissions that are granted to roles for stated purposes.
 *
 * **Details**
 *
 * What isn't granted is refused, also to the hospital's own programs and to patients. A grant that is switched off grants
 * nothing. Several grants don't combine: one of them must cover who, what, what for and where. Whatever is granted to persons
 * holds for the records of patients whose person they are. Who has which role is for the hospital's own directory to know.
 *
 * **Example** (What a nurse may, and may not)
 *
 * ```ts
 * import { Id, Permission } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const grants = Schema.decodeUnknownSync(Schema.Array(Permission.Grant))([
 *   {
 *     id: "permission.ward",
 *     to: ["nurse", "doctor"],
 *     permissions: ["readCallBrief"],
 *     purposes: ["care"],
 *     departments: ["心内科"],
 *     enabled: true,
 *     source: { title: "our rules", status: "hospitalPolicy", verified: "own" },
 *   },
 * ])
 * const nurse = { _tag: "Staff", staff: Id.StaffId.make("n-7"), role: "nurse" } as const
 * const may = (scope: Permission.Scope) =>
 *   Permission.permit(grants, nurse, "readCallBrief", scope).pipe(Result.mapError(({ rule }) => rule))
 *
 * may({ purpose: "care", department: "心内科" }) // => Result.succeed("permission.ward")
 * may({ purpose: "quality", department: "心内科" }) // => Result.fail("permission.purpose")
 * may({ purpose: "care", department: "骨科" }) // => Result.fail("permission.department")
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type PersonId, StaffId } from "../foundation/Id.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Role } from "../foundation/Word.ts"
import { type Accessor, AccessPurpose } from "./AccessRecord.ts"

/** What a workflow asks before somebody does it. */
export const Permission = Schema.Literals([
  /** Reading what is known of a patient before a call. */
  "readCallBrief",
  /** Reading what people sent back and nobody has dealt with. */
  "readReplies",
  /** Reading the tickets about a patient. */
  "readTickets",
  /** Placing a contact where rules close, by an override that somebody signs. */
  "placeByOverride",
  "closeTicket",
  /** Having a patient's records erased on the patient's request. */
  "erase",
])
export type Permission = typeof Permission.Type

/** To whom something is granted: staff in a role, patients and those who stand in for them, the hospital's own programs. */
export const Holder = Schema.Literals([...Role.literals, "person", "system"])
export type Holder = typeof Holder.Type

/** That somebody may do something. */
export const Grant = closed(
  Schema.Struct({
    id: RuleId,
    to: Schema.NonEmptyArray(Holder),
    /** The members of staff whom it is granted to, where that isn't all who have the role. */
    staff: Schema.optionalKey(Schema.NonEmptyArray(StaffId)),
    permissions: Schema.NonEmptyArray(Permission),
    purposes: Schema.NonEmptyArray(AccessPurpose),
    /** The departments with whose patients and tickets it may be done, as the records write them; everywhere where absent. */
    departments: Schema.optionalKey(Schema.NonEmptyArray(Text)),
    enabled: Schema.Boolean,
    source: Source,
  }),
)
export interface Grant extends Schema.Schema.Type<typeof Grant> {}

/** What for, and with the records of which department; of none in particular where absent, such as an erasure of all there is. */
export interface Scope {
  readonly purpose: AccessPurpose
  readonly department?: string
  /** The persons of the patient whose records they are, the patient among them; nobody's where absent. */
  readonly persons?: ReadonlyArray<PersonId>
}

/**
 * Nothing grants it: the permission at all (`permission.none`), for this purpose (`permission.purpose`), or with records of
 * this department (`permission.department`); or the records are of a patient whose person they aren't (`permission.person`).
 */
export class PermissionRefused extends Schema.TaggedError<PermissionRefused>(
  "@aftercare/core/PermissionRefused",
)("PermissionRefused", {
  permission: Permission,
  holder: Holder,
  purpose: AccessPurpose,
  rule: Schema.Literals([
    "permission.none",
    "permission.purpose",
    "permission.department",
    "permission.person",
  ]),
}) {
  override get message() {
    return `${this.holder} may not ${this.permission} for ${this.purpose}: ${this.rule}`
  }
}

const holderOf = (by: Accessor): Holder =>
  by._tag === "Staff" ? by.role : by._tag === "Person" ? "person" : "system"

/** The first grant that permits it, or why none does. */
export const permit = (
  grants: ReadonlyArray<Grant>,
  by: Accessor,
  permission: Permission,
  { department, persons = [], purpose }: Scope,
): Result.Result<RuleId, PermissionRefused> => {
  const holder = holderOf(by)
  const refuse = (rule: PermissionRefused["rule"]) =>
    Result.fail(new PermissionRefused({ permission, holder, purpose, rule }))
  const theirs = grants.filter(
    ({ enabled, permissions, staff, to }) =>
      enabled &&
      to.includes(holder) &&
      permissions.includes(permission) &&
      (staff === undefined || (by._tag === "Staff" && staff.includes(by.staff))),
  )
  if (theirs.length === 0) return refuse("permission.none")
  const meant = theirs.filter(({ purposes }) => purposes.includes(purpose))
  if (meant.length === 0) return refuse("permission.purpose")
  // Before the department: persons aren't told where the records of others are.
  if (by._tag === "Person" && !persons.includes(by.person)) return refuse("permission.person")
  const grant = meant.find(
    ({ departments }) =>
      departments === undefined || (department !== undefined && departments.includes(department)),
  )
  if (grant === undefined) return refuse("permission.department")
  return Result.succeed(grant.id)
}

/**
 * For a program that asks who may do what before it calls the house: here everybody may, persons with the records of their
 * patients. What is done is recorded all the same.
 */
export const askedElsewhere: Grant = {
  id: RuleId.make("permission.elsewhere"),
  to: Holder.literals,
  permissions: Permission.literals,
  purposes: AccessPurpose.literals,
  enabled: true,
  source: {
    title: { zh: "调用之前由应用自行核实", en: "Checked by the application before it calls" },
    status: "hospitalPolicy",
    verified: "own",
  },
}
