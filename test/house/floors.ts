import { posix } from "node:path"
import ts from "typescript"

/** The floors of packages/core/src, from the ground up. Contexts of one floor don't see each other. */
export const floors: ReadonlyArray<ReadonlyArray<string>> = [
  ["foundation"],
  ["calendar"],
  ["contact", "privacy"],
  ["followup", "feedback", "survey", "hotline", "care"],
  ["quality"],
  ["packs"],
  ["text"],
  ["ports"],
  ["workflows"],
  ["testing"],
]

/** What the pure floors may import from effect: data, never the runtime. */
export const pureEffect: ReadonlyArray<string> = [
  "effect/Array",
  "effect/Brand",
  "effect/Data",
  "effect/DateTime",
  "effect/Duration",
  "effect/Equal",
  "effect/Equivalence",
  "effect/Function",
  "effect/Hash",
  "effect/HashMap",
  "effect/HashSet",
  "effect/Number",
  "effect/Option",
  "effect/Order",
  "effect/Ordering",
  "effect/Predicate",
  "effect/Record",
  "effect/Redacted",
  "effect/Result",
  "effect/Schema",
  "effect/SchemaAST",
  "effect/SchemaGetter",
  "effect/SchemaIssue",
  "effect/SchemaTransformation",
  "effect/String",
  "effect/Struct",
  "effect/Tuple",
]

const lastPure = "text"
const lastForAdapters = "ports"

const floorOf = (context: string): number => floors.findIndex((contexts) => contexts.includes(context))
const isPure = (context: string): boolean => floorOf(context) >= 0 && floorOf(context) <= floorOf(lastPure)

export interface Source {
  /** From the root of the repository, with `/`: `packages/core/src/calendar/Hours.ts`. */
  readonly path: string
  readonly text: string
}

interface Complaint {
  readonly path: string
  readonly line: number
  readonly message: string
}

export const render = (complaint: Complaint): string =>
  `${complaint.path}:${complaint.line}  ${complaint.message}`

/** Everything a source file does that the house forbids, in the order of its lines. */
export const check = ({ path, text }: Source): ReadonlyArray<Complaint> => {
  const [, pkg = "", inside = ""] = /^packages\/([^/]+)\/src\/(.+)$/.exec(path) ?? []
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const place: Place = { pkg, context: contextOf(inside) }
  const complaints: Array<Complaint> = []
  const complain = (node: ts.Node, message: string | undefined): void => {
    if (message === undefined) return
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
    complaints.push({ path, line, message })
  }

  const pure = pkg === "core" && isPure(place.context)
  if (pkg === "core" && place.context !== "" && floorOf(place.context) < 0)
    complain(file, `"${place.context}" is no context of the house; test/house/floors.ts names them all`)
  const clocks = new Set(["DateTime"])

  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node)
    if (specifier === "computed") complain(node, "imports a module whose name is computed; write it out")
    else if (specifier !== undefined) {
      const message = checkImport(place, path, specifier.text) ?? checkApart(path, specifier.text, node)
      if (message !== undefined) complain(node, `imports "${specifier.text}": ${message}`)
      if (specifier.text === "effect/DateTime") rememberClock(node, clocks)
    }
    if (pure) complain(node, impurity(node, clocks))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return complaints
}

interface Place {
  readonly pkg: string
  /** The folder under src, "" for src/index.ts. */
  readonly context: string
}

const contextOf = (inside: string): string => (inside === "index.ts" ? "" : (inside.split("/")[0] ?? ""))

/** The module a node imports or re-exports, for its types or values, statically or not. */
const specifierOf = (node: ts.Node): ts.StringLiteralLike | "computed" | undefined => {
  const literal = (expression: ts.Node | undefined) =>
    expression !== undefined && ts.isStringLiteralLike(expression) ? expression : "computed"
  if (ts.isImportDeclaration(node)) return literal(node.moduleSpecifier)
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier && literal(node.moduleSpecifier)
  if (ts.isExternalModuleReference(node)) return literal(node.expression)
  if (ts.isImportTypeNode(node))
    return literal(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument)
  if (ts.isCallExpression(node)) {
    const callee = node.expression
    const imports = callee.kind === ts.SyntaxKind.ImportKeyword
    const requires = ts.isIdentifier(callee) && callee.text === "require"
    if (imports || requires) return literal(node.arguments[0])
  }
  return undefined
}

const checkImport = (from: Place, path: string, specifier: string): string | undefined => {
  if (/^(date-fns|date-fns-tz)$/.test(specifier))
    return `the index loads all of date-fns (over a second, 400 MB); name the function: ${specifier}/…`
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(path), specifier)
    const src = `packages/${from.pkg}/src/`
    if (!target.startsWith(src)) return "leaves its package's src; another package is reached by its name"
    return from.pkg === "core" ? climb(from.context, contextOf(target.slice(src.length))) : undefined
  }
  if (specifier.startsWith("@aftercare/")) return checkSibling(from, specifier)
  if (specifier === "rrule-temporal" && apart.test(path)) return undefined
  return from.pkg === "core" && from.context !== "" ? checkOutside(from.context, specifier) : undefined
}

/**
 * What reads iCalendar is reached by a subpath of its own, and only there is the library loaded that counts recurrences.
 * Types of it may be named anywhere.
 */
