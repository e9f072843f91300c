import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

/** What an example prints on a machine in the zone. */
export const printed = async (
  example: string,
  zone: string,
  ...args: ReadonlyArray<string>
): Promise<string> => {
  const script = fileURLToPath(new URL(`../../${example}`, import.meta.url))
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@aftercare/source", script, ...args],
    { env: { ...process.env, TZ: zone } },
  )
  return stdout
}

/** The rows of a table as cells, its caption and header left out. */
export const rowsOf = (table: string): ReadonlyArray<ReadonlyArray<string>> =>
  table
    .split("\n")
    .slice(3)
    .map((line) => line.trim().split(/ {2,}/))
