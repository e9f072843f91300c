/** What is wrong with outside data, place by place, without showing it. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"

/** A rule that a value breaks, and where the value stands. */
export interface Breach {
  readonly path: ReadonlyArray<PropertyKey>
  readonly rule: string
}

const format = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    if (issue._tag === "MissingKey") return "is missing"
    return issue._tag === "UnexpectedKey" ? "the key isn't known" : SchemaIssue.defaultLeafHook(issue)
  },
})

/** Decodes with every breach, none of which shows the value that made it. */
export const decode = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  onExcessProperty: "error" | "ignore" = "error",
): ((input: unknown) => Result.Result<S["Type"], ReadonlyArray<Breach>>) => {
  const decodeResult = Schema.decodeUnknownResult(schema, { errors: "all", onExcessProperty })
  return (input) =>
    Result.mapError(decodeResult(input), ({ issue }) =>
      format(issue).issues.map(({ message, path = [] }) => ({
        path: path.map((segment) => (typeof segment === "object" ? segment.key : segment)),
        rule: message,
      })),
    )
}

/** A path within a place, such as `entry[3].resource.telecom[0].value`. */
export const joined = (place: string, path: Breach["path"]): string =>
  path.reduce<string>((text, segment) => {
    if (typeof segment === "number") return `${text}[${segment}]`
    return text === "" ? String(segment) : `${text}.${String(segment)}`
  }, place)
