/**
 * Who may do what in a hospital that has decided nothing else: a hospital's own rules, for it to change. That there must be
 * some is the law's: 个人信息保护法 第五十一条 asks for operating permissions that are reasonably determined.
 *
 * @since 0.1.0
 */
import { RuleId, type Source } from "../../foundation/Rule.ts"
import type { Grant } from "../../privacy/Permission.ts"

const source: Source = {
  title: {
    zh: "医院自定的操作权限（个人信息保护法 第五十一条要求合理确定）",
    en: "The hospital's own permissions (个人信息保护法, article 51, asks that they be set reasonably)",
  },
  status: "hospitalPolicy",
  verified: "own",
}

const enabled = true

/** By what is done. */
export const grants: ReadonlyArray<Grant> = [
  {
    id: RuleId.make("permission.calls"),
    to: ["doctor", "nurse", "nutritionist", "psychologist", "careCentreStaff"],
    permissions: ["readCallBrief"],
    purposes: ["care"],
    enabled,
    source,
  },
  {
    id: RuleId.make("permission.emergency"),
    to: ["doctor", "nurse"],
    permissions: ["readCallBrief", "readTickets", "placeByOverride"],
    purposes: ["emergency"],
    enabled,
    source,
  },
  {
    id: RuleId.make("permission.overrides"),
    to: ["doctor", "nurse"],
    permissions: ["placeByOverride"],
    purposes: ["care", "personsRequest"],
    enabled,
    source,
  },
  {
    id: RuleId.make("permission.desk"),
    to: ["careCentreStaff"],
    permissions: ["readReplies", "readTickets", "closeTicket"],
    purposes: ["care", "feedback"],
    enabled,
    source,
  },
  {
    id: RuleId.make("permission.erasure"),
    to: ["careCentreStaff"],
    permissions: ["erase"],
    purposes: ["personsRequest"],
    enabled,
    source,
  },
]
