/** Fields by the tags of a union, each with what stands on all of them: acts become events by their stamp. */
import type * as Schema from "effect/Schema"

export const stamped = <
  S extends Schema.Struct.Fields,
  A extends { readonly [tag: string]: Schema.Struct.Fields },
>(
  stamp: S,
  all: A,
) =>
  Object.fromEntries(Object.entries(all).map(([tag, fields]) => [tag, { ...stamp, ...fields }])) as {
    readonly [Tag in keyof A]: S & A[Tag]
  }