const apart = /^packages\/core\/src\/calendar\/(?:ICalendar|ICalendarEvent|RecurrenceRule)\.ts$/

const checkApart = (path: string, specifier: string, node: ts.Node): string | undefined => {
  const target = posix.join(posix.dirname(path), specifier)
  const isType = ts.isImportDeclaration(node) && node.importClause?.isTypeOnly === true
  return specifier.startsWith(".") && apart.test(target) && !apart.test(path) && !isType
    ? "it needs rrule-temporal; only @aftercare/core/icalendar loads that"
    : undefined
}

const climb = (from: string, to: string): string | undefined => {
  if (from === "" || from === to) return undefined
  if (to === "") return `the index stands above ${from}; import the module itself`
  const [here, there] = [floorOf(from), floorOf(to)]
  if (there < 0) return `"${to}" is no context of the house; test/house/floors.ts names them all`
  if (there > here) return `${to} (floor ${there}) stands above ${from} (floor ${here}); imports go down only`
  if (there === here) return `${from} and ${to} share floor ${here}; neither sees the other`
  return undefined
}

const checkSibling = (from: Place, specifier: string): string | undefined => {
  const [, pkg = "", context = ""] = specifier.split("/")
  if (pkg === from.pkg) return "a package imports itself by relative path"
  if (from.pkg === "core") return "core knows no adapter"
  if (pkg !== "core") return "adapters don't know each other"
  if (context === "") return "an adapter names the subpath it stands on: @aftercare/core/ports, …"
  if (floorOf(context) < 0) return `"${context}" is no context of the house`
  if (floorOf(context) > floorOf(lastForAdapters))
    return `adapters import ${lastForAdapters} and below${context === "testing" ? ", testing only in their tests" : ""}`
  return undefined
}

const checkOutside = (context: string, specifier: string): string | undefined => {
  const name = specifier.split("/")[0] ?? ""
  if (name === "date-fns-tz" || name === "date-fns")
    return context === "text"
      ? undefined
      : "only text renders with date-fns-tz; dates are decided in calendar"
  if (specifier === "@noble/hashes/sha2.js")
    return isPure(context) ? undefined : "hashes name what the pure floors decide; adapters bring their own"
  if (name === "fast-check")
    return context === "testing" ? undefined : "fast-check is an optional peer of testing alone"
  if (name === "effect") {
    if (!isPure(context) || pureEffect.includes(specifier)) return undefined
    return `${context} is a pure floor; what it may import from effect stands in test/house/floors.ts`
  }
  if (name.startsWith("node:"))
    return isPure(context) ? `${context} is a pure floor and runs in a browser` : undefined
  return `core depends on effect, date-fns-tz, @noble/hashes, (icalendar) rrule-temporal and (testing) fast-check, nothing else`
}

/** The names under which a file knows effect's DateTime, and its clock functions imported one by one. */
const rememberClock = (node: ts.Node, clocks: Set<string>): void => {
  if (!ts.isImportDeclaration(node)) return
  const bindings = node.importClause?.namedBindings
  if (bindings && ts.isNamespaceImport(bindings)) clocks.add(bindings.name.text)
}

const readsClock = (member: string): boolean => /^(now|isFuture|isPast)/.test(member)

const impurity = (node: ts.Node, clocks: ReadonlySet<string>): string | undefined => {
  if (ts.isImportSpecifier(node)) {
    const from = node.parent.parent.parent.moduleSpecifier
    const member = (node.propertyName ?? node.name).text
    if (ts.isStringLiteral(from) && from.text === "effect/DateTime") return banned("DateTime", member, clocks)
  }
  if (ts.isPropertyAccessExpression(node)) return banned(ownerOf(node.expression), node.name.text, clocks)
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return banned(ownerOf(node.expression), node.argumentExpression.text, clocks)
  if (ts.isBindingElement(node) && ts.isVariableDeclaration(node.parent.parent)) {
    const member = node.propertyName ?? node.name
    const { initializer } = node.parent.parent
    if (initializer && ts.isIdentifier(member)) return banned(ownerOf(initializer), member.text, clocks)
  }
  const bare = (ts.isNewExpression(node) || ts.isCallExpression(node)) && ownerOf(node.expression) === "Date"
  if (bare && (ts.isCallExpression(node) || (node.arguments ?? []).length === 0))
    return "reads the clock (Date without an instant); time comes in as an argument"
  return undefined
}

/** `Date` of `Date`, and of `globalThis.Date`. */
const ownerOf = (expression: ts.Expression): string => {
  if (ts.isIdentifier(expression)) return expression.text
  if (!ts.isPropertyAccessExpression(expression)) return ""
  return ownerOf(expression.expression) === "globalThis" ? expression.name.text : ""
}

const banned = (owner: string, member: string, clocks: ReadonlySet<string>): string | undefined => {
  if ((owner === "Date" || owner === "performance") && member === "now")
    return `reads the clock (${owner}.now); time comes in as an argument`
  if (clocks.has(owner) && readsClock(member))
    return `reads the clock (DateTime.${member}); time comes in as an argument`
  if (owner === "Math" && member === "random")
    return "throws dice (Math.random); chance comes in as an argument"
  if (owner === "crypto" && (member === "randomUUID" || member === "getRandomValues"))
    return `throws dice (crypto.${member}); chance comes in as an argument`
  return undefined
}
