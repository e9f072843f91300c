/**
 * The main job on PostgreSQL, killed twice and started again: nothing is lost, and nobody is told anything twice.
 *
 * Each time the job dies by kill -9, and its database with it: first while it plans, then in the middle of a contact, when
 * the provider has taken the message and the job hasn't heard of it.
 */
import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The messages that the provider took, in their order. Its answer to the 80th never leaves. */
const taken: Array<string> = []
const provider = createServer(({ url = "" }, response) => {
  taken.push(url.slice(1))
  if (taken.length === 80) kill("in the middle of the 80th contact")
  else response.end()
}).listen(0, "127.0.0.1")
await once(provider, "listening")
const address = provider.address()
const port = typeof address === "object" && address !== null ? address.port : 0

const directory = await mkdtemp(join(tmpdir(), "aftercare-killed-"))
const job = fileURLToPath(new URL("killed-half-way/job.ts", import.meta.url))
const start = () => fork(job, [directory, String(port)])
let running = start()
const kill = (when: string) => {
  console.log(`  killed ${when}`)
  running.kill("SIGKILL")
}

console.log("The job begins")
running.on("message", (planned) => planned === 50 && kill("after 50 plans"))
await once(running, "exit")
for (const again of ["It is started again", "It is started once more"]) {
  console.log(again)
  running = start()
  const [code] = await once(running, "exit")
  if (code === 0) break
}
provider.close()
await rm(directory, { recursive: true })

const twice = taken.length - new Set(taken).size
console.log(`The provider took ${taken.length} messages, ${twice} of them twice`)
process.exitCode = twice
