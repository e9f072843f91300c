import { AccessRecord, ChinaPermission, Id, Permission, Rule, Word } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const source: Rule.Source = { title: "own", status: "hospitalPolicy", verified: "own" }
const some = <A>(all: ReadonlyArray<A>) =>
  fc.subarray([...all], { minLength: 1 }).map((found) => found as [A, ...Array<A>])
const staff = ["n-1", "n-2", "n-3"].map((id) => Id.StaffId.make(id))
const departments = ["心内科", "骨科"]
const purposes = AccessRecord.AccessPurpose.literals.slice(0, 3)
const permissions = Permission.Permission.literals.slice(0, 3)
const persons = ["p-1", "p-2"].map((id) => Id.PersonId.make(id))
const roles = Word.Role.literals.slice(0, 2)

const grant = (n: number): fc.Arbitrary<Permission.Grant> =>
  fc.record(
    {
      id: fc.constant(Rule.RuleId.make(`permission.own${n}`)),
      to: some([...roles, "person", "system"] as const),
      staff: some(staff),
      permissions: some(permissions),
      purposes: some(purposes),
      departments: some(departments),
      enabled: fc.boolean(),
      source: fc.constant(source),
    },
    { requiredKeys: ["id", "to", "permissions", "purposes", "enabled", "source"] },
  )

const grants = fc.nat(6).chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => grant(n))))
const by: fc.Arbitrary<AccessRecord.Accessor> = fc.oneof(
  fc.record({
    _tag: fc.constant("Staff" as const),
    staff: fc.constantFrom(...staff),
    role: fc.constantFrom(...roles),
  }),
  fc.record({ _tag: fc.constant("Person" as const), person: fc.constantFrom(...persons) }),
  fc.constant({ _tag: "System" } as const),
)
const permission = fc.constantFrom(...permissions)
const scope: fc.Arbitrary<Permission.Scope> = fc.record(
  {
    purpose: fc.constantFrom(...purposes),
    department: fc.constantFrom(...departments, "儿科"),
    persons: fc.subarray(persons),
  },
  { requiredKeys: ["purpose"] },
)

/** Whatever may be asked. */
const everything = [
  ...staff.flatMap((one) => roles.map((role) => ({ _tag: "Staff", staff: one, role }) as const)),
  ...persons.map((person) => ({ _tag: "Person", person }) as const),
  { _tag: "System" } as const,
].flatMap((who) =>
  permissions.flatMap((what) =>
    purposes.flatMap((purpose) =>
      [...departments, "儿科"].map((department) => [who, what, { purpose, department, persons }] as const),
    ),
  ),
)

/** Every quadruple that a grant says, written out. */
const written = ({
  departments: where,
  enabled,
  permissions,
  purposes,
  staff: only,
  to,
}: Permission.Grant) => {
  const all = new Set<string>()
  if (!enabled) return all
  for (const holder of to)
    for (const who of only ?? [...staff, "-"])
      for (const what of permissions)
        for (const why of purposes)
          for (const place of where ?? [...departments, "儿科", "none"])
            if (holder === "person" || holder === "system" ? who === "-" : who !== "-")
              all.add([holder, who, what, why, place].join())
  return all
}

const asked = (of: AccessRecord.Accessor, what: string, { department = "none", purpose }: Permission.Scope) =>
  (of._tag === "Staff"
    ? [of.role, of.staff, what, purpose, department]
    : [of._tag === "Person" ? "person" : "system", "-", what, purpose, department]
  ).join()

describe("what is granted", () => {
  test("is permitted and nothing else, by the first grant that says all of it", () => {
    fc.assert(
      fc.property(grants, by, permission, scope, (given, who, what, where) => {
        const isTheirs = who._tag !== "Person" || where.persons?.includes(who.person) === true
        const first = given.find((one) => isTheirs && written(one).has(asked(who, what, where)))
        const answer = Permission.permit(given, who, what, where)
        expect(Result.isSuccess(answer) ? answer.success : undefined).toBe(first?.id)
      }),
      { numRuns: 500 },
    )
  })

  test("grows by each grant: one more takes nothing away", () => {
    fc.assert(
      fc.property(grants, grant(9), fc.nat(6), (given, more, place) => {
        const may = (of: ReadonlyArray<Permission.Grant>) =>
          everything.filter(([who, what, where]) => Result.isSuccess(Permission.permit(of, who, what, where)))
        expect(may([...given.slice(0, place), more, ...given.slice(place)])).toEqual(
          expect.arrayContaining(may(given)),
        )
      }),
    )
  })

  test("is refused for the nearest reason: at all, for this purpose, with others' records, in this department", () => {
    fc.assert(
      fc.property(grants, by, permission, scope, (given, who, what, where) => {
        const answer = Permission.permit(given, who, what, where)
        if (Result.isSuccess(answer)) return
        const anyWhere = given.map(({ departments: _, ...rest }) => rest)
        const anyWhy = anyWhere.map((one) => ({ ...one, purposes: AccessRecord.AccessPurpose.literals }))
        const would = (of: ReadonlyArray<Permission.Grant>) =>
          Result.isSuccess(Permission.permit(of, who, what, { ...where, persons }))
        const isOthers = who._tag === "Person" && where.persons?.includes(who.person) !== true
        expect(answer.failure.rule).toBe(
          would(anyWhere)
            ? isOthers
              ? "permission.person"
              : "permission.department"
            : would(anyWhy)
              ? "permission.purpose"
              : "permission.none",
        )
        expect(answer.failure.message).not.toContain("n-")
      }),
    )
  })
})

describe("the grants that ship", () => {
  const nurse: AccessRecord.Accessor = { _tag: "Staff", staff: Id.StaffId.make("n-1"), role: "nurse" }
  const may = (
    what: Permission.Permission,
    purpose: AccessRecord.AccessPurpose,
    who: AccessRecord.Accessor = nurse,
  ) =>
    Result.match(Permission.permit(ChinaPermission.grants, who, what, { purpose }), {
      onSuccess: String,
      onFailure: ({ rule }) => rule,
    })

  test("of China let a nurse call and leave the hours, and neither erase nor close", () => {
    expect(may("readCallBrief", "care")).toBe("permission.calls")
    expect(may("readCallBrief", "emergency")).toBe("permission.emergency")
    expect(may("readCallBrief", "quality")).toBe("permission.purpose")
    expect(may("placeByOverride", "care")).toBe("permission.overrides")
    expect(may("closeTicket", "feedback")).toBe("permission.none")
    expect(may("erase", "personsRequest")).toBe("permission.none")
    expect(may("readCallBrief", "care", { _tag: "System" })).toBe("permission.none")
  })

  test("decode, have ids of their own, and grant each permission to somebody", () => {
    const all = Schema.decodeUnknownSync(Schema.Array(Permission.Grant))(ChinaPermission.grants)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(new Set(all.flatMap(({ permissions }) => permissions))).toEqual(
      new Set(Permission.Permission.literals),
    )
  })

  test("of a program that asks elsewhere permit everything to everybody, persons with the records of their patients", () => {
    fc.assert(
      fc.property(by, fc.constantFrom(...Permission.Permission.literals), scope, (who, what, where) => {
        const answer = Permission.permit([Permission.askedElsewhere], who, what, where)
        const isTheirs = who._tag !== "Person" || where.persons?.includes(who.person) === true
        expect(Result.isSuccess(answer)).toBe(isTheirs)
      }),
    )
  })
})
