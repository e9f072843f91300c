import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import ts from "typescript"

const root = fileURLToPath(new URL("../../../../../", import.meta.url))

/** The sources of core whose words `text` has to know, and of the adapters. */
const paths = globSync(["packages/core/src/**/*.ts", "packages/adapter-*/src/**/*.ts"], { cwd: root })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => !/src\/(?:text|testing)\//.test(path))
  .sort()

export interface Found {
  readonly text: string
  readonly path: string
}

const read = (path: string) =>
  ts.createSourceFile(path, readFileSync(`${root}${path}`, "utf8"), ts.ScriptTarget.Latest, true)

/** Everything that `find` picks from the nodes of the sources. */
export const collect = (find: (node: ts.Node) => string | undefined): ReadonlyArray<Found> =>
  paths.flatMap((path) => {
    const found: Array<Found> = []
    const visit = (node: ts.Node): void => {
      const text = find(node)
      if (text !== undefined) found.push({ text, path })
      ts.forEachChild(node, visit)
    }
    visit(read(path))
    return found
  })

/** Names of policies and calendars look like rules and are none. */
const notRules: ReadonlyArray<string> = [
  "china.administrativeMediation",
  "china.beijing12345",
  "china.care",
  "china.complaints",
  "china.hotline12320",
  "china.hotline12345",
  "china.mediation",
  "china.petitions",
  "china.publicHolidays",
  "france.care",
  "france.legalHolidays",
  "general.callbacks",
  "general.careEvents",
  "general.categories",
  "general.handover",
  "general.hospitalPolicy",
  "general.invitations",
  "general.menu",
  "general.routing",
  "general.medication",
  "general.ticketPolicy",
  "unitedKingdom.care",
  "unitedKingdom.england",
  "unitedKingdom.northernIrish",
  "unitedKingdom.scottish",
  "unitedKingdom.wales",
  "unitedStates.care",
  "unitedStates.federalHolidays",
  "unitedStates.grievances",
  // A file of a PostgreSQL server, and columns of its tables.
  "postmaster.pid",
  "h.tenant",
  "t.tenant",
]

/** Names of metrics, spans and their attributes. */
const isWatched = (text: string): boolean => /^(?:aftercare|messaging)\./.test(text)

/** Every rule id that a source names. */
export const ruleIds = (): ReadonlyArray<Found> =>
  collect((node) =>
    ts.isStringLiteralLike(node) && /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)+$/.test(node.text)
      ? node.text
      : undefined,
  ).filter(({ text }) => !notRules.includes(text) && !isWatched(text))

/** The tag of every error of the pure floors: what a decision may refuse with. */
export const refusalTags = (): ReadonlyArray<Found> =>
  collect((node) => {
    if (!ts.isCallExpression(node) || !ts.isCallExpression(node.expression)) return undefined
    const [tag] = node.arguments
    const made = node.expression.expression.getText()
    return /TaggedError$/.test(made) && tag !== undefined && ts.isStringLiteralLike(tag)
      ? tag.text
      : undefined
  }).filter(({ path }) => !/src\/(?:ports|workflows)\//.test(path) && path.startsWith("packages/core/"))
