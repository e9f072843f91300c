/**
 * Anything that a schema takes, derived from the schema itself, so that a field added there is fuzzed from then on.
 * What a check asks for beyond a type (a date that exists, a calendar that names no date twice) comes from `leaves`.
 */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as fc from "fast-check"

/** An arbitrary for each schema that can't be told by its type, found again wherever that schema stands. */
export type Leaves = ReadonlyArray<readonly [schema: Schema.Top, arbitrary: fc.Arbitrary<unknown>]>

interface Options {
  readonly leaves: Leaves
  /** What stands where the schema refers to itself. */
  readonly self?: fc.Arbitrary<unknown>
}

/** Numbers at which programs break, and the first few. */
const numbers = [
  ...Array.from({ length: 64 }, (_, i) => i),
  ...[90, 365, 720, 1439, 1440, 10_000, 86_400_000, 2 ** 31, 8.64e15, Number.MAX_SAFE_INTEGER],
  ...[-1, -2, -1440, -0, -8.64e15, Number.MIN_SAFE_INTEGER, 0.5, 1e-9, 1e21],
]

const strings = [
  "a",
  "Z9",
  "a-1/b:c@d.e_f",
  "wang@mail.example",
  "0".repeat(64),
  "a.b",
  "rest.noon",
  "x".repeat(200),
  "王小明",
  "",
  " ",
]

const accepts = (ast: SchemaAST.AST): ((value: unknown) => boolean) => Schema.is(Schema.make<Schema.Top>(ast))

const among = (ast: SchemaAST.AST, values: ReadonlyArray<unknown>): fc.Arbitrary<unknown> => {
  const valid = values.filter(accepts(ast))
  if (valid.length === 0) throw new Error(`nothing to draw for ${ast._tag}: give the fuzz a leaf for it`)
  return fc.constantFrom(...valid)
}

const typeOf = (schema: Schema.Top): SchemaAST.AST => Schema.toType(schema).ast

const tagsOf = (ast: SchemaAST.AST): string =>
  ast._tag === "Union"
    ? ast.types
        .flatMap((type) => (type._tag === "Objects" ? type.propertySignatures : []))
        .flatMap(({ name, type }) => (name === "_tag" && type._tag === "Literal" ? [type.literal] : []))
        .join(" ")
    : ""

/** A schema is rebuilt where it stands within another: its checks stay the same ones, and the tags of a union the same words. */
const isSame = (a: SchemaAST.AST, b: SchemaAST.AST): boolean =>
  a.checks?.some((check) => b.checks?.includes(check)) === true ||
  (a._tag === "Declaration" && a.annotations === b.annotations) ||
  (tagsOf(a) !== "" && tagsOf(a) === tagsOf(b))

/** Values of the schema's type. */
export const decodable = <S extends Schema.Top>(schema: S, options: Options): fc.Arbitrary<S["Type"]> => {
  const root = typeOf(schema)
  const leaves = options.leaves.map(([leaf, arbitrary]) => ({ ast: typeOf(leaf), arbitrary }))
  /** By its last check first: what asks for more than another schema has the checks of that one as well. */
  const leafFor = (ast: SchemaAST.AST) => {
    const last = ast.checks?.at(-1)
    const exact = leaves.find((leaf) => last !== undefined && leaf.ast.checks?.includes(last))
    return (exact ?? leaves.find((leaf) => isSame(leaf.ast, ast)))?.arbitrary
  }

  const of = (ast: SchemaAST.AST): fc.Arbitrary<unknown> => {
    const leaf = ast === root ? undefined : leafFor(ast)
    if (leaf !== undefined) return leaf
    switch (ast._tag) {
      case "Suspend":
        if (options.self === undefined) throw new Error("the schema refers to itself: say what stands there")
        return options.self
      case "Literal":
        return fc.constant(ast.literal)
      case "Boolean":
        return fc.boolean()
      case "Number":
        return among(ast, numbers)
      case "String":
        return among(ast, strings)
      case "Union":
        return fc.oneof(...ast.types.map(of))
      case "Arrays": {
        const elements = fc.tuple(...ast.elements.map(of))
        const [rest] = ast.rest
        return rest === undefined
          ? elements
          : fc
              .tuple(elements, fc.array(of(rest), { maxLength: 4 }))
              .map(([first, more]) => [...first, ...more])
      }
      case "Objects": {
        const fields = ast.propertySignatures.map(({ name, type }) => [name, type] as const)
        const requiredKeys = fields
          .filter(([, type]) => type.context?.isOptional !== true)
          .map(([name]) => name)
        return fc.record(Object.fromEntries(fields.map(([name, type]) => [name, of(type)])), {
          requiredKeys: requiredKeys as Array<string>,
          noNullPrototype: true,
        })
      }
      default:
        throw new Error(`nothing to draw for ${ast._tag}: give the fuzz a leaf for it`)
    }
  }
  return of(root) as fc.Arbitrary<S["Type"]>
}

