/**
 * What tells of a person, marked in its schema with what stands in its place once it is erased.
 *
 * **Details**
 *
 * `eraser` makes of a schema the function that erases what is marked in a value of it, at whatever depth. Most of it gets a
 * stand-in: that something was there may decide what a record is. Where nothing may stand, as for an address to which
 * something could be sent, the field is left out. Everything else stays, so that what is counted (ids, instants, states,
 * answers chosen) is counted as before, and the value still decodes. Erasing twice changes no more.
 *
 * **Example** (A name and a number)
 *
 * ```ts
 * import { Personal, PhoneNumber, Text, Word } from "@aftercare/core"
 * import { Schema } from "effect"
 *
 * const Contact = Schema.Struct({
 *   name: Text.PersonalText,
 *   phone: Schema.optionalKey(PhoneNumber.PhoneNumber),
 *   channel: Word.Channel,
 * })
 * const phone = PhoneNumber.PhoneNumber.make("+8613800138000")
 * Personal.eraser(Contact)({ name: "王小明", phone, channel: "sms" }) // => { name: "—", channel: "sms" }
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

const mark = "@aftercare/core/personal"

/** What stands where a text was. */
export const erased = "—"

/**
 * The schema, marked: its values tell of a person, and once erased are what `instead` makes of them. Where that is nothing
 * the field is left out, so it must be one that may be.
 */
export const personal = <S extends Schema.Top>(
  schema: S,
  instead: (value: S["Type"]) => S["Type"] | undefined,
): S["Rebuild"] => schema.annotate({ [mark]: instead })

type Erase = (value: unknown) => unknown

const markOf = ({ annotations, checks }: SchemaAST.AST): Erase | undefined => {
  const all = [annotations, ...(checks ?? []).map((check) => check.annotations)]
  const found = all.find((one) => one?.[mark] !== undefined)
  return found?.[mark] as Erase | undefined
}

/** What erases in values of the type; undefined where there is nothing to erase. */
const eraseOf = (ast: SchemaAST.AST): Erase | undefined => {
  const marked = markOf(ast)
  if (marked !== undefined) return marked
  switch (ast._tag) {
    case "Objects":
      return ofFields(ast)
    case "Arrays":
      return ofItems(ast)
    case "Union":
      return ofMembers(ast)
    case "Suspend": {
      let inner: { readonly erase: Erase | undefined } | undefined
      return (value) => {
        inner ??= { erase: eraseOf(ast.thunk()) }
        return inner.erase === undefined ? value : inner.erase(value)
      }
    }
    default:
      return undefined
  }
}

const ofFields = ({ indexSignatures, propertySignatures }: SchemaAST.Objects): Erase | undefined => {
  const fields = new Map<PropertyKey, Erase>()
  for (const { name, type } of propertySignatures) {
    const erase = eraseOf(type)
    if (erase !== undefined) fields.set(name, erase)
  }
  const [others] = indexSignatures.flatMap(({ type }) => eraseOf(type) ?? [])
  if (fields.size === 0 && others === undefined) return undefined
  return (record) =>
    Object.fromEntries(
      Object.entries(Object(record)).flatMap(([key, value]): ReadonlyArray<[string, unknown]> => {
        const erase = fields.get(key) ?? others
        const left = erase === undefined ? value : erase(value)
        return left === undefined ? [] : [[key, left]]
      }),
    )
}

const ofItems = ({ elements, rest }: SchemaAST.Arrays): Erase | undefined => {
  const [first, [further]] = [elements.map(eraseOf), rest.map(eraseOf)]
  if (further === undefined && first.every((erase) => erase === undefined)) return undefined
  return (items) =>
    Array.from(items as Iterable<unknown>, (item, n) => {
      const erase = n < first.length ? first[n] : further
      return erase === undefined ? item : erase(item)
    })
}

const ofMembers = ({ types }: SchemaAST.Union): Erase | undefined => {
  const members = types.map((type) => ({ is: Schema.is(Schema.make(type)), erase: eraseOf(type) }))
  if (members.every(({ erase }) => erase === undefined)) return undefined
  return (value) => {
    const erase = members.find(({ is }) => is(value))?.erase
    return erase === undefined ? value : erase(value)
  }
}

/** Erases what is marked in values of the schema. */
export const eraser = <A, I>(schema: Schema.Codec<A, I>): ((value: A) => A) => {
  const erase = eraseOf(SchemaAST.toType(schema.ast))
  // What is made of a value part by part, each by its own schema, is a value of the schema.
  return erase === undefined ? (value) => value : (value) => erase(value) as A
}