/** One change to a value read from outside: where (any number leads to a place), what kind, and the junk that is put there. */
interface Change {
  readonly place: number
  readonly kind: "replace" | "remove" | "add" | "repeat" | "wrap" | "garble"
  readonly junk: unknown
}

const circular = (): unknown => {
  const held: Array<unknown> = []
  held.push(held)
  return held
}

const deep = (depth: number): unknown => {
  let value: unknown = { _tag: "Always" }
  for (let i = 0; i < depth; i++) value = { _tag: "Complement", of: value }
  return value
}

const words = [
  ...[
    "",
    " ",
    "24:00",
    "24:00-24:00",
    "2026-02-30",
    "9999-12-31",
    "asia/shanghai",
    "\u0000",
    "\ud800",
    "__proto__",
  ],
  // Long ones that end badly find expressions that look back.
  ...["1".repeat(20_000), `${"a.".repeat(10_000)}!`, `${"Aa/".repeat(7_000)}!`, `+${"1".repeat(20_000)}x`],
]

/** Made anew each time, for a change may be made to what another one has put there. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null, true, Number.NaN, Number.POSITIVE_INFINITY, -0, 0.5, 2 ** 53, 1e308, 7n),
  fc.constantFrom(...words),
  fc
    .constantFrom<() => unknown>(
      () => [],
      () => ({}),
      () => [[]],
      () => ({ _tag: "Never" }),
      () => ({ _tag: 3 }),
      () => ({ of: [] }),
      () => ({ length: -1 }),
      circular,
      () => deep(80),
      () => deep(5_000),
      () => new Date(Number.NaN),
      () => new Date(0),
      () => Symbol("s"),
      () => () => 1,
      () => /x/,
      () => new Map(),
      () => new Uint8Array(3),
      () => Object.create(null),
    )
    .map((make) => make()),
)

/** Keys that somebody could add, and that no record has. */
const keys = ["fri", "of", "__proto__", "constructor", "", "2026-02-30", "calender"]

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(),
  kind: fc.constantFrom("replace", "remove", "add", "repeat", "wrap", "garble"),
  junk,
})

type Parent = Record<string, unknown> | Array<unknown>

const isPlain = (value: unknown): value is Parent =>
  Array.isArray(value) ||
  (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)

const placesIn = (root: unknown): ReadonlyArray<readonly [parent: Parent, key: string]> => {
  const places: Array<readonly [Parent, string]> = []
  const walk = (value: unknown, budget: number): void => {
    if (!isPlain(value) || budget === 0 || places.length > 2_000) return
    for (const key of Object.keys(value)) {
      places.push([value, key])
      walk((value as Record<string, unknown>)[key], budget - 1)
    }
  }
  walk(root, 70)
  return places
}

/** An assignment to `__proto__` would be another thing. */
const define = (parent: Parent, key: string, value: unknown): void => {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true })
}

const apply = (root: { value: unknown }, { junk, kind, place }: Change): void => {
  const places = placesIn(root)
  const found = places[place % places.length]
  if (found === undefined) return
  const [parent, key] = found
  const held = (parent as Record<string, unknown>)[key]
  const put = (value: unknown) => define(parent, key, value)
  switch (kind) {
    case "remove":
      if (Array.isArray(parent)) parent.splice(Number(key), 1)
      else Reflect.deleteProperty(parent, key)
      return
    case "add":
      if (Array.isArray(parent)) parent.push(junk)
      else define(parent, keys[place % keys.length] as string, held)
      return
    case "repeat":
      if (Array.isArray(parent)) parent.push(held)
      else put(junk)
      return
    case "wrap":
      put([held])
      return
    case "garble":
      put(
        typeof held === "string" ? held.slice(1) + held.slice(0, 1) : typeof held === "number" ? -held : junk,
      )
      return
    case "replace":
      put(junk)
  }
}

/** What nearly decodes: values as they would come from outside, changed in one to three places. */
export const nearlyDecodable = <S extends Schema.Codec<unknown, unknown>>(
  schema: S,
  arbitrary: fc.Arbitrary<S["Type"]>,
): fc.Arbitrary<unknown> => {
  const encode = Schema.encodeSync(schema)
  return fc.tuple(arbitrary, fc.array(change, { minLength: 1, maxLength: 3 })).map(([value, changes]) => {
    const root = { value: structuredClone(encode(value)) as unknown }
    for (const one of changes) apply(root, one)
    return root.value
  })
}
